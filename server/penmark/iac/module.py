"""A Terraform module: the blocks of all files of a folder, by what they declare."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from penmark.iac.dialect import Dialect
from penmark.iac.terraform import Terraform
from penmark.syntax.config import Body, Placed, Unit

Key = tuple[str, ...]
"""What may be asked of a module: `("resource", type, name)`, `("data", type, name)`, `("variable", name)`,
`("locals",)`, `("anchor", name)`, or `("resource", type)` for all of a type. Links have keys of their own: see `penmark.iac.links`."""

Index = dict[Key, tuple[Unit, ...]]

_TYPED = frozenset({"resource", "data", "ephemeral"})
_TERRAFORM = Terraform()


class Module:
    """The blocks of a module's files. Immutable.

    `changed` are the keys whose answers may differ from those of the module that it was built from, of which `base` is the
    `token`; None if it was built from scratch. `memo` and `before` are for what others work out of the module: of this
    one, and of that before it.
    """

    def __init__(
        self,
        files: Mapping[str, Body],
        dialect: Dialect,
        indexes: Mapping[str, tuple[Body, Index]],
        changed: frozenset[Key] | None = None,
        previous: Module | None = None,
    ) -> None:
        self.files = files
        self.dialect = dialect
        self.token = object()
        self.changed = changed
        self.base = previous.token if previous is not None else None
        self.memo: dict[object, object] = {}
        self.before: dict[object, object] = previous.memo if previous is not None else {}
        self._indexes = indexes
        self._answers: Index = {}

    @classmethod
    def build(
        cls, files: Mapping[str, Body], previous: Module | None = None, dialect: Dialect = _TERRAFORM
    ) -> Module:
        """The module that `files` are, by uri, with resources as the dialect says (`Dialect.resources`).

        `previous` saves work where blocks are the same objects.
        """
        if previous is not None and previous.dialect is not dialect:
            previous = None
        indexes: dict[str, tuple[Body, Index]] = {}
        changed: set[Key] = set()
        for uri in sorted(files):
            body = files[uri]
            known = previous._indexes.get(uri) if previous is not None else None
            if known is None:
                indexes[uri] = (body, _index(body))
                changed.update(indexes[uri][1])
            elif known[0] is body:
                indexes[uri] = known
            else:
                indexes[uri] = (body, _updated(known[0], known[1], body, changed))
        if previous is None:
            return cls(dict(files), dialect, indexes)
        previous.before = {}
        for uri, (_, index) in previous._indexes.items():
            if uri not in files:
                changed.update(index)
        return cls(dict(files), dialect, indexes, frozenset(changed), previous)

    def ask(self, key: Key) -> tuple[Unit, ...]:
        """The blocks that declare `key`, in order of file and position."""
        found = self._answers.get(key)
        if found is None:
            found = tuple(unit for _, index in self._indexes.values() for unit in index.get(key, ()))
            self._answers[key] = found
        return found

    def place(self, unit: Unit) -> tuple[str, int] | None:
        """The uri of the file in which `unit` stands, and its byte offset there."""
        return self._places.get(unit)

    @cached_property
    def _places(self) -> dict[Unit, tuple[str, int]]:
        return {
            placed.unit: (uri, placed.offset)
            for uri in sorted(self.files, reverse=True)
            for placed in reversed(self.files[uri].units)
        }


def _keys(unit: Unit) -> tuple[Key, ...]:
    key = (unit.type, *unit.labels)
    anchors = tuple(("anchor", name) for name in unit.anchors)
    if len(unit.labels) == 2 and unit.type in _TYPED:
        return (key, key[:2], *anchors)
    return (key, *anchors)


def _index(body: Body) -> Index:
    found: dict[Key, list[Unit]] = {}
    for _, unit in body.units:
        for key in _keys(unit):
            found.setdefault(key, []).append(unit)
    return {key: tuple(units) for key, units in found.items()}


def _updated(old: Body, index: Index, new: Body, changed: set[Key]) -> Index:
    """The index of `new`, made from that of `old`; keys of blocks that differ are added to `changed`."""
    before, after = old.units, new.units
    start, end = _difference(before, after)
    gone = [placed.unit for placed in before[start : len(before) - end]]
    come = [placed.unit for placed in after[start : len(after) - end]]
    for unit in (*gone, *come):
        changed.update(_keys(unit))
    if [_keys(unit) for unit in gone] != [_keys(unit) for unit in come]:
        return _index(new)
    patched = dict(index)
    for old_unit, new_unit in zip(gone, come, strict=True):
        for key in _keys(new_unit):
            units = list(patched[key])
            # A text that stands twice in a file is one unit: which of the two changed cannot be told from the tuple.
            if units.count(old_unit) != 1:
                return _index(new)
            units[units.index(old_unit)] = new_unit
            patched[key] = tuple(units)
    return patched


def _difference(before: tuple[Placed, ...], after: tuple[Placed, ...]) -> tuple[int, int]:
    """How many blocks are the same at the beginning and at the end."""
    most = min(len(before), len(after))
    start = 0
    while start < most and before[start].unit is after[start].unit:
        start += 1
    end = 0
    while end < most - start and before[-1 - end].unit is after[-1 - end].unit:
        end += 1
    return start, end

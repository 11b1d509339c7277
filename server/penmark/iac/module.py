"""A Terraform module: the blocks of all files of a folder, by what they declare."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from penmark.syntax.config import Body, Unit

Key = tuple[str, ...]
"""What may be asked of a module: `("resource", type, name)`, `("data", type, name)`, `("variable", name)`,
`("locals",)`, `("module", name)`, or `("resource", type)` for all of a type."""

_TYPED = frozenset({"resource", "data", "ephemeral"})


class Module:
    """The blocks of a module's files. Immutable."""

    def __init__(
        self, files: Mapping[str, Body], indexes: Mapping[str, tuple[Body, Mapping[Key, tuple[Unit, ...]]]]
    ) -> None:
        self.files = files
        self._indexes = indexes
        self._answers: dict[Key, tuple[Unit, ...]] = {}

    @classmethod
    def build(cls, files: Mapping[str, Body], previous: Module | None = None) -> Module:
        """The module that `files` are, by uri. `previous` saves work where a file's body is the same object."""
        indexes: dict[str, tuple[Body, Mapping[Key, tuple[Unit, ...]]]] = {}
        for uri in sorted(files):
            body = files[uri]
            known = previous._indexes.get(uri) if previous is not None else None
            indexes[uri] = known if known is not None and known[0] is body else (body, _index(body))
        return cls(dict(files), indexes)

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


def _index(body: Body) -> Mapping[Key, tuple[Unit, ...]]:
    found: dict[Key, list[Unit]] = {}
    for _, unit in body.units:
        found.setdefault((unit.type, *unit.labels), []).append(unit)
        if len(unit.labels) == 2 and unit.type in _TYPED:
            found.setdefault((unit.type, unit.labels[0]), []).append(unit)
    return {key: tuple(units) for key, units in found.items()}

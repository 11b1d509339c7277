"""What a module binds, as its functions see it: without places, and with digests to cache by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from penmark.dataflow.knowledge import Models
from penmark.dataflow.results import ClassInfo, LocalResult
from penmark.dataflow.unbound import beginnings
from penmark.dataflow.values import MOST_ITEMS, Flow, Items, ModuleVariable, Value
from penmark.syntax import code

_DEEPEST_ITEMS = 3
_DEEPEST_CLASSES = 8

Digest = tuple[object, ...]


class Bindings:
    """The names that a module binds, its classes (by path, `:C`), and which frameworks it imports.

    `open`: a wildcard import binds more names than can be seen.
    """

    __slots__ = ("_begun", "_digests", "classes", "modules", "names", "open")

    def __init__(
        self,
        names: Mapping[str, Value],
        classes: Mapping[str, ClassInfo],
        modules: frozenset[str] = frozenset(),
        *,
        open: bool = False,
    ) -> None:
        self.names = names
        self.classes = classes
        self.modules = modules
        self.open = open
        self._begun: frozenset[str] | None = None
        self._digests: dict[str, Digest] = {}

    @property
    def begun(self) -> frozenset[str]:
        """The beginnings of all names."""
        if self._begun is None:
            self._begun = beginnings(self.names)
        return self._begun

    def digest(self, name: str) -> Digest:
        """Equal for equal bindings of a name: all that interpreting a unit can learn by it."""
        found = self._digests.get(name)
        if found is None:
            value = self.names.get(name)
            found = () if value is None else self._value_digest(value, 0)
            self._digests[name] = found
        return found

    def same_as(self, other: Bindings) -> bool:
        """Whether all that may be asked of these bindings has the same answer."""
        return (
            self.open == other.open
            and self.modules == other.modules
            and self.names.keys() == other.names.keys()
            and self.classes.keys() == other.classes.keys()
            and all(self.digest(name) == other.digest(name) for name in self.names)
            and all(self._class_digest(path, 0) == other._class_digest(path, 0) for path in self.classes)
        )

    def dependency(self, words: frozenset[str], owner: str) -> frozenset[tuple[str, Digest]]:
        """What the result for a unit with these words, in the class `owner`, depends on beside its parts."""
        names = self.names
        used = [(word, self.digest(word)) for word in words if word in names]
        if owner and owner not in words:
            used.append((owner, self.digest(owner)))
        used.append(("", (self.open, *sorted(self.modules))))
        used += [(word, (True,)) for word in words & self.begun if word not in names]
        return frozenset(used)

    def _value_digest(self, value: Value, depth: int) -> Digest:
        items: Digest = ()
        if value.items is not None:
            known = tuple(
                (_key(key), self._value_digest(one, depth + 1)) for key, one in value.items.known.items()
            )
            rest = None if value.items.rest is None else self._value_digest(value.items.rest, depth + 1)
            items = (value.items.kind, known, rest)
        constants = None if value.constants is None else tuple(_key(one) for one in value.constants)
        classes = tuple(self._class_digest(path, 0) for path in value.paths if path.startswith(":"))
        return (value.paths, constants, value.literal, bool(value.flows), items, classes)

    def _class_digest(self, path: str, depth: int) -> Digest:
        info = self.classes.get(path.partition("(")[0])
        if info is None or depth > _DEEPEST_CLASSES:
            return ()
        attributes = tuple(
            (
                name,
                value.paths,
                None if value.constants is None else tuple(map(_key, value.constants)),
                value.literal,
            )
            for name, value in sorted(info.attributes.items())
        )
        bases = tuple(self._class_digest(base, depth + 1) for base in info.bases if base.startswith(":"))
        return (info.bases, tuple(sorted(info.methods)), attributes, bases)

    def member(self, path: str, name: str, models: Models, depth: int = 0) -> tuple[str, ...]:
        """What `name` is of a path of this file: where its class or one of its bases defines it."""
        instance = "()" if path.endswith("()") else ""
        info = self.classes.get(path.removesuffix("()"))
        if info is None or depth > _DEEPEST_CLASSES or name in info.methods or name in info.attributes:
            return (f"{path}.{name}",)
        outside: list[str] = []
        for base in info.bases:
            if base.startswith(":"):
                found = self.member(base + instance, name, models, depth + 1)
                if self._defines(found[0], name):
                    return found
                outside.extend(found[1:])
            else:
                outside.extend(models.extend((base + instance,), f".{name}"))
        return (f"{path}.{name}", *outside)

    def _defines(self, path: str, name: str) -> bool:
        info = self.classes.get(path[: -len(name) - 1].removesuffix("()"))
        return info is not None and (name in info.methods or name in info.attributes)

    def attribute(self, path: str, name: str) -> Value | None:
        """What the class body binds `name` to, for a path that `member` gave."""
        info = self.classes.get(path[: -len(name) - 1].removesuffix("()"))
        return None if info is None else info.attributes.get(name)

    def is_clean(self, path: str, models: Models) -> bool:
        """Whether instances of this path carry no data that could do harm; enumerations of the file among them."""
        if path.startswith(":"):
            return any(models.is_clean(f"{base}()") for base in self.bases(path.removesuffix("()")))
        return models.is_clean(path)

    def bases(self, path: str, depth: int = 0) -> Iterable[str]:
        """The paths of all bases of a class of this file, nearest first."""
        info = self.classes.get(path)
        if info is None or depth > _DEEPEST_CLASSES:
            return
        for base in info.bases:
            yield base
            yield from self.bases(base, depth + 1)


def _key(constant: object) -> tuple[str, object]:
    """A hashable form that keeps `True` and `1` apart."""
    return (constant.__class__.__name__, constant)


def outline(units: Iterable[tuple[code.Part, code.Facts]]) -> Bindings:
    """What the functions and classes of a file bind before anything runs: their own names."""
    names: dict[str, Value] = {}
    methods: dict[str, set[str]] = {}
    for part, facts in units:
        if part.kind != "function" or not facts.body:
            continue
        function = facts.body[-1]
        if not isinstance(function, code.Function):
            continue
        if part.owner:
            methods.setdefault(part.owner, set()).add(function.name)
        else:
            names[function.name] = Value((f":{function.name}",))
    classes = {f":{owner}": ClassInfo(f":{owner}", (), frozenset(found)) for owner, found in methods.items()}
    return Bindings(names, classes)


def rebound_globals(units: Iterable[tuple[code.Part, code.Facts]]) -> frozenset[str]:
    """The names that functions declare `global`: their values at the end of the module are not all they can be."""
    found: set[str] = set()
    for part, facts in units:
        if part.kind == "function" and b"global" in part.text:
            pending: list[object] = list(facts.body)
            while pending:
                statement = pending.pop()
                if isinstance(statement, code.Scope):
                    found.update(statement.names)
                for field in ("body", "then", "orelse", "final", "handlers", "cases"):
                    inside = getattr(statement, field, None)
                    if isinstance(inside, Sequence):
                        pending.extend(inside)
    return frozenset(found)


def module_bindings(result: LocalResult, rebound: frozenset[str] = frozenset()) -> Bindings:
    """What the functions of a module see of it: its names as they are at its end, `rebound` of unknown value."""
    names: dict[str, Value] = {}
    for name, value in result.names.items():
        if "." in name or "[" in name:
            continue
        flows = (Flow(ModuleVariable(name)),)
        names[name] = Value(value.paths, flows) if name in rebound else _portable(value, flows, 0)
    for name in rebound:
        if name not in names:
            names[name] = Value((), (Flow(ModuleVariable(name)),))
    classes = {
        path: ClassInfo(
            path,
            info.bases,
            info.methods,
            {name: _portable(value, (), 0) for name, value in info.attributes.items()},
        )
        for path, info in result.classes.items()
    }
    return Bindings(names, classes, result.modules, open=result.open)


def _portable(value: Value, flows: tuple[Flow, ...], depth: int) -> Value:
    """The value without places; `flows` stand for whatever data is in it."""
    items = value.items
    if items is not None and depth < _DEEPEST_ITEMS and len(items.known) <= MOST_ITEMS:
        known = {key: _portable(one, flows, depth + 1) for key, one in items.known.items()}
        rest = None if items.rest is None else _portable(items.rest, flows, depth + 1)
        return Value(
            value.paths,
            flows if value.flows else (),
            None,
            value.literal,
            None,
            Items(items.kind, known, rest),
        )
    return Value(value.paths, flows if value.all_flows() else (), value.constants, value.literal)

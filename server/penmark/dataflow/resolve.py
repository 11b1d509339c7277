"""The link phase, names: the functions and classes of a file, and what their names really are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from penmark.dataflow.bindings import Bindings
from penmark.dataflow.patterns import components
from penmark.dataflow.questions import Questions
from penmark.dataflow.reach import FileUnit
from penmark.dataflow.results import CallEvent, ClassInfo, FunctionInfo, Stored
from penmark.dataflow.state import Program
from penmark.dataflow.values import MOST_PATHS, merge_paths

if TYPE_CHECKING:
    from penmark.dataflow.neighbours import Neighbour, Neighbours


class Resolver(Questions):
    """Follows names over the units of one file, and from there into its neighbours. Its answers depend on these alone."""

    def __init__(
        self,
        program: Program,
        units: Sequence[FileUnit],
        bindings: Bindings,
        neighbours: Neighbours | None = None,
    ) -> None:
        """`units`: the module's own first; all of them share one trace."""
        super().__init__(units[0].trace, len(units))
        self.program = program
        self.neighbours = neighbours
        self.models = program.models
        self.units = units
        self.bindings = bindings
        self._with_word: dict[str, list[FileUnit]] = {}
        self._functions: dict[str, tuple[Sequence[FileUnit], list[tuple[FileUnit, FunctionInfo]]]] = {}

    @cached_property
    def _by_path(self) -> dict[str, list[FileUnit]]:
        found: dict[str, list[FileUnit]] = {}
        for unit in self.units:
            found.setdefault(unit.path, []).append(unit)
        return found

    def binds(self, names: Sequence[str]) -> bool:
        """Whether the module binds one of these names, to something else than False."""
        found = map(self.bindings.names.get, names)
        return any(value is not None and value.constants != (False,) for value in found)

    def with_word(self, word: str) -> list[FileUnit]:
        """The units that a word stands in."""
        found = self._with_word.get(word)
        if found is None:
            found = self._with_word[word] = [unit for unit in self.units if word in unit.words]
        self.trace.words.add(word)
        self.trace.units.update(found)
        return found

    def within(self, path: str) -> Sequence[FileUnit]:
        """The units that may hold what stands under this path."""
        return self._by_path.get(path.partition(">")[0]) or self._by_path.get("", [])

    def functions(self, path: str) -> list[tuple[FileUnit, FunctionInfo]]:
        """The functions of this path, with the units that they are in."""
        known = self._functions.get(path)
        if known is None:
            units = self.within(path)
            found = [(unit, info) for unit in units for info in unit.local.functions if info.path == path]
            known = self._functions[path] = (units, found)
        self.trace.units.update(known[0])
        return known[1]

    def class_info(self, path: str) -> ClassInfo | None:
        """What is known of a class of the file."""
        found = self.bindings.classes.get(path)
        if found is None and ">" in path:
            for unit in self._by_path.get(path.partition(">")[0], ()):
                found = unit.local.classes.get(path)
        return found

    def resolve(self, path: str) -> tuple[str, ...]:
        """What a path of this file really is: the types that its functions return and its attributes hold."""
        if not path.startswith(":"):
            return (path,) if self.neighbours is None else self.neighbours.resolve(path)
        if "." not in path and "(" not in path:
            return (path,)
        return self.answer(("path", path), (path,), lambda: self._resolved(path))

    def _resolved(self, path: str) -> tuple[str, ...]:
        current: tuple[str, ...] = ()
        for index, component in enumerate(components(path)):
            name, brackets = split(component)
            current = (name,) if index == 0 else self._members(current, name)
            while brackets:
                current = self._applied(current, brackets[:2])
                brackets = brackets[2:]
        return current

    def _members(self, paths: tuple[str, ...], name: str) -> tuple[str, ...]:
        found: tuple[str, ...] = ()
        for path in paths:
            if not path.startswith(":"):
                found = merge_paths(found, self.models.extend((path,), f".{name}"))
                continue
            for one in self.bindings.member(path, name, self.models):
                found = merge_paths(
                    found, self._attribute(one, path, name) if one.startswith(":") else (one,)
                )
        return found

    def _attribute(self, path: str, owner: str, name: str) -> tuple[str, ...]:
        """What the attribute `path` is: a method, the value of a property, what the class or its methods store there.

        One that nothing stores is taken for what a parameter of its name is.
        """
        functions = self.functions(path)
        if functions:
            if not any(info.is_property for _, info in functions):
                return (path,)
            return self._returned(path) or (path,)
        if not owner.endswith("()"):
            return (path,)
        found: tuple[str, ...] = ()
        known = self.bindings.attribute(path, name)
        if known is not None:
            found = known.paths
        for _, stored in self.stores(owner[:-2], name):
            for one in stored.value.paths:
                found = merge_paths(found, self.resolve(one))
        return found or self.models.parameters.get(name) or (path,)

    def _applied(self, paths: tuple[str, ...], brackets: str) -> tuple[str, ...]:
        found: tuple[str, ...] = ()
        for path in paths:
            returned = self._returned(path) if brackets == "()" and path.startswith(":") else ()
            found = merge_paths(found, returned or self.models.extend((path,), brackets))
        return found

    def _returned(self, path: str) -> tuple[str, ...]:
        """What the functions of this path return."""
        found: tuple[str, ...] = ()
        for _, info in self.functions(method_path(path)):
            for one in (
                *info.return_paths,
                *(path for stored in info.returns for path in stored.value.paths),
            ):
                found = merge_paths(found, self.resolve(one))
        return found[:MOST_PATHS]

    def targets(self, event: CallEvent) -> list[tuple[str, int]]:
        """The functions of the file that a call reaches, each with how many parameters it does not write."""
        return self.targets_of(event.paths)

    def abroad(self, event: CallEvent) -> Iterator[tuple[Neighbour, FunctionInfo, int]]:
        """The functions of other modules of the project that a call reaches, likewise."""
        if self.neighbours is None:
            return
        for raw in event.paths:
            for path in self.resolve(raw) if raw.startswith(":") else (raw,):
                if not path.startswith(":"):
                    yield from self.neighbours.targets(path)

    def targets_of(self, paths: Sequence[str]) -> list[tuple[str, int]]:
        """The functions of the file that a call of these paths reaches."""
        found: list[tuple[str, int]] = []
        for raw in paths:
            for path in self.resolve(raw):
                if not path.startswith(":"):
                    continue
                if self.class_info(path) is not None:
                    for one in self.bindings.member(f"{path}()", "__init__", self.models):
                        if self.functions(one):
                            found.append((one, 1))
                    continue
                exact = self.functions(path)
                if exact:
                    found.append((path, exact[0][1].bound))
                    continue
                method = method_path(path)
                functions = self.functions(method) if method != path else []
                if functions:
                    found.append((method, 1 if functions[0][1].is_classmethod else 0))
        return found

    def stores(self, owner: str, name: str) -> list[tuple[FileUnit, Stored]]:
        """What is stored in an attribute of the instances of a class or of its bases in the file."""
        found: list[tuple[FileUnit, Stored]] = []
        owners = [owner, *(base for base in self.bindings.bases(owner) if base.startswith(":"))]
        for one in owners:
            simple = one.rpartition(">")[2].lstrip(":")
            for unit in self.with_word(name):
                if unit.owner == simple or simple in unit.words or owner in self.models.shared:
                    found.extend((unit, stored) for stored in unit.local.attributes.get((one, name), ()))
        return found


def split(component: str) -> tuple[str, str]:
    """The name in a component, and its brackets."""
    for index, character in enumerate(component):
        if character in "([":
            return component[:index], component[index:]
    return component, ""


def method_path(path: str) -> str:
    """`:C().m` for `:C.m`."""
    owner, dot, name = path.rpartition(".")
    if not dot or owner.endswith("()"):
        return path
    return f"{owner}().{name}"

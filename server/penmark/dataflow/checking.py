"""All of a file: its parts become units, their local results are kept, and the matchers are asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

from penmark.dataflow.bindings import Bindings, module_bindings, outline, rebound_globals
from penmark.dataflow.interpret import interpret, interpret_module
from penmark.dataflow.link import Linker
from penmark.dataflow.matching import Match, find
from penmark.dataflow.neighbours import Content, Neighbour, Neighbours
from penmark.dataflow.questions import Kept, Trace
from penmark.dataflow.reach import FileUnit
from penmark.dataflow.results import LocalResult
from penmark.dataflow.state import Program
from penmark.dataflow.wanted import ModuleNames
from penmark.memory import Memory
from penmark.syntax import code

_TOO_FAR = "data comes through too many functions to be followed"


class Unchecked(NamedTuple):
    """A part that was not read to its end, and why."""

    part: int
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a file: matches in order of position, and what was not checked.

    `file` and `neighbours` (with what was asked of them) are for the next version.
    """

    matches: tuple[Match, ...]
    unchecked: tuple[Unchecked, ...]
    file: File = field(compare=False, repr=False)
    neighbours: Neighbours | None = field(default=None, compare=False, repr=False)


class Cache(Memory[object, LocalResult]):
    """Local results by content. Holds for one Program."""

    def __init__(self, size: int = 4096) -> None:
        super().__init__(size)


class _Head(NamedTuple):
    """What a function shows to the rest of its file: its path, and the names that it declares `global`."""

    path: str
    rebound: frozenset[str]


@dataclass(frozen=True, slots=True)
class File:
    """The units of one version of a file, and what its functions see of the module.

    `own`: the indexes of the parts that are the module's own statements. `heads` and `units`: by part, None for such.
    `module`: the unit of the module's own statements. `names`: what the names that the module binds stand for.
    `wanted`: by part, whether the matchers may find something in its unit. `trace`: of all units. `kept`: what was found in units
    and still holds; each version has its own, since several may follow one.
    """

    facts: Sequence[code.Facts]
    own: Sequence[int]
    heads: Sequence[_Head | None]
    units: Sequence[FileUnit | None]
    module: FileUnit
    bindings: Bindings
    names: ModuleNames
    wanted: Sequence[bool]
    trace: Trace
    kept: dict[FileUnit, Kept] = field(default_factory=dict)

    @staticmethod
    def read(
        parts: Sequence[code.Part],
        facts: Sequence[code.Facts],
        program: Program,
        cache: Cache,
        before: File | None = None,
        *,
        projected: bool = False,
    ) -> File:
        """From scratch, but for what facts alone say: that is taken over where `before` has the very same.

        `projected`: what the file imports may be found in its project.
        """
        known = {} if before is None else dict(zip(map(id, before.facts), before.heads, strict=True))
        pairs = list(zip(parts, facts, strict=True))
        own = [index for index, part in enumerate(parts) if part.kind != "function"]
        heads = [
            (known.get(id(one)) or _head(part, one)) if part.kind == "function" else None
            for part, one in pairs
        ]
        trace = Trace()
        module, bindings = _module_unit(trace, own, pairs, heads, program, cache)
        units = [
            None if head is None else _function_unit(trace, index, part, one, head, bindings, program, cache)
            for index, ((part, one), head) in enumerate(zip(pairs, heads, strict=True))
        ]
        names = ModuleNames(bindings, projected=projected)
        in_unit = program.wanted.in_unit
        asked: dict[int, bool] = {}
        if before is not None and before.names.same_as(names):
            asked = dict(zip(map(id, before.facts), before.wanted, strict=True))
        wanted = [
            unit is not None
            and (asked[id(one)] if id(one) in asked else in_unit(unit.words, unit.text, names))
            for unit, one in zip(units, facts, strict=True)
        ]
        return File(facts, own, heads, units, module, bindings, names, wanted, trace)

    def again(
        self, parts: Sequence[code.Part], facts: Sequence[code.Facts], program: Program, cache: Cache
    ) -> File | None:
        """The next version, where the module binds what it did, and nothing but bodies has changed; None where more has."""
        if len(facts) != len(self.facts):
            return None
        changed = [index for index, one in enumerate(facts) if one is not self.facts[index]]
        if not changed:
            return self
        for index in changed:
            part, head = parts[index], self.heads[index]
            if (part.kind == "function") is (head is None) or (head and _head(part, facts[index]) != head):
                return None
        units, wanted, module = list(self.units), list(self.wanted), self.module
        gone: set[FileUnit] = set()
        moved: set[str] = set()
        if any(self.heads[index] is None for index in changed):
            pairs = list(zip(parts, facts, strict=True))
            module, bindings = _module_unit(self.trace, self.own, pairs, self.heads, program, cache)
            if not bindings.same_as(self.bindings):
                return None
            gone.add(self.module)
            moved |= self.module.words ^ module.words
        for index in changed:
            part, one, head = parts[index], facts[index], self.heads[index]
            if head is None:
                continue
            wanted[index] = program.wanted.in_unit(one.words, part.text, self.names)
            unit = _function_unit(self.trace, index, part, one, head, self.bindings, program, cache)
            before, units[index] = units[index], unit
            if before is not None:
                gone.add(before)
                moved |= before.words ^ unit.words
        kept = {
            unit: one
            for unit, one in self.kept.items()
            if gone.isdisjoint(one.rests_on.units) and moved.isdisjoint(one.rests_on.words)
        }
        return replace(self, facts=facts, units=units, module=module, wanted=wanted, kept=kept)


def check(
    parts: Sequence[code.Part],
    facts: Sequence[code.Facts],
    program: Program,
    cache: Cache | None = None,
    stop: Callable[[], bool] = lambda: False,
    previous: Checked | None = None,
    neighbours: Neighbours | None = None,
) -> Checked | None:
    """Finds what the program's matchers ask for in a file, given as its parts in order with their facts.

    The result depends on parts, facts and `neighbours` (the other modules of the project) alone; `cache` and `previous` (what was found in an earlier version of the file, with
    the very same facts where nothing changed) only save work. None if `stop` said yes between two units.
    """
    cache = cache or Cache()
    before = previous.file if previous is not None else None
    projected = neighbours is not None
    file: File | None = None
    if before is not None and before.names.projected is projected:
        file = before.again(parts, facts, program, cache)
    file = file or File.read(parts, facts, program, cache, before, projected=projected)
    units = [file.module, *(unit for unit in file.units if unit is not None)]
    exposing: frozenset[str] = frozenset()
    if neighbours is not None:
        names = neighbours.exposing(file.bindings, stop)
        if names is None:
            return None
        exposing = names
        if previous is not None and not neighbours.same_as(previous.neighbours):
            file = replace(file, kept={})
    linker = Linker(program, units, file.bindings, neighbours)
    wanted = [
        unit
        for unit, asked in zip(file.units, file.wanted, strict=True)
        if unit is not None and (asked or not exposing.isdisjoint(unit.words))
    ]
    matches: list[Match] = []
    file.trace.clear()
    for unit in (file.module, *wanted):
        kept = file.kept.pop(unit, None)
        if kept is not None and linker.takes(kept):
            matches += kept.matches
        elif stop():
            return None
        else:
            found, kept = linker.keep(partial(_found, unit, linker))
            matches += found
        if kept is not None:
            file.kept[unit] = kept
    matches.sort(key=lambda match: (match.part, match.mark, match.matcher))
    reasons = dict.fromkeys(linker.unfinished, _TOO_FAR)
    for unit in file.trace.units | linker.aside:
        if unit.local.incomplete:
            reasons[unit.indexes[0]] = unit.local.incomplete
    unchecked = [Unchecked(part, reason) for part, reason in sorted(reasons.items())]
    return Checked(tuple(matches), tuple(unchecked), file, neighbours)


def _found(unit: FileUnit, linker: Linker) -> tuple[Match, ...]:
    return tuple(find(unit, linker))


def neighbour(
    uri: str,
    text: bytes,
    read: Callable[[], tuple[Sequence[code.Part], Sequence[code.Facts]]],
    program: Program,
    cache: Cache,
) -> Neighbour:
    """The module `uri`, for others of its project; `read` gives its parts in order with their facts."""

    def content() -> Content:
        parts, facts = read()
        file = File.read(parts, facts, program, cache)
        units = [file.module, *(unit for unit in file.units if unit is not None)]
        return Content([part.start for part in parts], units, file.bindings, file.names)

    return Neighbour(uri, text, content, program)


def _outline_key(bindings: Bindings) -> object:
    classes = tuple((path, tuple(sorted(info.methods))) for path, info in sorted(bindings.classes.items()))
    return (frozenset(bindings.names), classes)


def _head(part: code.Part, facts: code.Facts) -> _Head:
    function = facts.body[-1] if facts.body else None
    name = function.name if isinstance(function, code.Function) else ""
    path = f":{part.owner}().{name}" if part.owner else f":{name}"
    return _Head(path, rebound_globals(((part, facts),)))


def _module_unit(
    trace: Trace,
    own: Sequence[int],
    pairs: Sequence[tuple[code.Part, code.Facts]],
    heads: Sequence[_Head | None],
    program: Program,
    cache: Cache,
) -> tuple[FileUnit, Bindings]:
    unit = [pairs[index] for index in own]
    outlined = outline(pairs)
    key = ("module", tuple(part.key for part, _ in unit), _outline_key(outlined))
    result = cache.get(key, lambda: interpret_module(unit, outlined, program))
    rebound = frozenset().union(*(head.rebound for head in heads if head is not None))
    words = frozenset().union(*(one.words for _, one in unit))
    return FileUnit(trace, own, "", "", words, lambda: result), module_bindings(result, rebound)


def _function_unit(
    trace: Trace,
    index: int,
    part: code.Part,
    facts: code.Facts,
    head: _Head,
    bindings: Bindings,
    program: Program,
    cache: Cache,
) -> FileUnit:
    def load() -> LocalResult:
        key = (part.key, bindings.dependency(facts.words, part.owner))
        return cache.get(key, lambda: interpret(((part, facts),), bindings, program))

    return FileUnit(trace, (index,), head.path, part.owner, facts.words, load, part.text)

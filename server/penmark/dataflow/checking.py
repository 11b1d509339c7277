"""All of a file: its parts become units, their local results are kept, and the matchers are asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from penmark.dataflow.bindings import Bindings, module_bindings, outline, rebound_globals
from penmark.dataflow.interpret import interpret, interpret_module
from penmark.dataflow.link import Linker
from penmark.dataflow.matching import Match, find
from penmark.dataflow.neighbours import Content, Neighbour, Neighbours
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
    `wanted`: by part, whether the matchers may find something in its unit.
    """

    facts: Sequence[code.Facts]
    own: Sequence[int]
    heads: Sequence[_Head | None]
    units: Sequence[FileUnit | None]
    module: FileUnit
    bindings: Bindings
    names: ModuleNames
    wanted: Sequence[bool]

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
        unit = [pairs[index] for index in own]
        outlined = outline(pairs)
        key = ("module", tuple(part.key for part, _ in unit), _outline_key(outlined))
        result = cache.get(key, lambda: interpret_module(unit, outlined, program))
        heads = [
            (known.get(id(one)) or _head(part, one)) if part.kind == "function" else None
            for part, one in pairs
        ]
        rebound = frozenset().union(*(head.rebound for head in heads if head is not None))
        bindings = module_bindings(result, rebound)
        words = frozenset().union(*(one.words for _, one in unit))
        module = FileUnit(own, "", "", words, lambda: result)
        units = [
            None if head is None else _function_unit(index, part, one, head, bindings, program, cache)
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
        return File(facts, own, heads, units, module, bindings, names, wanted)

    def again(
        self, parts: Sequence[code.Part], facts: Sequence[code.Facts], program: Program, cache: Cache
    ) -> File | None:
        """The next version, where only bodies of functions have changed; None where more has."""
        if len(facts) != len(self.facts):
            return None
        changed = [index for index, one in enumerate(facts) if one is not self.facts[index]]
        if not changed:
            return self
        units, wanted = list(self.units), list(self.wanted)
        for index in changed:
            part, one = parts[index], facts[index]
            head = self.heads[index]
            if head is None or part.kind != "function" or _head(part, one) != head:
                return None
            wanted[index] = program.wanted.in_unit(one.words, part.text, self.names)
            units[index] = _function_unit(index, part, one, head, self.bindings, program, cache)
        return replace(self, facts=facts, units=units, wanted=wanted)


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
            for one in units:
                one.kept = None
    linker = Linker(program, units, file.bindings, neighbours)
    matches: list[Match] = []
    wanted = [
        unit
        for unit, asked in zip(file.units, file.wanted, strict=True)
        if unit is not None and (asked or not exposing.isdisjoint(unit.words))
    ]
    for each in (file.module, *wanted):
        kept = linker.kept(each)
        if kept is not None:
            matches.extend(kept)
            continue
        if stop():
            return None
        with linker.keeping(each) as gathered:
            gathered.extend(find(each, linker))
        matches.extend(gathered)
    matches.sort(key=lambda match: (match.part, match.mark, match.matcher))
    reasons = dict.fromkeys(linker.unfinished, _TOO_FAR)
    reasons.update(
        {each.indexes[0]: each.local.incomplete for each in units if each.asked and each.local.incomplete}
    )
    unchecked = [Unchecked(part, reason) for part, reason in sorted(reasons.items())]
    return Checked(tuple(matches), tuple(unchecked), file, neighbours)


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


def _function_unit(
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

    return FileUnit((index,), head.path, part.owner, facts.words, load, part.text)

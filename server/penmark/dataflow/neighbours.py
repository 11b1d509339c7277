"""One hop into the project: what functions of other modules do with what they are given, and what they return.

A neighbour is read by itself, as if it had no neighbours of its own. All answers about one are independent of who asks and of
what was asked before, so they are kept with it for as long as its text stays the same.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from penmark.dataflow.bindings import Bindings
from penmark.dataflow.link import Linker
from penmark.dataflow.matchers import Sink, TaintMatcher
from penmark.dataflow.matching import candidates, counts
from penmark.dataflow.operations import is_operator
from penmark.dataflow.patterns import components
from penmark.dataflow.reach import FileUnit, MatchStep, Reach, Way, compose
from penmark.dataflow.results import CallEvent, FunctionInfo
from penmark.dataflow.state import Program
from penmark.dataflow.values import Param
from penmark.dataflow.wanted import ModuleNames
from penmark.text.span import Span

_MOST_EXPOSURES = 64
_MOST_COMPONENTS = 8


@dataclass(frozen=True, slots=True)
class Exposure:
    """A parameter of a function whose data reaches a sink, on a way that only its callers can judge.

    `part`: which attribute or element of the parameter, "" for all; `cleared` and `built` are what happens on the way, `steps`
    lead to the sink.
    """

    index: int
    matcher: TaintMatcher
    sink: Sink
    param: str
    part: str
    cleared: frozenset[str]
    built: bool
    steps: tuple[MatchStep, ...]


class Content(NamedTuple):
    """What stands in a module. `starts`: where its parts start, in bytes."""

    starts: Sequence[int]
    units: Sequence[FileUnit]
    bindings: Bindings
    names: ModuleNames


class Neighbour:
    """Another module of the project, read when it is first asked something. Spans in its answers are absolute."""

    def __init__(self, uri: str, text: bytes, read: Callable[[], Content], program: Program) -> None:
        self._uri = uri
        self._text = text
        self._read = read
        self._program = program
        self._resolved: dict[str, tuple[str, ...]] = {}
        self._targets: dict[str, tuple[tuple[FunctionInfo, int], ...]] = {}
        self._summaries: dict[tuple[str, str], tuple[Reach, ...]] = {}
        self._cleared: dict[tuple[str, str, str], frozenset[str]] = {}
        self._exposed: Mapping[str, Sequence[Exposure]] | None = None

    @cached_property
    def _content(self) -> Content:
        return self._read()

    def resolve(self, path: str) -> tuple[str, ...]:
        """What a path of this module (`:f()`) really is."""
        if path not in self._resolved:
            self._resolved[path] = self._linker().resolve(path)
        return self._resolved[path]

    def is_clean(self, path: str) -> bool:
        """Whether a field (`:C().f`) is declared to be of a type whose instances carry no data that could do harm."""
        content, models = self._content, self._program.models
        owner, _, name = path.rpartition(".")
        for one in content.bindings.member(owner, name, models):
            known = content.bindings.attribute(one, name) if one.startswith(":") else None
            if known is not None:
                return any(content.bindings.is_clean(type, models) for type in known.paths)
        return False

    def declares_text(self, path: str) -> bool:
        """Whether a class whose fields come from outside declares a field (`:C().f`) that may hold text."""
        bindings = self._content.bindings
        owner, _, name = path.rpartition(".")
        owner = owner.removesuffix("()")
        if not any(map(self._program.models.declares_fields, bindings.bases(owner))):
            return False
        info = bindings.classes.get(owner)
        return info is not None and name in info.attributes and not self.is_clean(path)

    def targets(self, path: str) -> tuple[tuple[FunctionInfo, int], ...]:
        """The functions that a call of this path reaches, each with how many of its parameters the call does not write."""
        if path not in self._targets:
            linker = self._linker()
            self._targets[path] = tuple(
                (info, shift)
                for target, shift in linker.targets_of((path,))
                for _, info in linker.functions(target)
            )
        return self._targets[path]

    def summary(self, info: FunctionInfo, part: str) -> tuple[Reach, ...]:
        """Where what a function returns, or a part of it, comes from: sources, and its own parameters."""
        key = (info.path, part)
        if key not in self._summaries:
            linker = self._linker()
            self._summaries[key] = tuple(
                reach._replace(steps=self._located(reach.steps))
                for unit, one in linker.functions(info.path)
                for reach in linker.summary(unit, one, part)
                if not isinstance(reach.origin, Param) or reach.origin.function == info.path
            )
        return self._summaries[key]

    def clears(self, info: FunctionInfo, outcome: str, name: str) -> frozenset[str]:
        """The marks that a function clears of a parameter when it has this outcome (see `validators.py`)."""
        key = (info.path, outcome, name)
        if key not in self._cleared:
            linker = self._linker()
            owner = next((unit for unit, _ in linker.functions(info.path)), None)
            marks = info.checks.get(outcome, {}).get(name, frozenset[str]())
            self._cleared[key] = frozenset() if owner is None else linker.checked(owner, marks)
        return self._cleared[key]

    def exposures(self, path: str) -> Sequence[Exposure]:
        """What the parameters of a function (`:f`) reach."""
        return self._exposures().get(path, ())

    def exposing(self) -> Iterator[str]:
        """The names by which the functions are called whose parameters reach something."""
        for path in self._exposures():
            owner, _, name = path[1:].rpartition(".")
            yield owner.removesuffix("()").rpartition(".")[2] if name == "__init__" else name

    def _exposures(self) -> Mapping[str, Sequence[Exposure]]:
        if self._exposed is None:
            found: dict[str, list[Exposure]] = {}
            if self._program.sink_words.written_in(self._text):
                linker = self._linker()
                for unit in self._content.units:
                    for function, exposure in self._exposures_in(unit, linker):
                        found.setdefault(function, []).append(exposure)
            self._exposed = {function: one[:_MOST_EXPOSURES] for function, one in found.items()}
        return self._exposed

    def _linker(self) -> Linker:
        linker = Linker(self._program, self._content.units, self._content.bindings)
        linker.start()
        return linker

    def _exposures_in(self, unit: FileUnit, linker: Linker) -> Iterator[tuple[str, Exposure]]:
        if not self._program.wanted.in_unit(unit.words, unit.text, self._content.names):
            return
        for candidate in candidates(unit, linker):
            matcher, sink, event = candidate.matcher, candidate.sink, candidate.event
            if sink is None or not isinstance(matcher, TaintMatcher) or not isinstance(event, CallEvent):
                continue
            if matcher.trusting.near or is_operator(candidate.path):
                continue  # these are looked for in one file alone
            here = MatchStep(
                unit.indexes[event.part],
                Span(event.node.start, event.node.end),
                f"reaches “{event.spelled}” here",
            )
            for given in sink.argument.find_all(event.arguments):
                linker.start()
                built_here = given.value.text is not None
                for origin, reach in _to_parameters(linker, linker.value_reaches(unit, given.value)):
                    built = reach.built or built_here
                    silent = Way("", "", reach.cleared, built, ())
                    if counts(silent, matcher.trusting, built, sink.shape == "built"):
                        continue  # this module's own check speaks of it, and there it can be mended
                    steps = self._located((*reach.steps, here))
                    yield (
                        origin.function,
                        Exposure(
                            candidate.index,
                            matcher,
                            sink,
                            origin.name,
                            origin.part,
                            reach.cleared,
                            built,
                            steps,
                        ),
                    )

    def _located(self, steps: Sequence[MatchStep]) -> tuple[MatchStep, ...]:
        starts = self._content.starts
        return tuple(
            MatchStep(0, step.span.shifted(starts[step.part]), step.message, self._uri) for step in steps
        )


class Neighbours:
    """The other modules of the project, as one module sees them.

    `find` knows a module by the name under which it is imported (`app.db`, `.helpers`). `asked` is what was asked for, and what
    was found: as long as all of that stays the same, so do the answers.
    """

    def __init__(self, find: Callable[[str], Neighbour | None]) -> None:
        self._find = find
        self.asked: dict[str, Neighbour | None] = {}
        self._split: dict[str, tuple[str, Neighbour, str] | None] = {}

    def same_as(self, earlier: Neighbours | None) -> bool:
        """Whether everything that was asked for earlier is the same now."""
        return earlier is self or (
            earlier is not None and all(self._module(name) is one for name, one in earlier.asked.items())
        )

    def exposing(self, bindings: Bindings, stop: Callable[[], bool]) -> frozenset[str] | None:
        """The names of functions that expose what they are given, in the modules of which this module binds anything.

        With the names under which they are imported. None if `stop` said yes before all these modules were read.
        """
        found: set[str] = set()
        for local, value in bindings.names.items():
            for path in value.paths if local else ():
                if stop():
                    return None
                split = None if path[0] == ":" else self._of(f"{path}.*")
                names = frozenset(split[1].exposing()) if split is not None else frozenset()
                if names:
                    found |= names | {local}
        return frozenset(found)

    def resolve(self, path: str) -> tuple[str, ...]:
        """What a path that begins with a module of the project really is."""
        split = self._of(path)
        if split is None:
            return (path,)
        module, neighbour, inner = split
        return tuple(
            f"{module}.{one[1:]}" if one.startswith(":") else one for one in neighbour.resolve(inner)
        )

    def is_clean(self, path: str) -> bool:
        """Whether a field of a class of another module can hold nothing that does harm."""
        split = self._of(path)
        return split is not None and split[1].is_clean(split[2])

    def declares_text(self, path: str) -> bool:
        """Whether a class of another module, whose fields come from outside, declares a field that may hold text."""
        split = self._of(path)
        return split is not None and split[1].declares_text(split[2])

    def targets(self, path: str) -> Iterator[tuple[Neighbour, FunctionInfo, int]]:
        """The functions of other modules that a call of this path reaches."""
        split = self._of(path)
        if split is not None:
            _, neighbour, inner = split
            for info, shift in neighbour.targets(inner):
                yield neighbour, info, shift

    def _of(self, path: str) -> tuple[str, Neighbour, str] | None:
        """The module that a path leads into, and the path in it."""
        if path not in self._split:
            self._split[path] = self._divided(path)
        return self._split[path]

    def _divided(self, path: str) -> tuple[str, Neighbour, str] | None:
        dots = len(path) - len(path.lstrip("."))
        names = components(path[dots:])
        plain = next((index for index, name in enumerate(names) if "(" in name or "[" in name), len(names))
        for count in range(min(plain, len(names) - 1, _MOST_COMPONENTS), 0, -1):
            module = "." * dots + ".".join(names[:count])
            neighbour = self._module(module)
            if neighbour is not None:
                return module, neighbour, ":" + ".".join(names[count:])
        return None

    def _module(self, name: str) -> Neighbour | None:
        if name not in self.asked:
            self.asked[name] = self._find(name)
        return self.asked[name]


def _to_parameters(linker: Linker, reaches: Sequence[Reach]) -> Iterator[tuple[Param, Reach]]:
    """The parameters, of whatever function, from which data arrives over calls within the module."""
    waiting = deque(reaches)
    seen = {(reach.origin, reach.cleared, reach.built) for reach in reaches}
    while waiting and len(seen) < _MOST_EXPOSURES:
        reach = waiting.popleft()
        origin = reach.origin
        if not isinstance(origin, Param) or origin.trust or ">" in origin.function or not origin.function:
            continue
        yield origin, reach
        for edge in linker.arguments(origin):
            further = compose(edge, reach.cleared, reach.built, reach.steps)
            key = (further.origin, further.cleared, further.built)
            if key not in seen:
                seen.add(key)
                waiting.append(further)

"""The matchers applied to what was found in a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from penmark.dataflow import peers
from penmark.dataflow.conditions import Arguments, Given
from penmark.dataflow.link import Linker
from penmark.dataflow.matchers import AssignMatcher, CallMatcher, Mark, Sink, TaintMatcher, Trusting
from penmark.dataflow.patterns import Pattern, components, stem
from penmark.dataflow.reach import FileUnit, MatchStep, Way, given_for, shorten
from penmark.dataflow.results import CallEvent, FunctionInfo, LocalResult, StoreEvent
from penmark.dataflow.values import Source, Value
from penmark.findings import Confidence
from penmark.syntax import code
from penmark.text.span import Span

if TYPE_CHECKING:
    from penmark.dataflow.neighbours import Exposure


@dataclass(frozen=True, slots=True)
class Match:
    """A matcher holds at one place. All spans are relative to their part.

    `matcher`: its index in the `MatcherSet`; `part`: the index of the part in the file; `mark`: what is underlined; `node`: the
    call, or the assignment. `callee`: the name as written; `path`: the resolved name that matched, or `callee`. `arguments`:
    what is given to the call (for an assignment: the value is the only one); `argument`: the one that holds the untrusted
    data, or the assigned value. `source` says in words where the data comes from, `trust` is its trust class; both "" for a
    call matcher (but for what a function lacks that its peers have), `trust` "" for data of unknown origin. `steps` lead from the source to this place. `most`: the most confidence
    that the match allows. `abroad`: the sink is in another module, so that nothing can be mended here;
    `built_abroad`: and the data becomes a part of a string there.
    """

    matcher: int
    part: int
    mark: Span
    node: code.Call | code.Assign
    callee: str
    path: str
    arguments: Arguments
    argument: Given | None = None
    source: str = ""
    trust: str = ""
    steps: tuple[MatchStep, ...] = ()
    most: Confidence = Confidence.HIGH
    abroad: bool = False
    built_abroad: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event whose name and conditions a matcher accepts."""

    event: CallEvent | StoreEvent
    index: int
    matcher: CallMatcher | TaintMatcher | AssignMatcher
    sink: Sink | None
    path: str


def find(unit: FileUnit, linker: Linker) -> Iterable[Match]:
    """The matches in one unit, in order of position, at most one of a matcher at one place."""
    found: dict[tuple[int, int, int, int], Match] = {}
    matches = (_match(unit, candidate, linker) for candidate in candidates(unit, linker))
    for match in (*matches, *_exposed(unit, linker)):
        if match is None:
            continue
        key = (match.part, match.node.start, match.node.end, match.matcher)
        earlier = found.get(key)
        if earlier is None or (earlier.trust == "" and match.trust != ""):
            found[key] = match
    return sorted(found.values(), key=lambda match: (match.part, match.mark, match.matcher))


def candidates(unit: FileUnit, linker: Linker) -> Sequence[Candidate]:
    """What in a unit a matcher may hold for, as far as names and conditions tell."""
    local = unit.local
    fixed = local.candidates
    if not isinstance(fixed, tuple):
        fixed = local.candidates = tuple(_fixed(local, linker))
    moving = [
        one for event in local.calls if _is_open(event.paths) for one in _call_candidates(event, linker)
    ]
    if linker.neighbours is not None:
        for event in local.calls:
            if not _is_open(event.paths):
                paths = tuple(path for raw in event.paths for path in linker.neighbours.resolve(raw))
                if paths != event.paths:
                    moving += _named_candidates(event, paths, linker)
    return (*(one for one in fixed if _stands_beside(one.matcher, linker)), *moving)


def _stands_beside(matcher: CallMatcher | TaintMatcher | AssignMatcher, linker: Linker) -> bool:
    """Whether the module binds what an assignment must stand beside."""
    beside = matcher.beside if isinstance(matcher, AssignMatcher) else ()
    return not beside or linker.binds(beside)


def _is_open(paths: tuple[str, ...]) -> bool:
    """Whether a name depends on what the functions of the file return."""
    return any(path.startswith(":") for path in paths)


def _fixed(local: LocalResult, linker: Linker) -> Iterable[Candidate]:
    for event in local.calls:
        if not _is_open(event.paths):
            yield from _call_candidates(event, linker)
    for store in local.stores:
        last = stem(components(store.spelled)[-1])
        for pattern, (index, matcher) in linker.program.matchers.assigns.of(last):
            path = _accepts(pattern, store.paths, store.spelled, store.receiver, linker)
            if path and matcher.conditions.hold(store.decorator):
                yield Candidate(store, index, matcher, None, path)


def _call_candidates(event: CallEvent, linker: Linker) -> Iterable[Candidate]:
    paths = event.paths
    if _is_open(paths):
        linker.start()
        paths = tuple(found for path in paths for found in linker.resolve(path))
    return _named_candidates(event, paths, linker)


def _named_candidates(event: CallEvent, paths: tuple[str, ...], linker: Linker) -> Iterable[Candidate]:
    calls = linker.program.matchers.calls
    names = dict.fromkeys(stem(components(name)[-1]) for name in (event.spelled, *paths))
    for name in names:
        for pattern, (index, matcher, sink) in calls.of(name):
            path = _accepts(pattern, paths, event.spelled, event.receiver, linker)
            if not path:
                continue
            conditions = sink.conditions if sink is not None else matcher.conditions  # type: ignore[union-attr]
            if conditions.hold(event.arguments):
                yield Candidate(event, index, matcher, sink, path)


def _accepts(
    pattern: Pattern, paths: tuple[str, ...], spelled: str, receiver: Given | None, linker: Linker
) -> str:
    """The name by which the pattern is met, or "".

    Where it is known what the receiver is, the name of its type counts instead of what is written.
    """
    if not pattern.spelled:
        return next((path for path in paths if pattern.matches_path(path)), "")
    known = False
    for path in paths:
        owner, _, name = path.rpartition(".")
        if not _is_known(owner if receiver is not None else path, linker):
            continue
        known = True
        if receiver is None and path.startswith(":") and pattern.matches_spelling(path[1:]):
            return path  # a class of the file, under its own name
        if (
            owner.endswith("()")
            and owner[0] != ":"
            and pattern.matches_spelling(f"{owner.lower().replace('()', '')}.{name}")
        ):
            return path
    if known:
        return ""
    if pattern.matches_spelling(spelled) or any(
        pattern.matches_spelling(path) for path in paths if "()" in path
    ):
        return spelled
    return ""


def _is_known(path: str, linker: Linker) -> bool:
    """Whether it is known what a value of this path is, so that its spelling says nothing more."""
    if path.startswith(":"):
        return linker.class_info(path.removesuffix("()")) is not None
    if path.endswith("()"):
        return linker.models.knows_type(path) or stem(components(path)[-1])[:1].isupper()
    return "()" not in path and linker.models.knows_module(path)


def _match(unit: FileUnit, candidate: Candidate, linker: Linker) -> Match | None:
    matcher, event = candidate.matcher, candidate.event
    part = unit.indexes[event.part]
    if isinstance(event, StoreEvent):
        assert isinstance(matcher, AssignMatcher)
        return _assigned(unit, candidate, event, matcher, part, linker)
    if isinstance(matcher, CallMatcher):
        mark = _mark(matcher.mark, event)
        lacks = ""
        if matcher.peers is not None:
            lacks = peers.stands_out(matcher.peers, matcher.calls, unit, event, linker)
            if not lacks:
                return None
        return Match(
            candidate.index,
            part,
            mark,
            event.node,
            event.spelled,
            candidate.path,
            event.arguments,
            source=lacks,
        )
    assert isinstance(matcher, TaintMatcher)
    assert candidate.sink is not None
    best: tuple[Given, Way] | None = None
    for given in candidate.sink.argument.find_all(event.arguments):
        way = _arrives(unit, part, given, matcher.trusting, candidate.sink.shape == "built", linker)
        if way is not None and (best is None or (best[1].trust == "" and way.trust != "")):
            best = given, way
    if best is None:
        return None
    given, way = best
    return Match(
        candidate.index,
        part,
        _mark(matcher.mark, event),
        event.node,
        event.spelled,
        candidate.path,
        event.arguments,
        given,
        way.what,
        way.trust,
        way.steps,
        Confidence.HIGH if way.trust else Confidence.MEDIUM,
    )


def _exposed(unit: FileUnit, linker: Linker) -> Iterable[Match]:
    """Data of a known source that is given to a function of another module, which lets it reach a sink.

    It is told here, where both are known; of data of unknown origin the other module's own check speaks.
    """
    for event in unit.local.calls if linker.neighbours is not None else ():
        for neighbour, info, shift in linker.abroad(event):
            for exposure in neighbour.exposures(info.path):
                found = _delivered(unit, event, info, shift, exposure, linker)
                if found is not None:
                    yield found


def _delivered(
    unit: FileUnit, event: CallEvent, info: FunctionInfo, shift: int, exposure: Exposure, linker: Linker
) -> Match | None:
    part, trusting = unit.indexes[event.part], exposure.matcher.trusting
    best: tuple[Given, Way] | None = None
    for given in given_for(event, info, shift, exposure.param):
        built = exposure.built or given.value.text is not None
        linker.start()
        for reach in linker.value_reaches(unit, given.value, exposure.part):
            for way in linker.ways(reach):
                way = way._replace(cleared=way.cleared | exposure.cleared)
                counting = counts(way, trusting, way.built or built, exposure.sink.shape == "built")
                if way.trust and counting and (best is None or _rank(way) < _rank(best[1])):
                    best = given, way
        linker.finish(part, best is not None)
    if best is None:
        return None
    given, way = best
    mark = Span(given.start, given.end)
    passed = MatchStep(part, mark, f"passed to “{event.spelled}” as “{exposure.param}”")
    return Match(
        exposure.index,
        part,
        mark,
        event.node,
        event.spelled,
        event.spelled,
        event.arguments,
        given,
        way.what,
        way.trust,
        shorten((*way.steps, passed, *exposure.steps)),
        abroad=True,
        built_abroad=exposure.built,
    )


def _assigned(
    unit: FileUnit, candidate: Candidate, event: StoreEvent, matcher: AssignMatcher, part: int, linker: Linker
) -> Match | None:
    given = event.given
    place = {"target": event.target, "value": given.node, "statement": event.node}[matcher.mark]
    arguments = Arguments(event.receiver)
    arguments.positional.append(given)
    mark = Span(place.start, place.end)
    if matcher.trusting is None:
        if matcher.value is None or not matcher.value.holds(given, False):
            return None
        return Match(candidate.index, part, mark, event.node, event.spelled, candidate.path, arguments, given)
    if given.value.items is not None and not matcher.elements:
        return None
    way = _arrives(unit, part, given, matcher.trusting, matcher.shape == "built", linker)
    if way is None:
        return None
    most = Confidence.HIGH if way.trust else Confidence.MEDIUM
    return Match(
        candidate.index,
        part,
        mark,
        event.node,
        event.spelled,
        candidate.path,
        arguments,
        given,
        way.what,
        way.trust,
        way.steps,
        most,
    )


def _mark(mark: Mark, event: CallEvent) -> Span:
    if mark.kind == "argument" and mark.argument is not None:
        given = mark.argument.find(event.arguments)
        if given is not None:
            return Span(given.start, given.end)
    if mark.kind == "call":
        return Span(event.node.start, event.node.end)
    return Span(event.node.callee.start, event.node.callee.end)


def _arrives(
    unit: FileUnit, part: int, given: Given, trusting: Trusting, needs_built: bool, linker: Linker
) -> Way | None:
    """The best way on which untrusted data arrives in a value: from a known source rather than not, then the shortest."""
    value = given.value
    built_here = value.text is not None
    flows = value.all_flows()
    if trusting.near:
        flows = tuple(flow for flow in flows if flow.origin.__class__ is Source)
    if trusting.numbers == "never":
        flows = tuple(flow for flow in flows if NUMBER not in flow.cleared)
    value = Value((), flows)
    best: Way | None = None
    linker.start()
    for reach in linker.value_reaches(unit, value):
        for way in linker.ways(reach):
            if counts(way, trusting, way.built or built_here, needs_built) and (
                best is None or _rank(way) < _rank(best)
            ):
                best = way
    linker.finish(part, best is not None)
    return best


NUMBER = "@number"
"""The mark of data that was made a number."""
_RELATIVE = frozenset(("@no parent", "@no root"))
_WITHIN = frozenset(("path",))


def counts(way: Way, trusting: Trusting, built: bool, needs_built: bool) -> bool:
    """Whether data that arrives on this way is what the matcher asks for."""
    cleared = way.cleared | _WITHIN if way.cleared >= _RELATIVE else way.cleared
    if (needs_built and not built) or "*" in cleared or cleared & trusting.sanitizers:
        return False
    if trusting.numbers != "too" and (NUMBER in cleared) is (trusting.numbers == "never"):
        return False
    if way.trust:
        return way.trust in trusting.sources
    return "@derived" not in way.cleared and (
        trusting.unknown == "any" or (trusting.unknown == "built" and built)
    )


def _rank(way: Way) -> tuple[bool, int]:
    return (way.trust == "", len(way.steps))

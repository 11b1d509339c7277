"""What the link phase speaks of: units of a file, and data on its way through them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from penmark.dataflow.conditions import Given
from penmark.dataflow.results import CallEvent, FunctionInfo, LocalResult
from penmark.dataflow.values import (
    MOST_FLOWS,
    Field,
    Flow,
    Param,
    Result,
    SelfAttribute,
    Source,
    Trail,
    Value,
    merge_flows,
    part_of,
)
from penmark.text.span import Span

if TYPE_CHECKING:
    from penmark.dataflow.questions import Trace

MOST_STEPS = 16


class MatchStep(NamedTuple):
    """One stop from a source to a sink: the index of the part in the file, the range in it, and what happens there.

    With a `uri` it is in that other file: there the span is absolute, and `part` says nothing.
    """

    part: int
    span: Span
    message: str
    uri: str = ""


class Reach(NamedTuple):
    """Data of `origin` that arrives. `origin` is a Source or a Param; its places are in `steps`."""

    origin: Source | Param
    cleared: frozenset[str]
    built: bool
    steps: tuple[MatchStep, ...]


class Way(NamedTuple):
    """How data arrives from outside. `trust` is "" if nobody knows from where."""

    trust: str
    what: str
    cleared: frozenset[str]
    built: bool
    steps: tuple[MatchStep, ...]


class FileUnit:
    """One unit of a file. `indexes`: of its parts, in the file; `path`: of its function, "" for the module's own statements.

    `text`: of a function. `trace`: where it is noted that the unit was read.
    """

    __slots__ = ("_load", "_local", "indexes", "owner", "path", "text", "trace", "words")

    def __init__(
        self,
        trace: Trace,
        indexes: Sequence[int],
        path: str,
        owner: str,
        words: frozenset[str],
        load: Callable[[], LocalResult],
        text: bytes = b"",
    ) -> None:
        self.trace = trace
        self.text = text
        self.indexes = indexes
        self.path = path
        self.owner = owner
        self.words = words
        self._load = load
        self._local: LocalResult | None = None

    @property
    def local(self) -> LocalResult:
        """Its local result, made when it is first asked for."""
        self.trace.units.add(self)
        if self._local is None:
            self._local = self._load()
        return self._local


_MESSAGES = {
    "source": "{name} enters here",
    "assign": "assigned to “{name}”",
    "build": "built into a string",
    "store": "put into “{name}”",
}


def part_flows(value: Value, part: str) -> tuple[Flow, ...]:
    """The flows of an attribute (`.name`) or element (`['key']`) of a value."""
    items = value.items
    if part[0] == "[":
        flows = part_of(value.flows, part)
        if items is None:
            return flows
        found = next((one for key, one in items.known.items() if f"[{key!r}]" == part), items.rest)
        return merge_flows(flows, found.all_flows()) if found is not None else flows
    name = part[1:]
    chosen: list[Flow] = []
    made = False
    for flow in part_of(value.flows, part):
        origin = flow.origin
        if isinstance(origin, Result):
            made = True
            flow = Flow(Field(origin.call, name), flow.cleared, flow.trail, flow.built)
        chosen.append(flow)
    if not made:
        owners = (path[:-2] for path in value.paths if path.startswith(":") and path.endswith("()"))
        chosen.extend(Flow(SelfAttribute(owner, name)) for owner in owners)
    return tuple(chosen)


def given_for(event: CallEvent, info: FunctionInfo, shift: int, name: str) -> list[Given]:
    """What a call gives for the parameter `name`."""
    arguments = event.arguments
    positions = [param for param in info.params if param.kind in ("positional", "*")]
    for index, param in enumerate(info.params):
        if param.name != name:
            continue
        found: list[Given] = []
        if param.kind == "*":
            position = positions.index(param) - shift
            found.extend(arguments.positional[max(position, 0) :])
        elif param.kind == "**":
            names = {one.name for one in info.params}
            found.extend(given for key, given in arguments.keywords.items() if key not in names)
        else:
            keyword = arguments.keywords.get(name)
            if keyword is not None:
                return [keyword]
            if param.kind == "positional":
                if index < shift:
                    return [event.receiver] if event.receiver is not None else []
                if index - shift < len(arguments.positional):
                    return [arguments.positional[index - shift]]
        return [*found, *arguments.spread]
    return []


def steps_of(unit: FileUnit, trail: Trail | None) -> tuple[MatchStep, ...]:
    """The stops of a trail, first to last."""
    found: list[MatchStep] = []
    while trail is not None:
        message = _MESSAGES[trail.kind].format(name=trail.name)
        found.append(MatchStep(unit.indexes[trail.part], Span(trail.start, trail.end), message))
        trail = trail.previous
    found.reverse()
    return tuple(found)


def compose(inner: Reach, cleared: frozenset[str], built: bool, steps: tuple[MatchStep, ...]) -> Reach:
    """A reach that goes on: what it passes afterwards is added."""
    return Reach(inner.origin, inner.cleared | cleared, inner.built or built, shorten((*inner.steps, *steps)))


def shorten(steps: tuple[MatchStep, ...]) -> tuple[MatchStep, ...]:
    """The first and the last steps, without one that only repeats the one before it."""
    found = [one for index, one in enumerate(steps) if index == 0 or one != steps[index - 1]]
    return tuple(found) if len(found) <= MOST_STEPS else (found[0], *found[1 - MOST_STEPS :])


def distinct(reaches: Iterable[Reach]) -> tuple[Reach, ...]:
    """The first of each kind, not too many."""
    found: dict[tuple[object, ...], Reach] = {}
    for reach in reaches:
        key = (reach.origin, reach.cleared, reach.built)
        if key not in found:
            found[key] = reach
            if len(found) >= 2 * MOST_FLOWS:
                break
    return tuple(found.values())

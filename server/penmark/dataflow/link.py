"""The link phase: what is not known within a unit is followed, on demand, over the functions of the file."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from penmark.dataflow import validators
from penmark.dataflow.bindings import Bindings
from penmark.dataflow.conditions import Given
from penmark.dataflow.evaluate import Program
from penmark.dataflow.patterns import components
from penmark.dataflow.results import CallEvent, ClassInfo, FunctionInfo, LocalResult, Stored
from penmark.dataflow.values import (
    MOST_FLOWS,
    MOST_PATHS,
    Field,
    Flow,
    ModuleVariable,
    Origin,
    Param,
    Result,
    SelfAttribute,
    Source,
    Trail,
    Value,
    merge_flows,
    merge_paths,
    part_of,
)
from penmark.text.span import Span

if TYPE_CHECKING:
    from penmark.dataflow.matching import Match

MOST_STEPS = 16
MOST_CALLERS = 50
_DEEPEST = 12
_DEEPEST_REACH = 24
_BUDGET = 4_000


class MatchStep(NamedTuple):
    """One stop from a source to a sink: the index of the part in the file, the range in it, and what happens there."""

    part: int
    span: Span
    message: str


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


class Kept(NamedTuple):
    """The matches in a unit that follow from it alone, and the share of the file's budget that finding them took."""

    matches: tuple[Match, ...]
    cost: int


class FileUnit:
    """One unit of a file. `indexes`: of its parts, in the file; `path`: of its function, "" for the module's own statements."""

    __slots__ = ("_load", "_local", "asked", "indexes", "kept", "owner", "path", "words")

    def __init__(
        self,
        indexes: Sequence[int],
        path: str,
        owner: str,
        words: frozenset[str],
        load: Callable[[], LocalResult],
    ) -> None:
        self.indexes = indexes
        self.path = path
        self.owner = owner
        self.words = words
        self._load = load
        self._local: LocalResult | None = None
        self.asked = False
        self.kept: Kept | None = None

    @property
    def local(self) -> LocalResult:
        """Its local result, made when it is first asked for. `asked` says whether the linker at work has had it."""
        self.asked = True
        if self._local is None:
            self._local = self._load()
        return self._local


_MESSAGES = {
    "source": "{name} enters here",
    "assign": "assigned to “{name}”",
    "build": "built into a string",
    "store": "put into “{name}”",
}


class Linker:
    """Follows data and names over the units of one file. All its answers depend on the file alone."""

    def __init__(self, program: Program, units: Sequence[FileUnit], bindings: Bindings) -> None:
        self.program = program
        self.models = program.models
        self.units = units
        self.bindings = bindings
        self.left = 0
        self._total = _BUDGET * 10 + 100 * len(units)
        self._by_path: dict[str, list[FileUnit]] = {}
        for unit in units:
            unit.asked = False
            self._by_path.setdefault(unit.path, []).append(unit)
        self._with_word: dict[str, list[FileUnit]] = {}
        self._functions: dict[str, list[tuple[FileUnit, FunctionInfo]]] = {}
        self._summaries: dict[tuple[str, str], tuple[Reach, ...]] = {}
        self._given: dict[Param, tuple[Reach, ...]] = {}
        self._paths: dict[str, tuple[str, ...]] = {}
        self._callers: dict[str, list[tuple[FileUnit, CallEvent, int]]] = {}
        self._stored: dict[tuple[str, str], tuple[Reach, ...]] = {}
        self._active: set[object] = set()
        self._cuts = 0
        self._depth = 0
        self._short = False
        self.unfinished: set[int] = set()
        self._elsewhere = False

    @contextmanager
    def keeping(self, unit: FileUnit) -> Iterator[list[Match]]:
        """Gather the matches of `unit` in the list: if no other unit was asked for them they are kept with it."""
        self._elsewhere = False
        total, unfinished = self._total, len(self.unfinished)
        gathered: list[Match] = []
        yield gathered
        if not self._elsewhere and len(self.unfinished) == unfinished:
            unit.kept = Kept(tuple(gathered), total - self._total)

    def kept(self, unit: FileUnit) -> tuple[Match, ...] | None:
        """The matches that were kept with `unit`."""
        if unit.kept is None:
            return None
        unit.asked = True
        self._total -= unit.kept.cost
        return unit.kept.matches

    def start(self) -> None:
        """Gives the next question its budget: a share of what the whole file has."""
        self.left = min(_BUDGET, self._total)
        self._short = False

    def finish(self, part: int, found: bool) -> None:
        """Notes if the question that was started, about this part, was not followed to its end and found nothing till then."""
        self._total -= min(_BUDGET, self._total) - max(self.left, 0)
        if not found and (self._short or self.left <= 0):
            self.unfinished.add(part)

    def _is_cut(self, key: object) -> bool:
        """Whether a question is asked within itself, where it adds nothing, or too deep within others."""
        deep = len(self._active) > _DEEPEST or self.left <= 0
        if not deep and key not in self._active:
            return False
        self._short = self._short or deep
        self._cuts += 1
        return True

    # ------------------------------------------------------------ the file's functions

    def with_word(self, word: str) -> list[FileUnit]:
        """The units that a word stands in."""
        self._elsewhere = True
        found = self._with_word.get(word)
        if found is None:
            found = self._with_word[word] = [unit for unit in self.units if word in unit.words]
        return found

    def functions(self, path: str) -> list[tuple[FileUnit, FunctionInfo]]:
        """The functions of this path, with the units that they are in."""
        self._elsewhere = True
        found = self._functions.get(path)
        if found is None:
            root = path.partition(">")[0]
            units = self._by_path.get(root) or self._by_path.get("", [])
            found = [(unit, info) for unit in units for info in unit.local.functions if info.path == path]
            self._functions[path] = found
        return found

    def class_info(self, path: str) -> ClassInfo | None:
        """What is known of a class of the file."""
        found = self.bindings.classes.get(path)
        if found is None and ">" in path:
            self._elsewhere = True
            for unit in self._by_path.get(path.partition(">")[0], ()):
                found = unit.local.classes.get(path)
        return found

    # ------------------------------------------------------------ names

    def resolve(self, path: str) -> tuple[str, ...]:
        """What a path of this file really is: the types that its functions return and its attributes hold."""
        if not path.startswith(":"):
            return (path,)
        self._elsewhere = True
        if "." not in path and "(" not in path:
            return (path,)
        self._elsewhere = True
        found = self._paths.get(path)
        if found is not None:
            return found
        key = ("path", path)
        if self._is_cut(key):
            return (path,)
        self.left -= 1
        self._active.add(key)
        cuts = self._cuts
        current: tuple[str, ...] = ()
        for index, component in enumerate(components(path)):
            name, brackets = _split(component)
            current = (name,) if index == 0 else self._members(current, name)
            while brackets:
                current = self._applied(current, brackets[:2])
                brackets = brackets[2:]
        self._active.discard(key)
        if self._cuts == cuts:
            self._paths[path] = current
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
        """What the attribute `path` is: a method, the value of a property, what the class or its methods store there."""
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
        return found or (path,)

    def _applied(self, paths: tuple[str, ...], brackets: str) -> tuple[str, ...]:
        found: tuple[str, ...] = ()
        for path in paths:
            returned = self._returned(path) if brackets == "()" and path.startswith(":") else ()
            found = merge_paths(found, returned or self.models.extend((path,), brackets))
        return found

    def _returned(self, path: str) -> tuple[str, ...]:
        """What the functions of this path return."""
        found: tuple[str, ...] = ()
        for _, info in self.functions(_method_path(path)):
            for one in (
                *info.return_paths,
                *(path for stored in info.returns for path in stored.value.paths),
            ):
                found = merge_paths(found, self.resolve(one))
        return found[:MOST_PATHS]

    def targets(self, event: CallEvent) -> list[tuple[str, int]]:
        """The functions of the file that a call reaches, each with how many parameters it does not write."""
        found: list[tuple[str, int]] = []
        for raw in event.paths:
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
                method = _method_path(path)
                functions = self.functions(method) if method != path else []
                if functions:
                    found.append((method, 1 if functions[0][1].is_classmethod else 0))
        return found

    # ------------------------------------------------------------ data

    def reaches(self, unit: FileUnit, flow: Flow) -> tuple[Reach, ...]:
        """Where a flow of a unit comes from, in terms of sources and of parameters."""
        self.left -= 1
        if self.left <= 0 or self._depth >= _DEEPEST_REACH:
            self._cuts += 1
            self._short = True
            return ()
        steps = _steps(unit, flow.trail)
        origin = flow.origin
        cleared = flow.cleared
        if any(map(validators.is_pending, cleared)):
            cleared = self._checked(unit, cleared)
        if isinstance(origin, (Source, Param)):
            return (Reach(origin, cleared, flow.built is not None, steps),)
        self._elsewhere = True
        self._depth += 1
        inner = self._origins(unit, origin)
        self._depth -= 1
        return tuple(_compose(one, cleared, flow.built is not None, steps) for one in inner)

    def _checked(self, unit: FileUnit, marks: frozenset[str]) -> frozenset[str]:
        """The marks, with what the functions of the file clear in place of those that stand for it."""
        found = {mark for mark in marks if not validators.is_pending(mark)}
        for mark in marks - found:
            index, outcome, position = validators.read(mark)
            event = unit.local.calls[index]
            given = next(itertools.islice(event.arguments.all(), position, None))
            key = ("checked", unit.path, mark)
            if self._is_cut(key):
                continue
            self._active.add(key)
            cleared: frozenset[str] | None = None
            for path, shift in self.targets(event):
                for owner, info in self.functions(path):
                    names = [one.name for one in info.params if given in _given(event, info, shift, one.name)]
                    here = [info.checks.get(outcome, {}).get(name, frozenset[str]()) for name in names]
                    one = self._checked(owner, here[0]) if here else frozenset[str]()
                    cleared = one if cleared is None else validators.both(cleared, one)
            self._active.discard(key)
            found.update(cleared or ())
        return frozenset(found)

    def _origins(self, unit: FileUnit, origin: Origin) -> tuple[Reach, ...]:
        if isinstance(origin, Result):
            return self._result(unit, unit.local.calls[origin.call], origin.part)
        if isinstance(origin, Field):
            return self._field(unit, unit.local.calls[origin.call], origin.name)
        if isinstance(origin, SelfAttribute):
            return self._attribute_reaches(origin)
        if isinstance(origin, ModuleVariable):
            return self._variable(origin)
        return ()

    def value_reaches(self, unit: FileUnit, value: Value, part: str = "") -> tuple[Reach, ...]:
        """Where the data of a value, or of a part of it, comes from."""
        flows = _part_flows(value, part) if part else value.all_flows()
        return _distinct(reach for flow in flows for reach in self.reaches(unit, flow))

    def _result(self, unit: FileUnit, event: CallEvent, part: str) -> tuple[Reach, ...]:
        found: list[Reach] = []
        for path, shift in self.targets(event):
            if path.endswith(".__init__"):
                continue
            for owner, info in self.functions(path):
                for reach in self.summary(owner, info, part):
                    found.extend(self._bound(unit, event, info, shift, reach))
        return _distinct(found)

    def _bound(
        self, unit: FileUnit, event: CallEvent, info: FunctionInfo, shift: int, reach: Reach
    ) -> list[Reach]:
        """What a reach of a function is at one of its calls: a parameter becomes the argument that is given for it."""
        origin = reach.origin
        if not isinstance(origin, Param) or origin.function != info.path:
            return [reach]
        found: list[Reach] = []
        for given in _given(event, info, shift, origin.name):
            passed = MatchStep(
                unit.indexes[event.part],
                Span(given.start, given.end),
                f"passed to “{event.spelled}” as “{origin.name}”",
            )
            for inner in self.value_reaches(unit, given.value, origin.part):
                found.append(_compose(inner, reach.cleared, reach.built, (passed, *reach.steps)))
        return found

    def summary(self, unit: FileUnit, info: FunctionInfo, part: str = "") -> tuple[Reach, ...]:
        """Where what a function returns, or a part of it, comes from, in terms of sources and its own parameters."""
        memory = (info.path, part)
        found = self._summaries.get(memory)
        if found is not None:
            return found
        key = ("summary", info.path, part)
        if self._is_cut(key):
            return ()
        self._active.add(key)
        cuts = self._cuts
        reaches: list[Reach] = []
        for stored in info.returns:
            place = MatchStep(
                unit.indexes[stored.part], Span(stored.start, stored.end), f"returned by “{_name(info.path)}”"
            )
            for one in self.value_reaches(unit, stored.value, part):
                reaches.append(one._replace(steps=(*one.steps, place)))
        self._active.discard(key)
        found = _distinct(reaches)
        if self._cuts == cuts:
            self._summaries[memory] = found
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

    def _attribute_reaches(self, origin: SelfAttribute) -> tuple[Reach, ...]:
        self._elsewhere = True
        key = (origin.owner, origin.name)
        found = self._stored.get(key)
        if found is not None:
            return found
        active = ("attribute", key)
        if self._is_cut(active):
            return ()
        self._active.add(active)
        cuts = self._cuts
        reaches = [
            reach for unit, stored in self.stores(*key) for reach in self.value_reaches(unit, stored.value)
        ]
        for path in self.bindings.member(f"{origin.owner}()", origin.name, self.models):
            for unit, info in self.functions(path) if path.startswith(":") else ():
                if info.is_property:
                    reaches.extend(self.summary(unit, info))
        self._active.discard(active)
        found = _distinct(reaches)
        if self._cuts == cuts:
            self._stored[key] = found
        return found

    def _field(self, unit: FileUnit, event: CallEvent, name: str) -> tuple[Reach, ...]:
        """What the constructor call `event` leaves in the attribute `name`."""
        found: list[Reach] = []
        for raw in event.paths:
            for path in self.resolve(raw):
                info = self.class_info(path)
                if info is None:
                    for made in self.resolve(f"{path}()"):
                        if made.endswith("()") and self.class_info(made[:-2]) is not None:
                            found.extend(self._attribute_reaches(SelfAttribute(made[:-2], name)))
                    continue
                constructors = [
                    one
                    for member in self.bindings.member(f"{path}()", "__init__", self.models)
                    for one in self.functions(member)
                ]
                if not constructors:
                    given = event.arguments.keywords.get(name)
                    if given is None and name in info.attributes:
                        position = list(info.attributes).index(name)
                        given = (
                            event.arguments.positional[position]
                            if position < len(event.arguments.positional)
                            else None
                        )
                    if given is not None:
                        found.extend(self.value_reaches(unit, given.value))
                for _, stored_unit, reach in self._stored_by(path, name):
                    bound = [
                        one for _, one in constructors if one.path == getattr(reach.origin, "function", "")
                    ]
                    if bound:
                        found.extend(self._bound(unit, event, bound[0], 1, reach))
                    elif stored_unit:
                        found.append(reach)
        return _distinct(found)

    def _stored_by(self, path: str, name: str) -> Iterable[tuple[str, FileUnit, Reach]]:
        for unit, stored in self.stores(path, name):
            for reach in self.value_reaches(unit, stored.value):
                yield name, unit, reach

    def _variable(self, origin: ModuleVariable) -> tuple[Reach, ...]:
        active = ("variable", origin.name)
        if self._is_cut(active):
            return ()
        self._active.add(active)
        found: list[Reach] = []
        for unit in self.with_word(origin.name):
            for stored in unit.local.variables.get(origin.name, ()):
                found.extend(self.value_reaches(unit, stored.value))
        self._active.discard(active)
        return _distinct(found)

    # ------------------------------------------------------------ callers

    def callers(self, path: str) -> list[tuple[FileUnit, CallEvent, int]]:
        """The calls in the file that reach a function, with how many of its parameters they do not write."""
        self._elsewhere = True
        self._elsewhere = True
        found = self._callers.get(path)
        if found is not None:
            return found
        found = []
        owner, _, name = path.lstrip(":").rpartition(".")
        names = [name]
        root = path.partition(">")[0]
        inside = (self._by_path.get(root) or self._by_path.get("", [])) if root != path else None
        if name == "__init__":
            names.extend(self._constructed_as(f":{owner.removesuffix('()')}"))
        for one in names:
            for unit in self.with_word(one) if inside is None else inside:
                for event in unit.local.called(one):
                    shift = next((shift for target, shift in self.targets(event) if target == path), None)
                    if shift is not None and len(found) < MOST_CALLERS:
                        found.append((unit, event, shift))
        self._callers[path] = found
        return found

    def _constructed_as(self, owner: str) -> list[str]:
        """The names of a class and of all classes of the file that inherit from it."""
        paths = [owner, *(path for path in self.bindings.classes if owner in self.bindings.bases(path))]
        return [path.rpartition(".")[2].lstrip(":") for path in paths]

    def ways(self, reach: Reach) -> tuple[Way, ...]:
        """How the data of a reach arrives from outside the file, following parameters to the callers, nearest first."""
        found: dict[tuple[object, ...], Way] = {}
        waiting = deque((reach,))
        seen = {(reach.origin, reach.cleared, reach.built)}
        while waiting and len(found) < 2 * MOST_FLOWS:
            one = waiting.popleft()
            origin = one.origin
            trust, what = ("", "") if isinstance(origin, Param) else (origin.trust, origin.what)
            if isinstance(origin, Param):
                if self.callers(origin.function):
                    for edge in self._arguments(origin):
                        self.left -= 1
                        further = _compose(edge, one.cleared, one.built, one.steps)
                        key = (further.origin, further.cleared, further.built)
                        if key not in seen and self.left > 0:
                            seen.add(key)
                            waiting.append(further)
                    continue
                trust, what = origin.trust, origin.what or f"the parameter “{origin.name}”"
            found.setdefault(
                (trust, what, one.cleared, one.built), Way(trust, what, one.cleared, one.built, one.steps)
            )
        return tuple(found.values())

    def _arguments(self, origin: Param) -> tuple[Reach, ...]:
        """Where the data comes from that the callers in the file give for a parameter."""
        found = self._given.get(origin)
        if found is not None:
            return found
        cuts = self._cuts
        reaches: list[Reach] = []
        infos = self.functions(origin.function)
        for unit, event, shift in self.callers(origin.function):
            for _, info in infos:
                for given in _given(event, info, shift, origin.name):
                    passed = MatchStep(
                        unit.indexes[event.part],
                        Span(given.start, given.end),
                        f"passed to “{event.spelled}” as “{origin.name}”",
                    )
                    for reach in self.value_reaches(unit, given.value, origin.part):
                        reaches.append(reach._replace(steps=(*reach.steps, passed)))
        found = _distinct(reaches)
        if self._cuts == cuts:
            self._given[origin] = found
        return found


def _part_flows(value: Value, part: str) -> tuple[Flow, ...]:
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


def _split(component: str) -> tuple[str, str]:
    for index, character in enumerate(component):
        if character in "([":
            return component[:index], component[index:]
    return component, ""


def _method_path(path: str) -> str:
    """`:C().m` for `:C.m`."""
    owner, dot, name = path.rpartition(".")
    if not dot or owner.endswith("()"):
        return path
    return f"{owner}().{name}"


def _name(path: str) -> str:
    return path.lstrip(":").replace("()", "").rpartition(">")[2]


def _given(event: CallEvent, info: FunctionInfo, shift: int, name: str) -> list[Given]:
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


def _steps(unit: FileUnit, trail: Trail | None) -> tuple[MatchStep, ...]:
    found: list[MatchStep] = []
    while trail is not None:
        message = _MESSAGES[trail.kind].format(name=trail.name)
        found.append(MatchStep(unit.indexes[trail.part], Span(trail.start, trail.end), message))
        trail = trail.previous
    found.reverse()
    return tuple(found)


def _compose(inner: Reach, cleared: frozenset[str], built: bool, steps: tuple[MatchStep, ...]) -> Reach:
    return Reach(
        inner.origin, inner.cleared | cleared, inner.built or built, _shorten((*inner.steps, *steps))
    )


def _shorten(steps: tuple[MatchStep, ...]) -> tuple[MatchStep, ...]:
    """The first and the last steps, without one that only repeats the one before it."""
    found = [one for index, one in enumerate(steps) if index == 0 or one != steps[index - 1]]
    return tuple(found) if len(found) <= MOST_STEPS else (found[0], *found[1 - MOST_STEPS :])


def _distinct(reaches: Iterable[Reach]) -> tuple[Reach, ...]:
    found: dict[tuple[object, ...], Reach] = {}
    for reach in reaches:
        key = (reach.origin, reach.cleared, reach.built)
        if key not in found:
            found[key] = reach
            if len(found) >= 2 * MOST_FLOWS:
                break
    return tuple(found.values())

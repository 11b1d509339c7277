"""The link phase: what is not known within a unit is followed, on demand, over the functions of the file."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from penmark.dataflow import options, validators
from penmark.dataflow.bindings import Bindings
from penmark.dataflow.conditions import Given
from penmark.dataflow.questions import Convention
from penmark.dataflow.reach import (
    FileUnit,
    MatchStep,
    Reach,
    Way,
    compose,
    distinct,
    given_for,
    part_flows,
    steps_of,
)
from penmark.dataflow.resolve import Resolver
from penmark.dataflow.results import CallEvent, ClassInfo, FunctionInfo
from penmark.dataflow.state import DERIVED, Program
from penmark.dataflow.values import (
    MOST_FLOWS,
    Field,
    Flow,
    ModuleVariable,
    Origin,
    Param,
    Result,
    SelfAttribute,
    Source,
    Value,
)
from penmark.text.span import Span

if TYPE_CHECKING:
    from penmark.dataflow.neighbours import Neighbours

MOST_CALLERS = 50


_DEEPEST_CHECK = 3


class Linker(Resolver):
    """Follows data over the units of one file, and through the functions of its neighbours.

    `aside`: the units that were read for what is said of the whole file.
    """

    def __init__(
        self,
        program: Program,
        units: Sequence[FileUnit],
        bindings: Bindings,
        neighbours: Neighbours | None = None,
    ) -> None:
        super().__init__(program, units, bindings, neighbours)
        self.aside: set[FileUnit] = set()
        self._conventions: dict[Hashable, str] = {}

    def convention(self, key: Hashable, ask: Convention) -> str:
        """What `ask` says of the whole file, asked once; an answer rests on what is said, not on what was read for it."""
        if key not in self._conventions:
            with self.trace.aside() as read:
                self._conventions[key] = ask(self)
            self.aside |= read.units
        said = self._conventions[key]
        self.trace.said[key] = (ask, said)
        return said

    def reaches(self, unit: FileUnit, flow: Flow) -> tuple[Reach, ...]:
        """Where a flow of a unit comes from, in terms of sources and of parameters."""
        if not self.may_reach():
            return ()
        steps = steps_of(unit, flow.trail)
        origin = flow.origin
        cleared = flow.cleared
        if any(map(validators.is_pending, cleared)):
            cleared = self.checked(unit, cleared)
        if isinstance(origin, (Source, Param)):
            return (Reach(origin, cleared, flow.built is not None, steps),)
        inner = self.deeper(lambda: self._origins(unit, origin))
        return tuple(compose(one, cleared, flow.built is not None, steps) for one in inner)

    def checked(self, unit: FileUnit, marks: frozenset[str], depth: int = 0) -> frozenset[str]:
        """The marks, with what the functions of the file clear in place of those that stand for it."""
        found = {mark for mark in marks if not validators.is_pending(mark)}
        for mark in sorted(marks - found) if depth < _DEEPEST_CHECK else ():
            field = validators.field(mark)
            if field is not None:
                if self.neighbours is not None and self.neighbours.is_clean(field):
                    found.add("*")
                continue
            wanted = validators.wanted_field(mark)
            if wanted is not None:
                if self.neighbours is None or not self.neighbours.declares_text(wanted):
                    found.add("*")
                continue
            option = options.option(mark)
            if option is not None:
                if self.is_harmless(option):
                    found.add("*")
                continue
            index, outcome, position = validators.read(mark)
            event = unit.local.calls[index]
            given = next(itertools.islice(event.arguments.all(), position, None))
            cleared: frozenset[str] | None = None
            for path, shift in self.targets(event):
                for owner, info in self.functions(path):
                    names = [
                        one.name for one in info.params if given in given_for(event, info, shift, one.name)
                    ]
                    here = [info.checks.get(outcome, {}).get(name, frozenset[str]()) for name in names]
                    one = self.checked(owner, here[0], depth + 1) if here else frozenset[str]()
                    cleared = one if cleared is None else validators.both(cleared, one)
            for neighbour, info, shift in self.abroad(event):
                names = [one.name for one in info.params if given in given_for(event, info, shift, one.name)]
                one = neighbour.clears(info, outcome, names[0]) if names else frozenset[str]()
                cleared = one if cleared is None else validators.both(cleared, one)
            found.update(cleared or ())
        return frozenset(found)

    def is_harmless(self, option: str) -> bool:
        """Whether the calls in the file that declare an option of this name let only harmless values through."""
        declared = [
            harmless
            for method in self.models.options
            for unit in self.with_word(method)
            for harmless in unit.local.options.get(option, ())
        ]
        return bool(declared) and all(declared)

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
        flows = part_flows(value, part) if part else value.all_flows()
        if (
            part
            and options.read(self.models, value.paths, name := part.strip(".[]'"))
            and self.is_harmless(name)
        ):
            flows = ()
        found = [reach for flow in flows for reach in self.reaches(unit, flow)]
        if part[:1] == ".":
            found.extend(self._entering(value.paths, part, ()))
        return distinct(found)

    def _entering(self, paths: Sequence[str], part: str, steps: tuple[MatchStep, ...]) -> Iterator[Reach]:
        """The sources that an attribute, or the value of a call, of these paths turns out to be."""
        for raw in paths:
            for path in self.resolve(raw):
                model = self.models.source(path + part)
                if model is not None:
                    yield Reach(Source(model.trust, model.what, -1, 0, 0), model.clears, False, steps)

    def _result(self, unit: FileUnit, event: CallEvent, part: str) -> tuple[Reach, ...]:
        found: list[Reach] = []
        for path, shift in self.targets(event):
            if path.endswith(".__init__"):
                continue
            for owner, info in self.functions(path):
                for reach in self.summary(owner, info, part):
                    found.extend(self._bound(unit, event, info, shift, reach))
        for neighbour, info, shift in self.abroad(event):
            for reach in neighbour.summary(info, part):
                # What another module makes of data of unknown origin need not be what somebody wrote.
                reach = reach._replace(cleared=reach.cleared | DERIVED)
                found.extend(self._bound(unit, event, info, shift, reach))
        for reach in self._entering(event.paths, "()", ()):
            place = Span(event.node.start, event.node.end)
            entered = MatchStep(unit.indexes[event.part], place, f"{reach.origin.what} enters here")
            found.append(reach._replace(steps=(entered,)))
        return distinct(found)

    def _bound(
        self, unit: FileUnit, event: CallEvent, info: FunctionInfo, shift: int, reach: Reach
    ) -> list[Reach]:
        """What a reach of a function is at one of its calls: a parameter becomes the argument that is given for it."""
        origin = reach.origin
        if not isinstance(origin, Param) or origin.function != info.path:
            return [reach]
        found: list[Reach] = []
        for given in given_for(event, info, shift, origin.name):
            passed = MatchStep(
                unit.indexes[event.part],
                Span(given.start, given.end),
                f"passed to “{event.spelled}” as “{origin.name}”",
            )
            for inner in self.value_reaches(unit, given.value, origin.part):
                found.append(compose(inner, reach.cleared, reach.built, (passed, *reach.steps)))
        return found

    def summary(self, unit: FileUnit, info: FunctionInfo, part: str = "") -> tuple[Reach, ...]:
        """Where what a function returns, or a part of it, comes from, in terms of sources and its own parameters."""
        return self.answer(("summary", info.path, part), (), lambda: self._summary(unit, info, part))

    def _summary(self, unit: FileUnit, info: FunctionInfo, part: str) -> tuple[Reach, ...]:
        reaches: list[Reach] = []
        for stored in info.returns:
            place = MatchStep(
                unit.indexes[stored.part], Span(stored.start, stored.end), f"returned by “{_name(info.path)}”"
            )
            for one in self.value_reaches(unit, stored.value, part):
                reaches.append(one._replace(steps=(*one.steps, place)))
        return distinct(reaches)

    def _attribute_reaches(self, origin: SelfAttribute) -> tuple[Reach, ...]:
        return self.answer(("attribute", origin), (), lambda: self._stored_in(origin))

    def _stored_in(self, origin: SelfAttribute) -> tuple[Reach, ...]:
        reaches = [
            reach
            for unit, stored in self.stores(origin.owner, origin.name)
            for reach in self.value_reaches(unit, stored.value, origin.part)
        ]
        for unit, given in self._declared_field(origin.owner, origin.name):
            reaches.extend(self.value_reaches(unit, given.value, origin.part))
        if not reaches and origin.part[:1] == ".":
            reaches.extend(self._entering((f"{origin.owner}().{origin.name}",), origin.part, ()))
        for path in self.bindings.member(f"{origin.owner}()", origin.name, self.models):
            for unit, info in self.functions(path) if path.startswith(":") else ():
                if info.is_property:
                    reaches.extend(self.summary(unit, info, origin.part))
        return distinct(reaches)

    def _field(self, unit: FileUnit, event: CallEvent, name: str) -> tuple[Reach, ...]:
        """What the constructor call `event` leaves in the attribute `name`."""
        found: list[Reach] = []
        for raw in event.paths:
            for path in self.resolve(raw):
                info = self.class_info(path)
                if info is None:
                    found.extend(self._entering((f"{path}()",), f".{name}", ()))
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
                    given = _given_field(event, info, name)
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
        return distinct(found)

    def _stored_by(self, path: str, name: str) -> Iterable[tuple[str, FileUnit, Reach]]:
        for unit, stored in self.stores(path, name):
            for reach in self.value_reaches(unit, stored.value):
                yield name, unit, reach

    def _variable(self, origin: ModuleVariable) -> tuple[Reach, ...]:
        return self.answer(("variable", origin.name), (), lambda: self._put_into(origin.name))

    def _put_into(self, name: str) -> tuple[Reach, ...]:
        found: list[Reach] = []
        for unit in self.with_word(name):
            for stored in unit.local.variables.get(name, ()):
                found.extend(self.value_reaches(unit, stored.value))
        return distinct(found)

    def _declared_field(self, owner: str, name: str) -> Iterator[tuple[FileUnit, Given]]:
        """What is given for a field where an instance is made of a class that only declares its fields, as dataclasses do."""
        info = self.class_info(owner)
        if info is None or name not in info.attributes:
            return
        if any(map(self.functions, self.bindings.member(f"{owner}()", "__init__", self.models))):
            return
        simple = owner.rpartition(".")[2].lstrip(":")
        for unit in self.with_word(simple):
            for event in unit.local.called(simple)[:MOST_CALLERS]:
                given = _given_field(event, info, name) if owner in event.paths else None
                if given is not None:
                    yield unit, given

    def callers(self, path: str) -> list[tuple[FileUnit, CallEvent, int]]:
        """The calls in the file that reach a function, with how many of its parameters they do not write."""
        return self.answer(("callers", path), [], lambda: self._calling(path))

    def _calling(self, path: str) -> list[tuple[FileUnit, CallEvent, int]]:
        found: list[tuple[FileUnit, CallEvent, int]] = []
        owner, _, name = path.lstrip(":").rpartition(".")
        names = [name]
        inside = self.within(path) if ">" in path else None
        if name == "__init__":
            names.extend(self._constructed_as(f":{owner.removesuffix('()')}"))
        for one in names:
            for unit in self._naming(owner, one) if inside is None else inside:
                for event in unit.local.called(one):
                    shift = next((shift for target, shift in self.targets(event) if target == path), None)
                    if shift is not None and len(found) < MOST_CALLERS:
                        found.append((unit, event, shift))
        return found

    def _naming(self, owner: str, name: str) -> Sequence[FileUnit]:
        """The units that may call what has this name in the class `owner`: a framework calls some methods of what it is given."""
        units = self.with_word(name)
        if not owner or name not in self.models.members:
            return units
        more = self.with_word(owner.removesuffix("()"))
        return [*units, *(unit for unit in more if unit not in units)]

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
                    for edge in self.arguments(origin):
                        self.left -= 1
                        further = compose(edge, one.cleared, one.built, one.steps)
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

    def arguments(self, origin: Param) -> tuple[Reach, ...]:
        """Where the data comes from that the callers in the file give for a parameter."""
        return self.answer(("arguments", origin), (), lambda: self._given(origin))

    def _given(self, origin: Param) -> tuple[Reach, ...]:
        reaches: list[Reach] = []
        infos = self.functions(origin.function)
        for unit, event, shift in self.callers(origin.function):
            for _, info in infos:
                for given in given_for(event, info, shift, origin.name):
                    passed = MatchStep(
                        unit.indexes[event.part],
                        Span(given.start, given.end),
                        f"passed to “{event.spelled}” as “{origin.name}”",
                    )
                    for reach in self.value_reaches(unit, given.value, origin.part):
                        reaches.append(reach._replace(steps=(*reach.steps, passed)))
        return distinct(reaches)


def _name(path: str) -> str:
    return path.lstrip(":").replace("()", "").rpartition(">")[2]


def _given_field(event: CallEvent, info: ClassInfo, name: str) -> Given | None:
    """What is given for a field of a class that has no constructor of its own."""
    given = event.arguments.keywords.get(name)
    if given is None and name in info.attributes:
        position = list(info.attributes).index(name)
        given = dict(enumerate(event.arguments.positional)).get(position)
    return given

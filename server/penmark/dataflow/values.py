"""What the engine knows about a value: constants, resolved names, and where its data comes from.

Everything here is relative to the unit that was interpreted: a place is `(part, start, end)`, the index of the
part within the unit and byte offsets within that part, so that a result can be cached by content and moved for free.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from penmark.syntax import code

MOST_CONSTANTS = 8
MOST_FLOWS = 8
MOST_PATHS = 4
MOST_ITEMS = 64
MOST_STEPS = 16
LONGEST_TEXT = 4096
NOTHING_CLEARED: frozenset[str] = frozenset()


class Source(NamedTuple):
    """Data that comes from outside, at one place. `trust` is its trust class, `what` says it in words."""

    trust: str
    what: str
    part: int
    start: int
    end: int


class Param(NamedTuple):
    """A parameter of the function `function` (its path, `:f` or `:C().m`).

    `trust` and `what` say what it is if nothing in the file calls the function; "" is of unknown origin. `part`: which
    attribute (`.name`) or element (`['key']`) of it, "" for all.
    """

    function: str
    name: str
    trust: str = ""
    what: str = ""
    part: str = ""


class Result(NamedTuple):
    """The value of the local call at this index of `LocalResult.calls`, or the element `part` (`['key']`) of it."""

    call: int
    part: str = ""


class Field(NamedTuple):
    """The attribute `name` of the value of the local call at index `call`: of an instance made there."""

    call: int
    name: str


class SelfAttribute(NamedTuple):
    """The attribute `name` of an instance of a class of the file (`owner`: its path, `:C`), or that part of it."""

    owner: str
    name: str
    part: str = ""


class ModuleVariable(NamedTuple):
    """A variable of the module."""

    name: str


Origin = Source | Param | Result | Field | SelfAttribute | ModuleVariable


class Trail:
    """One stop on the way of some data, and the stops before it. `kind`: source, assign, build, item, store."""

    __slots__ = ("end", "kind", "length", "name", "part", "previous", "start")

    def __init__(self, part: int, start: int, end: int, kind: str, name: str, previous: Trail | None) -> None:
        self.part = part
        self.start = start
        self.end = end
        self.kind = kind
        self.name = name
        self.previous = previous
        self.length: int = 1 if previous is None else previous.length + 1


class Built(NamedTuple):
    """A string that is built: the part of the unit that holds it, and its node."""

    part: int
    node: code.Text | code.Binary


class Flow:
    """Data of one origin on its way. `cleared`: marks of the sanitizers it went through. Never changed once made."""

    __slots__ = ("built", "cleared", "key", "origin", "trail")

    def __init__(
        self,
        origin: Origin,
        cleared: frozenset[str] = NOTHING_CLEARED,
        trail: Trail | None = None,
        built: Built | None = None,
    ) -> None:
        self.origin = origin
        self.cleared = cleared
        self.trail = trail
        self.built = built
        self.key = (origin, cleared, built is not None)


class Guard(NamedTuple):
    """What a truth value says about a variable: if it is `when`, the data in `chain` is cleared of `marks`.

    `chain` is a variable or a dotted chain of attributes; `origins`, where it is not None, instead names all data of
    these origins. `constants` is what the variable can then only be, or None; `value`: what it was when tested.
    `when` is None for a call that must first be compared with something.
    """

    when: bool | None
    chain: str
    marks: frozenset[str]
    constants: tuple[object, ...] | None = None
    value: Value | None = None
    origins: frozenset[Origin] | None = None


class Items:
    """What is in a collection. `known`: by constant key or position; `rest`: all else, None if there is nothing else."""

    __slots__ = ("kind", "known", "rest")

    def __init__(self, kind: str, known: dict[object, Value], rest: Value | None) -> None:
        self.kind = kind
        self.known = known
        self.rest = rest

    def any(self) -> Value:
        """One value that stands for every element."""
        values = list(self.known.values())
        if self.rest is not None:
            values.append(self.rest)
        return join_all(values) if values else LITERAL


class Value:
    """An abstract value; never changed once made.

    `constants`: all that it can be, or None if that is not known. `literal`: made of nothing but literals, even if its
    exact value is not known. `paths`: its resolved names or types. `flows`: where its own data comes from; that of its
    elements is in `items`. `text`: the node that built it, if it is a string built of something that is no literal.
    """

    __slots__ = ("constants", "flows", "guards", "items", "literal", "paths", "text")

    def __init__(
        self,
        paths: tuple[str, ...] = (),
        flows: tuple[Flow, ...] = (),
        constants: tuple[object, ...] | None = None,
        literal: bool = False,
        text: Built | None = None,
        items: Items | None = None,
        guards: tuple[Guard, ...] = (),
    ) -> None:
        self.paths = paths
        self.flows = flows
        self.constants = constants
        self.literal = literal
        self.text = text
        self.items = items
        self.guards = guards

    def all_flows(self, depth: int = 4) -> tuple[Flow, ...]:
        """The flows of the value and of everything in it, at most `MOST_FLOWS`."""
        items = self.items
        if items is None or depth == 0:
            return self.flows
        flows = self.flows
        for value in items.known.values():
            if value.flows or value.items is not None:
                flows = merge_flows(flows, value.all_flows(depth - 1))
        if items.rest is not None:
            flows = merge_flows(flows, items.rest.all_flows(depth - 1))
        return flows

    def truth(self) -> bool | None:
        """Whether it is true or false for certain, else None."""
        constants = self.constants
        if constants is None:
            items = self.items
            if items is not None and items.rest is None and not self.flows and items.kind != "guess":
                return bool(items.known)
            return None
        first = bool(constants[0])
        for constant in constants[1:]:
            if bool(constant) != first:
                return None
        return first

    def with_flows(self, flows: tuple[Flow, ...]) -> Value:
        """The same value, its own data coming from elsewhere."""
        return Value(self.paths, flows, self.constants, self.literal, self.text, self.items, self.guards)


UNKNOWN = Value()
LITERAL = Value(literal=True)


def constant(value: object) -> Value:
    """The value of a literal."""
    return Value(constants=(value,), literal=True)


def same_constant(left: object, right: object) -> bool:
    """Equality that keeps `True` and `1`, and `1` and `1.0` apart."""
    return left.__class__ is right.__class__ and left == right


def merge_constants(
    left: tuple[object, ...] | None, right: tuple[object, ...] | None
) -> tuple[object, ...] | None:
    """All of both, or None if that is not known or more than `MOST_CONSTANTS`."""
    if left is None or right is None:
        return None
    new = [one for one in right if not any(same_constant(one, other) for other in left)]
    if not new:
        return left
    merged = (*left, *new)
    return merged if len(merged) <= MOST_CONSTANTS else None


def merge_flows(left: tuple[Flow, ...], right: tuple[Flow, ...]) -> tuple[Flow, ...]:
    """Both, the first of each kind, at most `MOST_FLOWS`."""
    if not left or left is right:
        return right
    if not right:
        return left
    keys = {flow.key for flow in left}
    new = [flow for flow in right if flow.key not in keys]
    if not new:
        return left
    return (*left, *new)[:MOST_FLOWS]


def merge_paths(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    """Both, at most `MOST_PATHS`."""
    if left == right or not right:
        return left
    if not left:
        return right
    return tuple(dict.fromkeys((*left, *right)))[:MOST_PATHS]


def join(left: Value, right: Value) -> Value:
    """What is known of a value that is one or the other."""
    if left is right or (right is UNKNOWN and not (left.literal or left.items)):
        return left
    items = _join_items(left, right)
    flows = merge_flows(left.flows, right.flows)
    if items is None and (left.items is not None or right.items is not None):
        flows = merge_flows(left.all_flows(), right.all_flows())
    return Value(
        merge_paths(left.paths, right.paths),
        flows,
        merge_constants(left.constants, right.constants),
        left.literal and right.literal,
        left.text or right.text,
        items,
        left.guards if left.guards == right.guards else (),
    )


def _join_items(left: Value, right: Value) -> Items | None:
    a, b = left.items, right.items
    if a is None or b is None or a.kind != b.kind:
        return None
    if a is b:
        return a
    if len(a.known) + len(b.known) > MOST_ITEMS:
        return Items(a.kind, {}, join(a.any(), b.any()))
    known = dict(a.known)
    for key, value in b.known.items():
        mine = known.get(key)
        known[key] = value if mine is None else join(mine, value)
    if a.rest is None or b.rest is None:
        return Items(a.kind, known, a.rest or b.rest)
    return Items(a.kind, known, join(a.rest, b.rest))


def join_all(values: Iterable[Value]) -> Value:
    """What is known of a value that is one of these, of which there is at least one."""
    iterator = iter(values)
    joined = next(iterator)
    for value in iterator:
        joined = join(joined, value)
    return joined


def clear(value: Value, marks: frozenset[str]) -> Value:
    """The value after a sanitizer that clears `marks`; `*` clears all."""
    flows = value.all_flows()
    if not flows:
        return value
    if "*" in marks:
        return Value(value.paths, (), value.constants, value.literal, None, None)
    cleared = tuple(Flow(flow.origin, flow.cleared | marks, flow.trail, flow.built) for flow in flows)
    return Value(value.paths, cleared, value.constants, value.literal, value.text, None)


def part_of(flows: tuple[Flow, ...], part: str) -> tuple[Flow, ...]:
    """The flows of an attribute or element of a value: of what is followed later, only that part is asked for then."""
    if all(flow.origin.__class__ is Source for flow in flows):
        return flows
    chosen = []
    for flow in flows:
        origin = flow.origin
        if (
            isinstance(origin, (Param, SelfAttribute)) or (isinstance(origin, Result) and part[0] == "[")
        ) and not origin.part:
            flow = Flow(origin._replace(part=part), flow.cleared, flow.trail, flow.built)
        chosen.append(flow)
    return tuple(chosen)


def step(flows: tuple[Flow, ...], part: int, start: int, end: int, kind: str, name: str) -> tuple[Flow, ...]:
    """The flows after one more stop; a trail longer than `MOST_STEPS` takes no more stops."""
    stepped = []
    for flow in flows:
        trail = flow.trail
        if trail is not None and (
            trail.length >= MOST_STEPS or (trail.start == start and trail.part == part and trail.kind == kind)
        ):
            stepped.append(flow)
        else:
            stepped.append(
                Flow(flow.origin, flow.cleared, Trail(part, start, end, kind, name, trail), flow.built)
            )
    return tuple(stepped)

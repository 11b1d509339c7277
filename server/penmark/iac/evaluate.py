"""Works out what expressions are worth, within a module.

Lazily and without end to trust in: names that lead in a circle, and expressions nested too deep, are Unknown. What is asked of
the module is recorded in `asked`, so that a result can be kept for as long as the answers stay the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from penmark.iac import functions
from penmark.iac.module import Key, Module
from penmark.iac.operators import operate
from penmark.iac.values import (
    UNKNOWN,
    Absent,
    Array,
    Encoded,
    Known,
    Object,
    Origin,
    Record,
    Unknown,
    Value,
    influenced,
    referring,
    text_of,
    with_origin,
)
from penmark.syntax import config
from penmark.syntax.config import Unit
from penmark.syntax.embedded import read_json

_DEPTH = 60
MERGE = "<<"
"""The key with which YAML's mappings take over others (the merge key of YAML 1.1)."""

_ELEMENTS = 256
"""How many elements of a collection a `for` expression is worked out for."""

Scope = Mapping[str, Value]
T = TypeVar("T")


class Evaluator:
    """Evaluates expressions of one module, for one block that is being checked."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self._dialect = module.dialect
        self.asked: set[Key] = set()
        self._made: dict[tuple[str, int], tuple[Record, Any]] = {}
        self._instances: dict[Unit, list[Record]] = {}
        self._known: dict[Key, Value] = {}
        self._under_way: set[Key] = set()
        self._depth = 0

    def ask(self, key: Key) -> tuple[Unit, ...]:
        """The blocks of the module that declare `key`; recorded."""
        self.asked.add(key)
        return self.module.ask(key)

    def instances(self, unit: Unit, address: str) -> Sequence[Record]:
        """The instances of the resource `address` that `unit` declares; made once, so that what they say is worked out once."""
        found = self._instances.get(unit)
        if found is None:
            found = list(self._dialect.instances(self, unit, address))
            self._instances[unit] = found
        return found

    def once(self, key: tuple[str, Record], make: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
        """What `make` gives for a resource, made once however many rules look at it."""
        name, resource = key
        found = self._made.get((name, id(resource)))
        if found is None:
            # The resource is kept, so that its identity stays its own.
            found = self._made[name, id(resource)] = (resource, make())
        return found[1]

    # ------------------------------------------------------------ expressions

    def value(self, node: config.Expr, unit: Unit, scope: Scope) -> Value:
        """What `node`, an expression in `unit`, is worth where the names of `scope` are bound."""
        if self._depth >= _DEPTH:
            return Unknown(origin=Origin(unit, node.span))
        self._depth += 1
        origin = Origin(unit, node.span)
        try:
            if isinstance(node, config.Scalar):
                return self._scalar(node, unit, scope, origin)
            if isinstance(node, config.Items):
                return Array(tuple([self.value(item, unit, scope) for item in node.items]), origin=origin)
            return with_origin(self._value(node, unit, scope), origin)
        finally:
            self._depth -= 1

    def _value(self, node: config.Expr, unit: Unit, scope: Scope) -> Value:
        match node:
            case config.Template():
                return self._template(node, unit, scope)
            case config.Mapping():
                return self._mapping(node, unit, scope)
            case config.Reference():
                if node.root in scope:
                    return self.steps(scope[node.root], node.steps, unit, scope)
                return self._dialect.reference(self, node, unit, scope)
            case config.Access(base=base, steps=steps):
                return self.steps(self.value(base, unit, scope), steps, unit, scope)
            case config.Conditional():
                return self._conditional(node, unit, scope)
            case config.Operation(op=op, operands=operands):
                return operate(op, [self.value(operand, unit, scope) for operand in operands])
            case config.Call():
                return self._call(node, unit, scope)
            case config.For():
                return self._for(node, unit, scope)
            case _:
                return UNKNOWN

    def _scalar(self, node: config.Scalar, unit: Unit, scope: Scope, origin: Origin) -> Value:
        if isinstance(node.value, str) and node.value.lstrip()[:1] in ("{", "["):
            inner = read_json(node)
            if inner is not None:
                return Encoded(self.value(inner, unit, scope), origin=origin)
        found = self._dialect.literal(self, node.value, unit) if isinstance(node.value, str) else None
        return Known(node.value, origin=origin) if found is None else with_origin(found, origin)

    def _template(self, node: config.Template, unit: Unit, scope: Scope) -> Value:
        if len(node.parts) == 1:
            return self.value(node.parts[0], unit, scope)
        first = node.parts[0]
        if isinstance(first, config.Scalar) and str(first.value).lstrip()[:1] in ("{", "["):
            inner = read_json(node)
            if inner is not None:
                return Encoded(self.value(inner, unit, scope), origin=Origin(unit, node.span))
        values = [self.value(part, unit, scope) for part in node.parts]
        pieces: list[str | None] = []
        for value in values:
            pieces += value.pieces if isinstance(value, Unknown) else [text_of(value)]
        if all(piece is not None for piece in pieces):
            result: Value = Known("".join(piece for piece in pieces if piece is not None))
        else:
            result = Unknown(pieces=tuple(pieces))
        for value in values:
            result = influenced(result, value)
        return result

    def _mapping(self, node: config.Mapping, unit: Unit, scope: Scope) -> Value:
        special = self._dialect.mapping(self, node, unit, scope)
        if special is not None:
            return special
        entries: dict[str, Value] = {}
        sites: dict[str, Origin] = {}
        complete = not unit.broken
        merged: list[Value] = []
        for entry in node.entries:
            key = text_of(self.value(entry.key, unit, scope))
            if key is None:
                complete = False
                continue
            if key == MERGE:
                merged.append(self.value(entry.value, unit, scope))
                continue
            value = entries[key] = self.value(entry.value, unit, scope)
            if value.origin is None or value.origin.unit is not unit:
                sites[key] = Origin(unit, entry.value.span)
        made = Object(entries, complete, sites, origin=Origin(unit, node.span))
        return merge(made, merged) if merged else made

    def _conditional(self, node: config.Conditional, unit: Unit, scope: Scope) -> Value:
        test = self.value(node.test, unit, scope)
        if isinstance(test, Known) and text_of(test) in ("true", "false"):
            chosen = node.then if text_of(test) == "true" else node.orelse
            return influenced(self.value(chosen, unit, scope), test)
        then, orelse = self.value(node.then, unit, scope), self.value(node.orelse, unit, scope)
        if isinstance(then, Known) and isinstance(orelse, Known) and text_of(then) == text_of(orelse):
            return then
        return Unknown(refers=then.refers | orelse.refers)

    def _call(self, node: config.Call, unit: Unit, scope: Scope) -> Value:
        special = self._dialect.call(self, node, unit, scope)
        if special is not None:
            return special
        values = [self.value(argument, unit, scope) for argument in node.arguments]
        if node.spread:
            last = values.pop() if values else UNKNOWN
            if not isinstance(last, Array) or not last.complete:
                return functions.unresolved(node.name, [*values, last])
            values += last.items
        if node.name == "jsondecode" and len(values) == 1 and isinstance(values[0], Known):
            decoded = self._decoded(values[0], node, unit, scope)
            if decoded is not None:
                return decoded
        return functions.call(node.name, values)

    def _decoded(self, value: Known, node: config.Call, unit: Unit, scope: Scope) -> Value | None:
        """A plain scalar in JSON: `true`, `12`, `"text"`."""
        text = value.value
        if not isinstance(text, str):
            return replace(value)
        array = read_json(config.Scalar(node.start, node.end, f"[{text}]", ((0, node.start),)))
        if isinstance(array, config.Items) and len(array.items) == 1:
            return replace(self.value(array.items[0], unit, scope), origin=value.origin, via=value.via)
        return None

    def _for(self, node: config.For, unit: Unit, scope: Scope) -> Value:
        collection = self.value(node.collection, unit, scope)
        pairs = list(_pairs(collection))
        complete = _complete(collection) and len(pairs) <= _ELEMENTS
        items: list[Value] = []
        entries: dict[str, Value] = {}
        for key, element in pairs[:_ELEMENTS]:
            bound = (element,) if len(node.names) == 1 else (key, element)
            inner = {**scope, **dict(zip(node.names, bound, strict=True))}
            if node.condition is not None:
                holds = text_of(self.value(node.condition, unit, inner))
                if holds != "true":
                    complete = complete and holds == "false"
                    continue
            made = self.value(node.value, unit, inner)
            if node.key is None:
                items.append(made)
                continue
            name = text_of(self.value(node.key, unit, inner))
            if name is None:
                complete = False
            elif node.group:
                gathered = entries.get(name)
                before = gathered.items if isinstance(gathered, Array) else ()
                entries[name] = Array((*before, made))
            else:
                entries[name] = made
        result: Value = Array(tuple(items), complete) if node.key is None else Object(entries, complete)
        return influenced(result, collection)

    def remembered(self, key: Key, make: functions.Thunk) -> Value:
        """The value of a name; Unknown where it leads back to itself."""
        found = self._known.get(key)
        if found is not None:
            return found
        if key in self._under_way:
            return UNKNOWN
        self._under_way.add(key)
        try:
            # What is found while a circle is being followed depends on where it was entered, but is Unknown all the same.
            found = self._known[key] = make()
        finally:
            self._under_way.discard(key)
        return found

    # ------------------------------------------------------------ steps

    def steps(self, value: Value, steps: Sequence[config.Step], unit: Unit, scope: Scope) -> Value:
        """What is taken from a value by these steps."""
        for position, step in enumerate(steps):
            if isinstance(step, config.Splat):
                return self._splat(value, steps[position + 1 :], unit, scope)
            value = self._step(value, step, unit, scope)
        if isinstance(value, Record):
            # A whole resource as a value has more than what is written.
            return Unknown(refers=value.refers)
        return value

    def _step(self, value: Value, step: config.Step, unit: Unit, scope: Scope) -> Value:
        key = (
            Known(step.name)
            if isinstance(step, config.Get)
            else self.value(step.key, unit, scope)
            if isinstance(step, config.Index)
            else UNKNOWN
        )
        if isinstance(value, Record):
            return self._dialect.attribute(self, value, key)
        found = element(value, key)
        return influenced(found, value) if isinstance(found, Unknown) else referring(found, value.refers)

    def _splat(self, value: Value, steps: Sequence[config.Step], unit: Unit, scope: Scope) -> Value:
        if isinstance(value, Array):
            items = tuple(self.steps(item, steps, unit, scope) for item in value.items)
            return replace(value, items=items)
        if isinstance(value, Record | Object):
            one = self.steps(value, steps, unit, scope)
            return Array((one,), complete=False, refers=one.refers)
        return Unknown(refers=value.refers)


def merge(value: Object, others: Sequence[Value]) -> Object:
    """A mapping with what YAML's merge keys bring into it; what is written in it stays."""
    entries, sites, complete = dict(value.entries), dict(value.sites), value.complete
    for other in others:
        for one in other.items if isinstance(other, Array) else (other,):
            if not isinstance(one, Object):
                complete = False
                continue
            complete = complete and one.complete
            for name, entry in one.entries.items():
                if name not in entries:
                    entries[name] = entry
                    if value.origin is not None:
                        sites[name] = value.origin
    return replace(value, entries=entries, sites=sites, complete=complete)


def element(value: Value, key: Value) -> Value:
    """The element of a collection."""
    if not isinstance(key, Known):
        return Unknown(refers=value.refers)
    if isinstance(value, Object):
        found = value.get(text_of(key) or "")
        return UNKNOWN if isinstance(found, Absent) else found
    if isinstance(value, Array):
        index = key.value
        if isinstance(index, str) and index.isdecimal():
            index = int(index)
        if isinstance(index, int) and 0 <= index < len(value.items) and value.complete:
            return value.items[index]
    return Unknown(refers=value.refers)


def _pairs(collection: Value) -> Iterator[tuple[Value, Value]]:
    match collection:
        case Array(items=items):
            for index, item in enumerate(items):
                yield Known(index), item
        case Object(entries=entries):
            for name, entry in entries.items():
                yield Known(name), entry


def _complete(collection: Value) -> bool:
    return isinstance(collection, Array | Object) and collection.complete

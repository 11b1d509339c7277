"""What a dialect of infrastructure is: which resources a document declares, and what its names and functions stand for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from penmark.iac.records import Block
from penmark.iac.values import UNKNOWN, Origin, Record, Unknown, Value
from penmark.syntax import config
from penmark.syntax.config import Body, Placed, Reading, Unit

if TYPE_CHECKING:
    from penmark.iac.evaluate import Evaluator, Scope


class Dialect:
    """A dialect without names and functions. `name` is what pages call it."""

    name = ""

    def resources(self, body: Body) -> Body:
        """The document with its resources as units of type `resource`, labelled with their type and name.

        The same unit of the syntax always gives the very same units of resources.
        """
        return body

    def instances(self, evaluator: Evaluator, unit: Unit, address: str) -> Iterator[Record]:
        """The instances of the resource `address` that `unit` declares."""
        if unit.block is not None:
            fields = Block(evaluator, unit, unit.block, {})
            yield Record(fields, origin=Origin(unit, fields.head), refers=frozenset({address}))

    def reference(self, evaluator: Evaluator, node: config.Reference, unit: Unit, scope: Scope) -> Value:
        """What a name stands for that no scope binds: here YAML's anchors only."""
        return anchored(evaluator, node)

    def shown(self, type_: str, name: str) -> str:
        """How messages call a resource."""
        return f"{type_}.{name}" if name else type_

    def literal(self, evaluator: Evaluator, text: str, unit: Unit) -> Value | None:
        """What a text stands for; None where it is what it says."""
        return None

    def call(self, evaluator: Evaluator, node: config.Call, unit: Unit, scope: Scope) -> Value | None:
        """The value of a call whose arguments are no plain values; None for all others."""
        return None

    def mapping(self, evaluator: Evaluator, node: config.Mapping, unit: Unit, scope: Scope) -> Value | None:
        """The value of a mapping that stands for something else; None for all others."""
        return None

    def attribute(self, evaluator: Evaluator, record: Record, key: Value) -> Value:
        """What is taken from a resource by one step."""
        return Unknown(refers=record.refers)


class DataDialect(Dialect):
    """A dialect of the data formats: each unit of the syntax holds some resources, or none."""

    def __init__(self) -> None:
        self._made: WeakKeyDictionary[Unit, tuple[Unit, ...]] = WeakKeyDictionary()

    def resources(self, body: Body) -> Body:
        """See `Dialect.resources`."""
        return Body(tuple([Placed(offset, one) for offset, unit in body.units for one in self._of(unit)]))

    def _of(self, unit: Unit) -> tuple[Unit, ...]:
        found = self._made.get(unit)
        if found is None:
            found = self._made[unit] = tuple(self.read(unit))
        return found

    def read(self, unit: Unit) -> Iterator[Unit]:
        """The resources that a unit of the syntax holds; itself where it holds none, so that names in it are found."""
        yield unit


def resource(unit: Unit, type_: str, name: str, block: config.Block, names: tuple[str, ...] = ()) -> Unit:
    """A resource that stands in `unit`, and is found by `names` as well."""
    lowered = unit.reading.lowered._replace(block=block)
    reading = Reading(unit.reading.errors, lambda: lowered)
    return Unit(
        (unit.key, type_, name, block.start),
        unit.text,
        "resource",
        (type_, name),
        unit.torn,
        unit.layout,
        lambda: reading,
        unit.anchors + names,
    )


def anchored(evaluator: Evaluator, node: config.Reference) -> Value:
    """What `*name` stands for: the expression that has the anchor `&name`."""
    name = next((step.name for step in node.steps if isinstance(step, config.Get)), "")
    if node.root != "*":
        return UNKNOWN

    def named() -> Value:
        for unit in evaluator.ask(("anchor", name)):
            expression = unit.reading.lowered.anchors.get(name)
            if expression is not None:
                return evaluator.value(expression, unit, {})
        return UNKNOWN

    return evaluator.remembered(("anchor", name), named)

"""What a dialect of infrastructure is: which resources a document declares, and what its names and functions stand for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from penmark.iac.records import Block
from penmark.iac.values import UNKNOWN, Origin, Record, Unknown, Value
from penmark.syntax import config
from penmark.syntax.config import Body, Unit

if TYPE_CHECKING:
    from penmark.iac.evaluate import Evaluator, Scope


class Dialect:
    """A dialect without names and functions. `name` is what pages call it."""

    name = ""

    def resources(self, body: Body) -> Body:
        """The document with its resources as units of type `resource`, labelled with their type and name."""
        return body

    def instances(self, evaluator: Evaluator, unit: Unit, address: str) -> Iterator[Record]:
        """The instances of the resource `address` that `unit` declares."""
        if unit.block is not None:
            fields = Block(evaluator, unit, unit.block, {})
            yield Record(fields, origin=Origin(unit, fields.head), refers=frozenset({address}))

    def reference(self, evaluator: Evaluator, node: config.Reference, unit: Unit, scope: Scope) -> Value:
        """What a name stands for that no scope binds."""
        return UNKNOWN

    def call(self, evaluator: Evaluator, node: config.Call, unit: Unit, scope: Scope) -> Value | None:
        """The value of a call whose arguments are no plain values; None for all others."""
        return None

    def mapping(self, evaluator: Evaluator, node: config.Mapping, unit: Unit, scope: Scope) -> Value | None:
        """The value of a mapping that stands for something else; None for all others."""
        return None

    def attribute(self, evaluator: Evaluator, record: Record, key: Value) -> Value:
        """What is taken from a resource by one step."""
        return Unknown(refers=record.refers)

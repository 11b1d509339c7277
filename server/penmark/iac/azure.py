"""Azure's templates: Bicep, and the JSON that it becomes (ARM). Resources are known by their type without its version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from penmark.iac.dialect import DataDialect, Dialect, resource
from penmark.iac.records import Block
from penmark.iac.values import UNKNOWN, Origin, Record, Unknown, Value, Via, text_of, through
from penmark.syntax import config
from penmark.syntax.config import Unit, value_of

if TYPE_CHECKING:
    from penmark.iac.evaluate import Evaluator, Scope

_NAMED = re.compile(r"\[\s*(parameters|variables)\(\s*'([^']+)'\s*\)\s*\]")
_DEFAULTS = {"parameters": "defaultValue", "variables": ""}


class Bicep(Dialect):
    """Parameters with their defaults, variables, resources by their symbolic names."""

    name = "arm"

    def instances(self, evaluator: Evaluator, unit: Unit, address: str) -> Iterator[Record]:
        """The resource, unless its condition certainly does not hold."""
        if unit.block is None:
            return
        condition = unit.block.attribute("@if")
        if condition is not None and text_of(evaluator.value(condition.value, unit, {})) == "false":
            return
        fields = Block(evaluator, unit, unit.block, {})
        yield Record(fields, origin=Origin(unit, fields.head), refers=frozenset({address}))

    def reference(self, evaluator: Evaluator, node: config.Reference, unit: Unit, scope: Scope) -> Value:
        """A parameter's default, a variable, or something of a resource."""
        name = node.root
        for declared in evaluator.ask(("anchor", f"symbol/{name}")):
            return Unknown(refers=frozenset({".".join(declared.labels)}))
        found = evaluator.remembered(("symbol", name), lambda: _symbol(evaluator, name))
        return evaluator.steps(found, node.steps, unit, scope)

    def shown(self, type_: str, name: str) -> str:
        """The symbolic name."""
        return name


def _symbol(evaluator: Evaluator, name: str) -> Value:
    for kind, via in (("param", "parameter"), ("var", "local")):
        for unit in evaluator.ask((kind, name)):
            written = unit.block.attribute("value") if unit.block is not None else None
            if written is not None:
                value = evaluator.value(written.value, unit, {})
                return through(value, Via(via, name, Origin(unit, written.value.span)))
    return UNKNOWN


class ArmTemplate(DataDialect):
    """The resources of a template in JSON."""

    name = "arm"

    def read(self, unit: Unit) -> Iterator[Unit]:
        """The resource that an item is."""
        if not is_template_resource(unit) or unit.block is None:
            yield unit
            return
        type_, name = value_of(unit.block, "type"), value_of(unit.block, "name")
        assert isinstance(type_, config.Scalar)
        text = str(name.value) if isinstance(name, config.Scalar) else ""
        yield resource(unit, str(type_.value), text, unit.block)

    def literal(self, evaluator: Evaluator, text: str, unit: Unit) -> Value | None:
        """What an expression in brackets stands for."""
        if not text.startswith("[") or text.startswith("[["):
            return None
        match = _NAMED.fullmatch(text)
        if match is None:
            return UNKNOWN
        kind, name = match[1], match[2]

        def named() -> Value:
            for declared in evaluator.ask(("entry", kind, name)):
                written = declared.block.attribute(_DEFAULTS[kind]) if declared.block is not None else None
                if written is not None:
                    value = evaluator.value(written.value, declared, {})
                    via = "parameter" if kind == "parameters" else "local"
                    return through(value, Via(via, name, Origin(declared, written.value.span)))
            return UNKNOWN

        return evaluator.remembered(("entry", kind, name), named)

    def shown(self, type_: str, name: str) -> str:
        """Its name where that is written, else its type."""
        return name if name and not name.startswith("[") else type_


def is_declaration(unit: Unit) -> bool:
    """Whether a unit is a resource of a Bicep file."""
    return unit.type == "resource" and len(unit.labels) == 2


def is_template_resource(unit: Unit) -> bool:
    """Whether an item is a resource of a template in JSON."""
    if unit.labels != ("resources", "*") or unit.block is None:
        return False
    type_ = value_of(unit.block, "type")
    return (
        isinstance(type_, config.Scalar)
        and "/" in str(type_.value)
        and value_of(unit.block, "apiVersion") is not None
    )

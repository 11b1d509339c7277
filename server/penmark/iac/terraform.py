"""Terraform and OpenTofu: variables, locals, data sources, repeated resources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from penmark.iac.dialect import Dialect
from penmark.iac.documents import policy_document
from penmark.iac.records import Block, expanded
from penmark.iac.values import (
    UNKNOWN,
    Absent,
    Known,
    Origin,
    Record,
    Unknown,
    Value,
    Via,
    referring,
    through,
)
from penmark.syntax import config
from penmark.syntax.config import Unit

if TYPE_CHECKING:
    from penmark.iac.evaluate import Evaluator, Scope


class Terraform(Dialect):
    """The names of a module, and the resources that it repeats."""

    name = "terraform"

    def instances(self, evaluator: Evaluator, unit: Unit, address: str) -> Iterator[Record]:
        """One for each element where `count` or `for_each` is known; none where it is known empty."""
        if unit.block is not None:
            yield from expanded(evaluator, unit, unit.block, address)

    def reference(self, evaluator: Evaluator, node: config.Reference, unit: Unit, scope: Scope) -> Value:
        """`var.x`, `local.x`, `data.type.name`, `type.name`, and what is taken from them."""
        steps = list(node.steps)
        names = [step.name for step in _leading_names(steps)]
        match node.root:
            case "var" if names:
                return evaluator.steps(variable(evaluator, names[0]), steps[1:], unit, scope)
            case "local" if names:
                return evaluator.steps(local(evaluator, names[0]), steps[1:], unit, scope)
            case "data" if len(names) >= 2:
                return evaluator.steps(_declared(evaluator, "data", *names[:2]), steps[2:], unit, scope)
            case "module" if names:
                return Unknown(refers=frozenset({f"module.{names[0]}"}))
            case "each" | "count" | "self" | "path" | "terraform":
                return UNKNOWN
            case resource if names:
                declared = _declared(evaluator, "resource", resource, names[0])
                return evaluator.steps(declared, steps[1:], unit, scope)
        return UNKNOWN

    def attribute(self, evaluator: Evaluator, record: Record, key: Value) -> Value:
        """What `resource[0].name` and `resource.name` stand for: what is written there, else something computed."""
        name = key.value if isinstance(key, Known) else None
        if not isinstance(name, str) or name not in record.names():
            if name == "json" and "data.aws_iam_policy_document." in "".join(record.refers):
                return referring(_policy(evaluator, record), record.refers)
            is_index = not isinstance(name, str)
            return record if is_index else Unknown(refers=record.refers)
        written = record.get(name)
        return referring(UNKNOWN if isinstance(written, Absent | Record) else written, record.refers)


def variable(evaluator: Evaluator, name: str) -> Value:
    """`var.name`: its default, since what a caller gives is not known."""

    def default() -> Value:
        for unit in evaluator.ask(("variable", name)):
            attribute = unit.block.attribute("default") if unit.block is not None else None
            if attribute is None:
                continue
            value = evaluator.value(attribute.value, unit, {})
            if isinstance(value, Absent) or (isinstance(value, Known) and value.value is None):
                return UNKNOWN
            return through(value, Via("variable", name, Origin(unit, attribute.value.span)))
        return UNKNOWN

    return evaluator.remembered(("variable", name), default)


def local(evaluator: Evaluator, name: str) -> Value:
    """`local.name`."""

    def assigned() -> Value:
        for unit in evaluator.ask(("locals",)):
            attribute = unit.block.attribute(name) if unit.block is not None else None
            if attribute is not None:
                value = evaluator.value(attribute.value, unit, {})
                return through(value, Via("local", name, Origin(unit, attribute.value.span)))
        return UNKNOWN

    return evaluator.remembered(("local", name), assigned)


def _declared(evaluator: Evaluator, kind: str, type_: str, name: str) -> Value:
    """The resource or data source: its attributes as far as they are written."""
    key = (kind, type_, name)
    address = f"{type_}.{name}" if kind == "resource" else f"data.{type_}.{name}"

    def record() -> Value:
        for unit in evaluator.ask(key):
            if unit.block is not None:
                return Record(Block(evaluator, unit, unit.block, {}), refers=frozenset({address}))
        return Unknown(refers=frozenset({address}))

    return evaluator.remembered(key, record)


def _policy(evaluator: Evaluator, record: Record) -> Value:
    (address,) = record.refers
    return evaluator.remembered(("policy", address), lambda: policy_document(record))


def _leading_names(steps: Sequence[config.Step]) -> Iterator[config.Get]:
    for step in steps:
        if not isinstance(step, config.Get):
            return
        yield step

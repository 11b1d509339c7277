"""Dockerfiles: the stages of a build, and what each makes of the one that it begins with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from penmark.iac.dialect import DataDialect, resource
from penmark.iac.records import Block
from penmark.iac.values import (
    ABSENT,
    UNKNOWN,
    Absent,
    Array,
    Known,
    Origin,
    Record,
    Unknown,
    Value,
    Via,
    text_of,
    through,
)
from penmark.syntax import config
from penmark.syntax.config import Unit

if TYPE_CHECKING:
    from penmark.iac.evaluate import Evaluator, Scope

_DEPTH = 8


class Dockerfile(DataDialect):
    """`image` is the last stage, which the image becomes; `stage` is any other."""

    name = "dockerfile"

    def read(self, unit: Unit) -> Iterator[Unit]:
        """The stage that a unit is."""
        if unit.block is None or not unit.labels:
            yield unit
            return
        kind = "image" if unit.type == "last" else "stage"
        yield resource(unit, kind, unit.labels[0], unit.block, (_key(unit.labels[0]),))

    def instances(self, evaluator: Evaluator, unit: Unit, address: str) -> Iterator[Record]:
        """The stage."""
        if unit.block is not None:
            fields = _Stage(evaluator, unit, unit.block, {})
            yield Record(fields, origin=Origin(unit, fields.head), refers=frozenset({address}))

    def reference(self, evaluator: Evaluator, node: config.Reference, unit: Unit, scope: Scope) -> Value:
        """A variable: what the stage sets it to, or the default of a build argument."""
        name = next((step.name for step in node.steps if isinstance(step, config.Get)), "")
        if node.root != "ARG" or not name:
            return UNKNOWN
        set_here = [one for one in _pairs(unit.block, "env", name) if one.start < node.start]
        if set_here:
            return evaluator.value(set_here[-1].value, unit, {})

        def default() -> Value:
            for head in evaluator.ask(("head",)):
                for one in _pairs(head.block, "arg", name):
                    value = evaluator.value(one.value, head, {})
                    return through(value, Via("argument", name, Origin(head, one.value.span)))
            return UNKNOWN

        own = [one for one in _pairs(unit.block, "arg", name) if one.start < node.start]
        if own:
            value = evaluator.value(own[-1].value, unit, {})
            return through(value, Via("argument", name, Origin(unit, own[-1].value.span)))
        return evaluator.remembered(("argument", name), default)

    def shown(self, type_: str, name: str) -> str:
        """The stage, by its name."""
        return "the image" if type_ == "image" else f"the stage {name}"


class _Stage(Block):
    """A stage. `user` is who runs what is in it; `based-on-stage` whether it begins with another stage of the file."""

    def _get(self, name: str) -> Value:
        if name == "user":
            return self._user(0)
        if name == "based-on-stage":
            return Known(self._base() is not None)
        return super()._get(name)

    def _base(self) -> Unit | None:
        name = text_of(super()._get("image"))
        for unit in self._evaluator.ask(("anchor", _key(name))) if name is not None else ():
            if unit is not self.unit:
                return unit
        return None

    def _user(self, depth: int) -> Value:
        users = super()._get("user")
        if isinstance(users, Array) and users.items:
            last = users.items[-1]
            return last.get("user") if isinstance(last, Record) else UNKNOWN
        base = self._base()
        if base is not None and base.block is not None and depth < _DEPTH:
            return _Stage(self._evaluator, base, base.block, {})._user(depth + 1)
        return users if isinstance(users, Absent | Unknown) else ABSENT


def is_build(unit: Unit) -> bool:
    """Whether a unit is a stage of a Dockerfile."""
    return unit.type in ("stage", "last")


def _key(name: str) -> str:
    return f"stage/{name}"


def _pairs(block: config.Block | None, kind: str, name: str) -> list[config.Attribute]:
    """The values that instructions of this kind give to a name."""
    found: list[config.Attribute] = []
    for one in block.blocks if block is not None else ():
        if one.type != kind:
            continue
        named, value = one.attribute("name"), one.attribute("value")
        if (
            value is not None
            and named is not None
            and isinstance(named.value, config.Scalar)
            and named.value.value == name
        ):
            found.append(value)
    return found

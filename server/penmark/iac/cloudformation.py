"""CloudFormation and SAM: templates with parameters, mappings, conditions and intrinsic functions, in their short and long form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from penmark.iac.dialect import DataDialect, anchored, resource
from penmark.iac.records import Block
from penmark.iac.values import (
    ABSENT,
    UNKNOWN,
    Absent,
    Array,
    Known,
    Object,
    Origin,
    Record,
    Unknown,
    Value,
    Via,
    influenced,
    text_of,
    through,
)
from penmark.syntax import config
from penmark.syntax.config import Unit, value_of
from penmark.text.span import Span

if TYPE_CHECKING:
    from penmark.iac.evaluate import Evaluator, Scope

_TYPE = re.compile(
    r"(?:AWS|Alexa|Custom)::[A-Za-z0-9:@_-]+|[A-Za-z0-9]+::[A-Za-z0-9]+::[A-Za-z0-9]+(?:::MODULE)?"
)
_PLACEHOLDER = re.compile(r"\$\{(!?)([^}]*)\}")
_LONG = "Fn::"
_PLAIN = frozenset({"Ref", "Condition"})
_OWN = "@"
"""What begins the name of an attribute of the resource itself, beside its properties: `@DeletionPolicy`."""


class CloudFormation(DataDialect):
    """The resources of a template, known by their type; their attributes are their properties."""

    name = "cloudformation"

    def read(self, unit: Unit) -> Iterator[Unit]:
        """The resource that an entry is."""
        if not is_resource(unit) or unit.block is None:
            yield unit
            return
        type_ = value_of(unit.block, "Type")
        assert isinstance(type_, config.Scalar)
        yield resource(unit, str(type_.value), unit.labels[1], unit.block, (_key(unit.labels[1]),))

    def instances(self, evaluator: Evaluator, unit: Unit, address: str) -> Iterator[Record]:
        """The resource, unless its condition certainly does not hold."""
        if unit.block is None:
            return
        condition = unit.block.attribute("Condition")
        if condition is not None:
            holds = _condition(evaluator, text_of(evaluator.value(condition.value, unit, {})) or "")
            if text_of(holds) == "false":
                return
        fields = _Properties(evaluator, unit, unit.block, {})
        yield Record(fields, origin=Origin(unit, fields.head), refers=frozenset({address}))

    def reference(self, evaluator: Evaluator, node: config.Reference, unit: Unit, scope: Scope) -> Value:
        """YAML's anchors."""
        return anchored(evaluator, node)

    def call(self, evaluator: Evaluator, node: config.Call, unit: Unit, scope: Scope) -> Value | None:
        """The short form: `!Sub …`."""
        name = node.name.removeprefix("!")
        function = _FUNCTIONS.get(name if name in _PLAIN else _LONG + name)
        if function is None or len(node.arguments) != 1:
            return None
        return function(evaluator, node.arguments[0], unit)

    def mapping(self, evaluator: Evaluator, node: config.Mapping, unit: Unit, scope: Scope) -> Value | None:
        """The long form: `{ "Fn::Sub": … }`."""
        if len(node.entries) != 1 or not isinstance(node.entries[0].key, config.Scalar):
            return None
        name = str(node.entries[0].key.value)
        function = _FUNCTIONS.get(name)
        if function is None:
            return Unknown() if name.startswith(_LONG) else None
        return function(evaluator, node.entries[0].value, unit)

    def shown(self, type_: str, name: str) -> str:
        """The logical name."""
        return name


class _Properties(Block):
    """The properties of a resource; attributes of the resource itself begin with `@`."""

    prefix: tuple[str, ...] = ("Properties",)

    def _properties(self) -> config.Mapping | None:
        found = value_of(self.block, "Properties")
        return found if isinstance(found, config.Mapping) else None

    def _get(self, name: str) -> Value:
        if name.startswith(_OWN):
            return super()._get(name.removeprefix(_OWN))
        properties = super()._get("Properties")
        match properties:
            case Object():
                return properties.get(name)
            case Absent():
                return properties
        return Unknown(refers=properties.refers)

    def site(self, name: str) -> Span | None:
        """Where the property is written."""
        if name.startswith(_OWN):
            return super().site(name.removeprefix(_OWN))
        properties = self._properties()
        entry = properties.entry(name) if properties is not None else None
        return entry.value.span if entry is not None else None

    def names(self) -> Sequence[str]:
        """The names of the properties that are written."""
        properties = self._properties()
        keys = [entry.key for entry in properties.entries] if properties is not None else []
        return [str(key.value) for key in keys if isinstance(key, config.Scalar)]


def is_resource(unit: Unit) -> bool:
    """Whether an entry is a resource of a template."""
    if len(unit.labels) != 2 or unit.labels[0] != "Resources" or unit.block is None:
        return False
    type_ = value_of(unit.block, "Type")
    return isinstance(type_, config.Scalar) and _TYPE.fullmatch(str(type_.value)) is not None


def _key(name: str) -> str:
    """Under which a resource is found by its logical name."""
    return f"Resources/{name}"


# ---------------------------------------------------------------- names


def _named(evaluator: Evaluator, name: str) -> Value:
    """What `Ref` gives: a parameter's default, or something of a resource."""
    if name == "AWS::NoValue":
        return ABSENT
    for unit in evaluator.ask(("anchor", _key(name))):
        return Unknown(refers=frozenset({".".join(unit.labels)}))

    def default() -> Value:
        for unit in evaluator.ask(("entry", "Parameters", name)):
            attribute = unit.block.attribute("Default") if unit.block is not None else None
            if attribute is not None:
                value = evaluator.value(attribute.value, unit, {})
                return through(value, Via("parameter", name, Origin(unit, attribute.value.span)))
        return UNKNOWN

    return evaluator.remembered(("entry", "Parameters", name), default)


def _condition(evaluator: Evaluator, name: str) -> Value:
    def judged() -> Value:
        for unit in evaluator.ask(("entry", "Conditions", name)):
            if unit.block is None:
                continue
            written = [
                config.Entry(one.start, one.end, config.Scalar(one.start, one.name_end, one.name), one.value)
                for one in unit.block.attributes
            ]
            if len(written) == 1 and unit.block.attributes[0].name == "":
                return evaluator.value(written[0].value, unit, {})
            return evaluator.value(config.Mapping(unit.block.start, unit.block.end, written), unit, {})
        return UNKNOWN

    return evaluator.remembered(("entry", "Conditions", name), judged)


# ---------------------------------------------------------------- functions


def _ref(evaluator: Evaluator, given: config.Expr, unit: Unit) -> Value:
    name = text_of(evaluator.value(given, unit, {}))
    return UNKNOWN if name is None else _named(evaluator, name)


def _attribute(evaluator: Evaluator, given: config.Expr, unit: Unit) -> Value:
    value = evaluator.value(given, unit, {})
    first = value.items[0] if isinstance(value, Array) and value.items else value
    name = (text_of(first) or "").partition(".")[0]
    found = _named(evaluator, name)
    return Unknown(refers=found.refers)


def _sub(evaluator: Evaluator, given: config.Expr, unit: Unit) -> Value:
    value = evaluator.value(given, unit, {})
    template, local = value, Object()
    if isinstance(value, Array) and len(value.items) == 2 and isinstance(value.items[1], Object):
        template, local = value.items[0], value.items[1]
    text = text_of(template)
    if text is None:
        return Unknown(refers=value.refers)
    pieces: list[str | None] = []
    parts: list[Value] = []
    position = 0
    for match in _PLACEHOLDER.finditer(text):
        pieces.append(text[position : match.start()])
        position = match.end()
        if match[1]:
            pieces.append("${" + match[2] + "}")
            continue
        name = match[2].strip()
        part = local.get(name) if name in local.names() else _named(evaluator, name.partition(".")[0])
        parts.append(part)
        pieces.append(None if "." in name else text_of(part))
    pieces.append(text[position:])
    known = [piece for piece in pieces if piece is not None]
    result: Value = Known("".join(known)) if len(known) == len(pieces) else Unknown(pieces=tuple(pieces))
    for part in parts:
        result = influenced(result, part)
    return result


def _join(evaluator: Evaluator, given: config.Expr, unit: Unit) -> Value:
    value = evaluator.value(given, unit, {})
    if not isinstance(value, Array) or len(value.items) != 2 or not isinstance(value.items[1], Array):
        return UNKNOWN
    glue, parts = text_of(value.items[0]), value.items[1]
    pieces: list[str | None] = []
    for index, part in enumerate(parts.items):
        pieces += [glue] if index else []
        pieces += part.pieces if isinstance(part, Unknown) else [text_of(part)]
    known = [piece for piece in pieces if piece is not None]
    result: Value = Unknown(pieces=tuple(pieces))
    if len(known) == len(pieces) and parts.complete:
        result = Known("".join(known))
    for part in parts.items:
        result = influenced(result, part)
    return result


def _if(evaluator: Evaluator, given: config.Expr, unit: Unit) -> Value:
    if not isinstance(given, config.Items) or len(given.items) != 3:
        return UNKNOWN
    holds = _condition(evaluator, text_of(evaluator.value(given.items[0], unit, {})) or "")
    if text_of(holds) in ("true", "false"):
        chosen = given.items[1 if text_of(holds) == "true" else 2]
        return influenced(evaluator.value(chosen, unit, {}), holds)
    then, orelse = evaluator.value(given.items[1], unit, {}), evaluator.value(given.items[2], unit, {})
    if isinstance(then, Known) and isinstance(orelse, Known) and text_of(then) == text_of(orelse):
        return then
    return Unknown(refers=then.refers | orelse.refers)


def _equals(evaluator: Evaluator, given: config.Expr, unit: Unit) -> Value:
    value = evaluator.value(given, unit, {})
    if not isinstance(value, Array) or len(value.items) != 2:
        return UNKNOWN
    one, other = value.items
    if text_of(one) is None or text_of(other) is None:
        return UNKNOWN
    return influenced(influenced(Known(text_of(one) == text_of(other)), one), other)


def _logic(decide: Callable[[Sequence[bool | None]], bool | None]) -> Function:
    def judge(evaluator: Evaluator, given: config.Expr, unit: Unit) -> Value:
        value = evaluator.value(given, unit, {})
        items = value.items if isinstance(value, Array) else ()
        truths = [{"true": True, "false": False}.get(text_of(item) or "") for item in items]
        holds = decide(truths) if truths else None
        result: Value = UNKNOWN if holds is None else Known(holds)
        for item in items:
            result = influenced(result, item)
        return result

    return judge


def _and(truths: Sequence[bool | None]) -> bool | None:
    return False if False in truths else None if None in truths else True


def _or(truths: Sequence[bool | None]) -> bool | None:
    return True if True in truths else None if None in truths else False


def _not(truths: Sequence[bool | None]) -> bool | None:
    return None if truths[0] is None else not truths[0]


def _condition_named(evaluator: Evaluator, given: config.Expr, unit: Unit) -> Value:
    name = text_of(evaluator.value(given, unit, {}))
    return UNKNOWN if name is None else _condition(evaluator, name)


def _find_in_map(evaluator: Evaluator, given: config.Expr, unit: Unit) -> Value:
    value = evaluator.value(given, unit, {})
    keys = [text_of(item) for item in value.items] if isinstance(value, Array) else []
    if len(keys) < 3 or None in keys[:3]:
        return UNKNOWN
    for named in evaluator.ask(("entry", "Mappings", keys[0] or "")):
        top = named.block.attribute(keys[1] or "") if named.block is not None else None
        inner = evaluator.value(top.value, named, {}) if top is not None else UNKNOWN
        found = inner.get(keys[2] or "") if isinstance(inner, Object) else UNKNOWN
        return UNKNOWN if isinstance(found, Absent) else found
    return UNKNOWN


def _select(evaluator: Evaluator, given: config.Expr, unit: Unit) -> Value:
    value = evaluator.value(given, unit, {})
    if not isinstance(value, Array) or len(value.items) != 2:
        return UNKNOWN
    index, items = text_of(value.items[0]), value.items[1]
    if (
        index is None
        or not index.isdecimal()
        or not isinstance(items, Array)
        or int(index) >= len(items.items)
    ):
        return Unknown(refers=value.items[1].refers)
    return items.items[int(index)]


def _same(evaluator: Evaluator, given: config.Expr, unit: Unit) -> Value:
    return evaluator.value(given, unit, {})


Function = Callable[["Evaluator", config.Expr, Unit], Value]

_FUNCTIONS: dict[str, Function] = {
    "Condition": _condition_named,
    "Fn::And": _logic(_and),
    "Fn::Base64": _same,
    "Fn::Equals": _equals,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAtt": _attribute,
    "Fn::If": _if,
    "Fn::Join": _join,
    "Fn::Not": _logic(_not),
    "Fn::Or": _logic(_or),
    "Fn::Select": _select,
    "Fn::Sub": _sub,
    "Ref": _ref,
}

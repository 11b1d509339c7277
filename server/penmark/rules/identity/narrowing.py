"""Narrows a statement on every resource to the one resource of its service that the module declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import re2

from penmark.findings import Applicability, Edit, Fix
from penmark.iac.place import Place
from penmark.iac.sets import named
from penmark.iac.values import Array, Known, Value, text_of
from penmark.syntax import config
from penmark.syntax.config import Unit
from penmark.text.span import Span


class _Narrow(NamedTuple):
    """Actions that can be allowed on resources of `type`, by what is to be named: the resource itself, or parts of it."""

    type: str
    actions: Any
    names: Sequence[str]


def _of(type_: str, actions: str, *names: str) -> _Narrow:
    pattern: Any = re2.compile(f"(?i)^(?:{actions})$")  # type: ignore[no-untyped-call]
    return _Narrow(type_, pattern, names or ("{}",))


_TABLE = (
    _of("aws_s3_bucket", r"s3:\*", "{}", "{}/*"),
    _of("aws_s3_bucket", r"s3:(Get|Put|Delete)Object(Acl|Tagging|Version|VersionTagging)?\*?", "{}/*"),
    _of("aws_s3_bucket", r"s3:(ListBucket|ListBucketVersions|GetBucketLocation|DeleteBucket)"),
    _of("aws_dynamodb_table", r"dynamodb:(\*|Query|Scan)", "{}", "{}/index/*"),
    _of(
        "aws_dynamodb_table",
        r"dynamodb:(Batch(Get|Write)Item|(Get|Put|Update|Delete|ConditionCheck)Item|(Describe|Update|Delete)Table)",
    ),
    _of(
        "aws_sqs_queue",
        r"sqs:(\*|(Send|Receive|Delete)Message|ChangeMessageVisibility|GetQueue(Attributes|Url))",
    ),
    _of("aws_sns_topic", r"sns:(\*|Publish|Subscribe)"),
    _of(
        "aws_secretsmanager_secret",
        r"secretsmanager:(\*|(Get|Put)SecretValue|(Describe|Update|Delete)Secret)",
    ),
    _of("aws_ssm_parameter", r"ssm:((Get|Put|Delete)Parameters?|GetParameterHistory)"),
    _of(
        "aws_kms_key",
        r"kms:(\*|Decrypt|Encrypt|DescribeKey|GenerateDataKey\*?|GenerateDataKeyWithoutPlaintext|ReEncrypt\*|ScheduleKeyDeletion)",
    ),
    _of("aws_lambda_function", r"lambda:(\*|InvokeFunction|UpdateFunctionCode|UpdateFunctionConfiguration)"),
    _of("aws_sfn_state_machine", r"states:(\*|StartExecution)"),
)
_EVERY = named("resources:kind")


def narrowed(place: Place) -> Fix | None:
    """Name the module's only resource of the service in place of every resource, where all actions can be allowed on it."""
    chosen = _chosen(place)
    if chosen is None:
        return None
    unit, names = chosen
    address = ".".join(unit.labels)
    edit = named_instead(place, [(f"{address}.arn", name) for name in names])
    return None if edit is None else Fix(f"Allow it on {address} only", (edit,), Applicability.REVIEW)


def named_instead(place: Place, names: Sequence[tuple[str, str]]) -> Edit | None:
    """Write `names` in place of the statement's only resource, where it is a wildcard: ARNs, and what stands around each."""
    wildcard = _wildcard(place)
    if wildcard is None or wildcard.origin is None:
        return None
    span = wildcard.origin.span
    text = place.unit.text
    if wildcard.origin.unit is not place.unit or not text[span.start : span.end].startswith(b'"'):
        return None
    quoted = not _is_expression(place.unit.block, span)
    written = [_reference(arn, name, quoted) for arn, name in names]
    listed = text[: span.start].rstrip()[-1:] in (b"[", b",")
    alone = listed or len(written) == 1
    return Edit(span, ", ".join(written) if alone else "[" + ", ".join(written) + "]")


def _wildcard(place: Place) -> Known | None:
    """The only resource of the statement, where it is every resource."""
    items = _items(place, "resources")
    if items is None or len(items) != 1 or not isinstance(items[0], Known):
        return None
    text = text_of(items[0])
    return items[0] if text is not None and _EVERY is not None and _EVERY(text) is not None else None


def _items(place: Place, name: str) -> Sequence[Value] | None:
    found = place.find(name).found
    value = found[0].value if len(found) == 1 else None
    return value.items if isinstance(value, Array) and value.complete else None


def _chosen(place: Place) -> tuple[Unit, Sequence[str]] | None:
    """The resource to be named, and how."""
    names: dict[str, None] = {}
    types: set[str] = set()
    for action in _items(place, "actions") or ():
        text = text_of(action) or ""
        fitting = next((one for one in _TABLE if one.actions.search(text) is not None), None)
        if fitting is None:
            return None
        types.add(fitting.type)
        names.update(dict.fromkeys(fitting.names))
    if len(types) != 1:
        return None
    units = list(place.evaluator.ask(("resource", types.pop())))
    if len(units) != 1 or units[0].block is None:
        return None
    repeated = any(units[0].block.attribute(name) is not None for name in ("count", "for_each"))
    return None if repeated else (units[0], sorted(names, key=len))


def _reference(arn: str, name: str, quoted: bool) -> str:
    if name == "{}" and not quoted:
        return arn
    return '"' + name.replace("{}", "${" + arn + "}") + '"'


def _is_expression(block: config.Block | None, span: Span) -> bool:
    """Whether the span is an expression of its own, and not a part of JSON in a text."""
    waiting = [block] if block is not None else []
    while waiting:
        here = waiting.pop()
        waiting += here.blocks
        nodes: list[config.Expr] = [one.value for one in here.attributes if one.span.contains(span)]
        while nodes:
            node = nodes.pop()
            if node.span == span:
                return True
            nodes += [child for child in config.children(node) if child.span.contains(span)]
    return False

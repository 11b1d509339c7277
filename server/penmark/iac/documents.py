"""IAM policy documents that are written as data sources, as the JSON that they stand for."""

from __future__ import annotations

from penmark.iac.records import located
from penmark.iac.values import Absent, Array, Known, Object, Record, Unknown, Value, text_of

_FIELDS = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
    "sid": "Sid",
}
_PRINCIPALS = {"principals": "Principal", "not_principals": "NotPrincipal"}
_SOURCES = ("source_policy_documents", "override_policy_documents", "source_json", "override_json")


def policy_document(record: Record) -> Object:
    """The policy that a `data "aws_iam_policy_document"` makes; parts that it takes from elsewhere make it incomplete."""
    statements = record.get("statement")
    items: tuple[Value, ...] = ()
    complete = True
    if isinstance(statements, Array):
        items = tuple(_statement(item) for item in statements.items)
        complete = statements.complete
    elif not isinstance(statements, Absent):
        complete = False
    complete = complete and not any(name in record.names() for name in _SOURCES)
    listed = Array(items, complete, origin=record.origin)
    return Object({"Statement": listed}, origin=record.origin)


def _statement(value: Value) -> Value:
    if not isinstance(value, Record | Object):
        return Unknown(refers=value.refers)
    entries: dict[str, Value] = {}
    effect = value.get("effect")
    entries["Effect"] = Known("Allow", origin=value.origin) if isinstance(effect, Absent) else effect
    for name, field in _FIELDS.items():
        written = value.get(name)
        if not isinstance(written, Absent):
            entries[field] = written
    for name, field in _PRINCIPALS.items():
        blocks = value.get(name)
        if not isinstance(blocks, Absent):
            entries[field] = _principals(blocks)
    conditions = value.get("condition")
    if not isinstance(conditions, Absent):
        entries["Condition"] = _conditions(conditions)
    sites = located(value, {field: name for name, field in (_FIELDS | _PRINCIPALS).items()})
    return Object(entries, sites=sites, origin=value.origin)


def _principals(blocks: Value) -> Value:
    if not isinstance(blocks, Array):
        return Unknown(refers=blocks.refers)
    found: dict[str, Value] = {}
    complete = blocks.complete
    for block in blocks.items:
        if not isinstance(block, Record | Object):
            complete = False
            continue
        kind, identifiers = text_of(block.get("type")), block.get("identifiers")
        if kind is None:
            complete = False
            continue
        before = found.get(kind)
        if isinstance(before, Array) and isinstance(identifiers, Array):
            identifiers = Array(
                before.items + identifiers.items,
                before.complete and identifiers.complete,
                origin=before.origin,
            )
        found[kind] = identifiers
    return Object(found, complete, origin=blocks.items[0].origin if blocks.items else None)


def _conditions(blocks: Value) -> Value:
    """Conditions as one entry for each operator and variable; that there are any is what matters most."""
    if not isinstance(blocks, Array):
        return Unknown(refers=blocks.refers)
    found: dict[str, Value] = {}
    complete = blocks.complete
    for block in blocks.items:
        if not isinstance(block, Record | Object):
            complete = False
            continue
        test, variable = text_of(block.get("test")), text_of(block.get("variable"))
        if test is None or variable is None:
            complete = False
            continue
        before = found.get(test)
        entries = dict(before.entries) if isinstance(before, Object) else {}
        entries[variable] = block.get("values")
        found[test] = Object(entries)
    return Object(found, complete)

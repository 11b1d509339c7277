"""The statements of access policies, in one form however they are written.

The view `statement` gives each resource's statements as objects with the entries

- `kind`: `identity` (what a user, group or role may do), `resource` (who may use the resource), `bucket`, `key` (of KMS),
  `trust` (who may take on a role), `guardrail` (an upper bound, which grants nothing; also what is called a boundary);
- `written`: `here`, or `document` where a data source of the module holds the statement, which is checked itself;
- `effect`, `actions`, `not-actions`, `resources`, `not-resources`: as written, lists always;
- `principals`, `not-principals`: a list of `*`, `AWS:arn…`, `Service:…`;
- `limits`: the condition keys that limit who may use the grant, or where from; absent without conditions;
- `conditions`: all conditions, as written in JSON;
- `beside`: the actions that the whole document is seen to allow without conditions.

What is not known between two colons of a resource's name (`arn:aws:iam::${local.account}:role/*`) stands there as `…`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from penmark.iac.catalogue import HOLDERS
from penmark.iac.documents import policy_document
from penmark.iac.evaluate import Evaluator
from penmark.iac.links import Links
from penmark.iac.paths import Found, find
from penmark.iac.values import (
    ABSENT,
    Absent,
    Array,
    Encoded,
    Known,
    Object,
    Record,
    Unknown,
    Value,
    text_of,
)

DOCUMENT = "data.aws_iam_policy_document"

_LISTS = {
    "Action": "actions",
    "NotAction": "not-actions",
    "Resource": "resources",
    "NotResource": "not-resources",
}
_STRICTEST_FIRST = ("identity", "trust", "bucket", "key", "resource", "guardrail")
_NOT_LIMITING = frozenset(
    {"aws:securetransport", "s3:x-amz-acl", "aws:requestedregion", "s3:signatureversion"}
)
"""Condition keys that everyone can satisfy: they say how a request is made, not who makes it."""


def statements(evaluator: Evaluator, links: Links, type_: str, resource: Record) -> Iterator[Found]:
    """The statements of all policies that `resource`, of type `type_`, holds."""
    unit = resource.fields.unit
    if type_ == DOCUMENT:
        kind = _kind_of_document(evaluator, links, resource)
        document = policy_document(resource)
        yield from _normalised(document, Found(document, resource.fields.head), kind, lambda value: True)
        return

    def written_here(value: Value) -> bool:
        return value.origin is None or value.origin.unit.type != "data"

    for holder in HOLDERS.get(type_, ()):
        for found in find(resource, holder.attribute, unit, resource.fields.head).found:
            value = found.value.inner if isinstance(found.value, Encoded) else found.value
            if isinstance(value, Object):
                kind = "guardrail" if holder.kind == "identity" and _is_boundary(resource) else holder.kind
                yield from _normalised(value, found, kind, written_here)


def _kind_of_document(evaluator: Evaluator, links: Links, document: Record) -> str:
    """What the resources that use the document make of it; a document that none is seen to use grants to an identity."""
    (address,) = document.refers
    kinds: set[str] = set()
    for type_, holders in HOLDERS.items():
        for holder in holders:
            key = ("refers", type_, ".".join(holder.attribute), address)
            evaluator.asked.add(key)
            if links.ask(key):
                kinds.add(holder.kind)
    kind = next((kind for kind in _STRICTEST_FIRST if kind in kinds), "identity")
    return "guardrail" if kind == "identity" and _is_boundary(document) else kind


def _is_boundary(resource: Record) -> bool:
    """Whether the policy is called a boundary of permissions, which grants nothing."""
    return (
        any("boundary" in address.lower() for address in resource.refers)
        or "boundary" in (text_of(resource.get("name")) or "").lower()
    )


def _normalised(policy: Object, at: Found, kind: str, here: Callable[[Value], bool]) -> Iterator[Found]:
    listed = policy.get("Statement")
    statements = listed.items if isinstance(listed, Array) else (listed,)
    beside = _allowed(statements)
    for statement in statements:
        if isinstance(statement, Object):
            yield Found(_statement(statement, kind, here(statement), beside), at.site)


def _allowed(statements: Sequence[Value]) -> Array:
    """The actions that the statements are seen to allow without conditions."""
    found: list[Value] = []
    for statement in statements:
        if not isinstance(statement, Object) or text_of(statement.get("Effect")) != "Allow":
            continue
        actions = _listed(statement.get("Action"))
        if isinstance(actions, Array) and isinstance(statement.get("Condition"), Absent):
            found += [action for action in actions.items if isinstance(action, Known)]
    return Array(tuple(found))


def _statement(statement: Object, kind: str, here: bool, beside: Array) -> Object:
    entries: dict[str, Value] = {
        "kind": Known(kind, origin=statement.origin),
        "written": Known("here" if here else "document", origin=statement.origin),
        "effect": statement.get("Effect"),
        "principals": _principals(statement.get("Principal")),
        "not-principals": _principals(statement.get("NotPrincipal")),
        "limits": _limits(statement.get("Condition")),
        "conditions": statement.get("Condition"),
        "beside": beside,
    }
    for name, field in _LISTS.items():
        entries[field] = _listed(statement.get(name))
    entries["resources"] = _named(statement.get("Resource"))
    names = {"Effect": "effect", "Principal": "principals", "NotPrincipal": "not-principals", **_LISTS}
    sites = {field: statement.sites[name] for name, field in names.items() if name in statement.sites}
    return Object(entries, sites=sites, origin=statement.origin, via=statement.via)


def _listed(value: Value) -> Value:
    if isinstance(value, Known):
        return Array((value,), origin=value.origin, via=value.via)
    return value


def _named(resources: Value) -> Value:
    """Resources by names in which an account, a region or a partition that is not known stands as `…`."""
    if not isinstance(resources, Array):
        return _listed(_with_gaps(resources))
    return replace(resources, items=tuple(_with_gaps(item) for item in resources.items))


def _with_gaps(item: Value) -> Value:
    if not isinstance(item, Unknown) or len(item.pieces) < 3 or not (item.pieces[0] or "").startswith("arn:"):
        return item
    text = "".join("\0" if piece is None else piece for piece in item.pieces)
    if any("\0" in field and field != "\0" for field in text.split(":")):
        return item
    return Known(text.replace("\0", "…"), origin=item.origin, via=item.via, refers=item.refers)


def _principals(value: Value) -> Value:
    if isinstance(value, Absent | Array):
        return value
    if isinstance(value, Known):
        return Array((value,), origin=value.origin)
    if not isinstance(value, Object):
        return Unknown(refers=value.refers)
    found: list[Value] = []
    complete = value.complete
    for kind, who in value.entries.items():
        listed = _listed(who)
        if not isinstance(listed, Array):
            found.append(listed)
            complete = False
            continue
        complete = complete and listed.complete
        for one in listed.items:
            text = text_of(one)
            if text is None:
                found.append(one)
            else:
                found.append(Known("*" if kind == "*" else f"{kind}:{text}", origin=one.origin, via=one.via))
    return Array(tuple(found), complete, origin=value.origin)


def _limits(value: Value) -> Value:
    if isinstance(value, Absent):
        return ABSENT
    if not isinstance(value, Object):
        return Unknown(refers=value.refers)
    keys: list[Value] = []
    complete = value.complete
    for test in value.entries.values():
        if not isinstance(test, Object):
            complete = False
            continue
        complete = complete and test.complete
        keys += [Known(key, origin=value.origin) for key in test.entries if key.lower() not in _NOT_LIMITING]
    if complete and not keys:
        return ABSENT
    return Array(tuple(keys), complete, origin=value.origin)

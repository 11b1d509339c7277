"""Who is made an administrator."""

from __future__ import annotations

from typing import Any

import re2

from penmark.findings import Applicability, Edit, Fix
from penmark.iac.place import Place
from penmark.iac.values import Unknown, Value, text_of
from penmark.rules.identity import scopes
from penmark.text.span import Span

_EVERYTHING: Any = re2.compile(r"^arn:[^:]+:iam::aws:policy/AdministratorAccess$")  # type: ignore[no-untyped-call]
_ON_PURPOSE: Any = re2.compile(r"(?i)admin|break_?-?glass|emergency")  # type: ignore[no-untyped-call]

_ALL = b"AdministratorAccess"
_OWNER = "/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
"""How the id of Azure's role for owners ends, everywhere."""


def gives_all(place: Place) -> bool:
    """Whether AWS' policy for administrators is attached to what is not named as one."""
    if not has_other_purpose(place):
        return False
    value = place.find("policy_arn").found[0].value
    text = _spelled(value)
    if text:
        return _EVERYTHING.search(text) is not None
    return any(
        _is_all(place, address) for address in value.refers if address.startswith("data.aws_iam_policy.")
    )


def has_other_purpose(place: Place) -> bool:
    """Whether nothing that the role or user is called says that it is for administrators."""
    return not any(_ON_PURPOSE.search(word) for word in _names(place, "role", "user", "name"))


def powers_only(place: Place) -> Fix | None:
    """Name AWS' policy without rights over identities, where the other is named here."""
    origin = place.marked.value.origin if place.marked is not None else None
    if origin is None or origin.unit is not place.unit:
        return None
    at = place.unit.text.find(_ALL, origin.span.start, origin.span.end)
    if at < 0:
        return None
    edit = Edit(Span(at, at + len(_ALL)), "PowerUserAccess")
    title = "Leave out the rights over identities (PowerUserAccess)"
    return Fix(title, (edit,), Applicability.REVIEW)


def is_wide(place: Place) -> bool:
    """Whether the assignment is for a whole subscription or management group."""
    return scopes.is_wide(place) and not _ON_PURPOSE.search(place.address.partition(".")[2])


def is_wide_owner(place: Place) -> bool:
    """Whether the role that is named by its id is that of owners, for a whole subscription or management group."""
    return is_wide(place) and _spelled(place.find("role_definition_id").found[0].value).endswith(_OWNER)


def goes_to_machine(place: Place) -> bool:
    """Whether a service account is among those who get the role."""
    if any(_ON_PURPOSE.search(word) for word in _names(place, "member")):
        return False
    found = (*place.find("member").found, *place.find("members.*").found)
    return any(_is_machine(one.value) for one in found)


def _is_machine(value: Value) -> bool:
    if _spelled(value).startswith("serviceAccount:"):
        return True
    addresses = value.refers
    return bool(addresses) and all(address.startswith("google_service_account.") for address in addresses)


def _names(place: Place, *attributes: str) -> list[str]:
    """What the attachment and those who get it are called."""
    words = [place.address.partition(".")[2]]
    for name in attributes:
        for found in place.find(name).found:
            words += [_spelled(found.value), *(address.partition(".")[2] for address in found.value.refers)]
    return words


def _spelled(value: Value) -> str:
    """The text as far as it is known; empty where nothing is."""
    if isinstance(value, Unknown):
        return "".join(piece or "?" for piece in value.pieces) if any(value.pieces) else ""
    return text_of(value) or ""


def _is_all(place: Place, address: str) -> bool:
    _, type_, name = address.split(".", 2)
    for unit in place.evaluator.ask(("data", type_, name)):
        for record in place.evaluator.instances(unit, address):
            if text_of(record.get("name")) == "AdministratorAccess" or _EVERYTHING.search(
                _spelled(record.get("arn"))
            ):
                return True
    return False

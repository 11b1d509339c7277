"""The agents of Google Cloud's own services, which get roles by Google's instructions."""

from __future__ import annotations

from typing import Any

import re2

from penmark.iac.place import Place
from penmark.iac.values import Unknown, Value, text_of

_AGENT: Any = re2.compile(  # type: ignore[no-untyped-call]
    r"^serviceAccount:((service|bq)-[0-9?]+@|[0-9?]+@(cloudbuild|cloudservices)\.gserviceaccount\.com$)"
)
_SOURCES = (
    "google_project_service_identity.",
    "data.google_bigquery_default_service_account.",
    "data.google_storage_project_service_account.",
    "data.google_storage_transfer_project_service_account.",
)


def only_agents(place: Place) -> bool:
    """Whether all members that can be seen are such agents; false where none can be seen."""
    found = (*place.find("member").found, *place.find("members.*").found)
    members = [one.value for one in found if _seen(one.value)]
    return bool(members) and all(_is_agent(member) for member in members)


def _seen(member: Value) -> bool:
    return bool(_spelled(member).strip("?")) or bool(member.refers)


def _is_agent(member: Value) -> bool:
    by_source = any(address.startswith(_SOURCES) for address in member.refers)
    return by_source or _AGENT.search(_spelled(member)) is not None


def _spelled(member: Value) -> str:
    """The member as far as it is known, with `?` for what is not."""
    if isinstance(member, Unknown):
        return "".join("?" if piece is None else piece for piece in member.pieces)
    return text_of(member) or ""

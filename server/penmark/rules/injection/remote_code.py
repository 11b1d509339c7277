"""Repairs of remote-code."""

from __future__ import annotations

from penmark.findings import Edit, Fix
from penmark.rules.repairs.place import Place, RepairError
from penmark.syntax import code
from penmark.text.span import Span

_CLEAR = "http://"


def fetched_by_https(place: Place) -> Fix | None:
    """The same address by HTTPS, where it is written in the call."""
    given = place.given("0:url")
    if given is None or not isinstance(given.value, code.Constant):
        raise RepairError
    at = place.source(given.value).find(_CLEAR)
    if at < 0:
        raise RepairError
    start = given.value.start + at
    edit = Edit(Span(start, start + len(_CLEAR)), "https://")
    return place.fix("Fetch it by HTTPS (the server must speak it)", [edit])

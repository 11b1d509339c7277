"""Conditions and repairs of csrf-disabled."""

from __future__ import annotations

import re

from penmark.findings import Fix
from penmark.rules.exposure import decorators, deployment
from penmark.rules.repairs.place import Place
from penmark.syntax import code

_MACHINE = re.compile(
    r"(?i)hook|callback|signature|hmac|compare_digest|api_?key|authorization|bearer|token|verify_|github|stripe|slack|paypal|ipn"
    r"|oauth|saml|graphql|api_view|xmlrpc|jwt|metrics|health|csp|allowed|permitted|\bapi\b"
)


def is_sent_by_a_browser(place: Place) -> bool:
    """Whether nothing in the function, or in what is given to the call, speaks of a machine that calls it with a key of its own."""
    function = decorators.decorated(place)
    return not _MACHINE.search(place.source(function or place.node))


def is_deployed(place: Place) -> bool:
    """Whether the setting is not one for development or tests."""
    return deployment.is_deployed(place)


def decorator_removed(place: Place) -> Fix | None:
    """The function without its decorator."""
    return decorators.removed(place, "Check the request's token again")


def has_no_check(place: Place) -> bool:
    """Whether the list of middleware is written out and has none that checks requests."""
    names = _middleware(place)
    return bool(names) and not any("csrf" in name.lower() for name, _ in names)


def check_added(place: Place) -> Fix | None:
    """The list with Django's check, where its template for projects has it."""
    entries = [
        entry
        for name, entry in _middleware(place)
        if name.endswith((".SessionMiddleware", ".CommonMiddleware"))
    ]
    value = place.node.value if isinstance(place.node, code.Assign) else None
    if not entries or not isinstance(value, code.Collection):
        return None
    text = place.literal("django.middleware.csrf.CsrfViewMiddleware")
    return place.fix("Check requests for their token", place.entry_added(value, text, entries[-1]))


def _middleware(place: Place) -> list[tuple[str, code.Entry]]:
    """The names in the list and where they stand; none where not all are written out."""
    value = place.node.value if isinstance(place.node, code.Assign) else None
    found: list[tuple[str, code.Entry]] = []
    for entry in value.entries if isinstance(value, code.Collection) else ():
        if entry.spread or not isinstance(entry.value, code.Constant):
            return []
        found.append((str(entry.value.value), entry))
    return found

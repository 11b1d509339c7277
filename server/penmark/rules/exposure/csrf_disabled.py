"""Conditions and repairs of csrf-disabled."""

from __future__ import annotations

import re

from penmark.findings import Fix
from penmark.rules.exposure import decorators, deployment
from penmark.rules.repairs.place import Place

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

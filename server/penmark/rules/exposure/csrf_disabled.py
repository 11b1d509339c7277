"""Conditions and repairs of csrf-disabled."""

from __future__ import annotations

import re

from penmark.findings import Edit, Fix
from penmark.rules.exposure import deployment
from penmark.rules.repairs.place import Place, RepairError
from penmark.syntax import code
from penmark.syntax.walk import walk
from penmark.text.span import Span

_MACHINE = re.compile(
    r"(?i)hook|callback|signature|hmac|compare_digest|api_?key|authorization|bearer|token|verify_|github|stripe|slack|paypal|ipn"
    r"|oauth|saml|graphql|api_view|xmlrpc|jwt|metrics|health|csp|allowed|permitted|\bapi\b"
)


def is_sent_by_a_browser(place: Place) -> bool:
    """Whether nothing in the function, or in what is given to the call, speaks of a machine that calls it with a key of its own."""
    function = _function(place)
    return not _MACHINE.search(place.source(function or place.node))


def is_deployed(place: Place) -> bool:
    """Whether the setting is not one for development or tests."""
    return deployment.is_deployed(place)


def decorator_removed(place: Place) -> Fix | None:
    """The function without its decorator."""
    function = _function(place)
    if function is None:
        raise RepairError
    start = place.text.rfind(b"\n", 0, place.node.start) + 1
    end = place.text.find(b"\n", place.node.end) + 1
    line = place.slice(start, end).split("#")[0].strip()
    if line != "@" + place.source(place.node):
        raise RepairError
    return place.fix("Check the request's token again", [Edit(Span(start, end), "")])


def _function(place: Place) -> code.Function | None:
    """The function that the match decorates."""
    return next(
        (
            node
            for node in walk(place.body)
            if isinstance(node, code.Function)
            and any(
                one.start == place.node.start and one.end == place.node.end
                for one in (
                    *node.decorators,
                    *(one.callee for one in node.decorators if isinstance(one, code.Call)),
                )
            )
        ),
        None,
    )

"""Conditions and repairs of secret-in-query."""

from __future__ import annotations

import re
from itertools import pairwise

from penmark.findings import Edit, Fix
from penmark.rules.repairs.place import Place, RepairError
from penmark.rules.transport import outgoing
from penmark.syntax import code
from penmark.text.span import Span

_SECRET = r"(?:password|passwd|passphrase|client_?secret|access_?token|refresh_?token|id_?token|auth_?token|jwt|credit_?card|card_?number|cvv)"
_BEFORE_A_VALUE = re.compile(rf"(?i)[?&]{_SECRET}=\Z")
_NAME = re.compile(rf"(?i)^{_SECRET}\Z")
_WITH_A_BODY = ("post", "put", "patch")
_BODIES = ("data", "json", "files", "content")
_BODY_OF = {"args": "form", "GET": "POST", "query": "forms"}


def is_in_address(place: Place) -> bool:
    """Whether a secret that is not known here is put into the query of the address, by its name."""
    text = outgoing.address(place)
    if text is None and place.call.arguments:
        text = outgoing.written(place, place.call.arguments[0].value)
    return isinstance(text, code.Text) and any(
        isinstance(before, code.Constant)
        and isinstance(before.value, str)
        and not isinstance(value, code.Constant)
        and _BEFORE_A_VALUE.search(before.value)
        for before, value in pairwise(text.parts)
    )


def is_among_parameters(place: Place) -> bool:
    """Whether the parameters of the query hold a secret."""
    return any(_NAME.search(name) for name in outgoing.names_of(place, "params"))


def in_the_body(place: Place) -> Fix | None:
    """The parameters as a form in the body, where the method has one and it is not in use."""
    callee, given = place.call.callee, place.given("params")
    if (
        not isinstance(callee, code.Attribute)
        or callee.name not in _WITH_A_BODY
        or given is None
        or place.hidden
    ):
        return None
    if any(place.given(body) for body in (*_BODIES, "1:data")):
        return None
    return place.fix(
        "Send it in the body of the request", [Edit(Span(given.start, given.start + len("params")), "data")]
    )


def from_the_form(place: Place) -> Fix | None:
    """The same value from the body of the request."""
    callee = place.call.callee
    if not isinstance(callee, code.Attribute) or not isinstance(callee.base, code.Attribute):
        raise RepairError
    query = callee.base
    body = _BODY_OF.get(query.name)
    if not body:
        return None
    edit = Edit(Span(query.name_start, query.name_start + len(query.name)), body)
    return place.fix("Read it from the form (which must be sent by POST)", [edit])

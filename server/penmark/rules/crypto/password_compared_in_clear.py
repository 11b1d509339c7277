"""Condition and repairs of password-compared-in-clear."""

from __future__ import annotations

import re

from penmark.dataflow.conditions import Given, spelling
from penmark.findings import Fix
from penmark.rules.repairs.place import Place
from penmark.syntax import code

_PASSWORD = re.compile(r"(?i)(?:\.|\[|get\()(?:password|passwd)[\])]?$")


def one_side_is_stored(place: Place) -> bool:
    """Whether one side is called a password and the other one is what was sent."""
    return _sides(place) is not None


def checked_by_its_hash(place: Place) -> Fix | None:
    """The check of a hash, by the library that the file imports."""
    sides = _sides(place)
    if sides is None or not isinstance(place.call.callee, code.Name):
        return None
    stored, sent = (place.source(one.node) for one in sides)
    roots = {target.partition(".")[0] for target in place.imported.values()}
    if "django" in roots:
        spelled, additions = place.spell("django.contrib.auth.hashers.check_password")
        check = f"{spelled}({sent}, {stored})"
    elif roots & {"flask", "werkzeug"}:
        spelled, additions = place.spell("werkzeug.security.check_password_hash")
        check = f"{spelled}({stored}, {sent})"
    else:
        return None
    denied = "not " if place.path == "operator.ne" else ""
    edit = place.replaced(place.node, denied + check)
    return place.fix("Check the password's hash (a hash must be stored then)", [edit], additions=additions)


def _sides(place: Place) -> tuple[Given, Given] | None:
    """What is stored, and what was sent: the side that is untrusted data itself."""
    sent = place.argument
    if sent is None or len(place.arguments.positional) != 2:
        return None
    left, right = place.arguments.positional
    stored = right if sent.node is left.node else left
    if not _PASSWORD.search(spelling(stored.node, keys=True)) or _is_sent(stored):
        return None
    return stored, sent


def _is_sent(given: Given) -> bool:
    return any(getattr(flow.origin, "trust", "") == "remote" for flow in given.value.all_flows())

"""Repairs of insecure-temp-file."""

from __future__ import annotations

from penmark.findings import Edit, Fix
from penmark.rules.repairs.place import Place
from penmark.text.span import Span


def created_at_once(place: Place) -> Fix | None:
    """`NamedTemporaryFile(delete=False).name`: the same name, with a file of its owner behind it."""
    if place.path != "tempfile.mktemp" or place.hidden:
        return None
    if any(argument.name is None for argument in place.call.arguments):
        return None
    edits, additions = place.callee_replaced("tempfile.NamedTemporaryFile")
    edits += place.argument_set("delete", "False")
    edits.append(Edit(Span(place.call.end, place.call.end), ".name"))
    return place.fix("Create the file at once (NamedTemporaryFile)", edits, additions=additions)

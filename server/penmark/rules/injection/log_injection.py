"""Repairs of log-injection."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.place import Place
from penmark.rules.repairs.wrapping import each_wrapped
from penmark.syntax import code


def represented(place: Place) -> Fix | None:
    """Each piece of data as repr writes it."""
    argument = place.given("0:msg")
    if argument is None:
        return None
    edits, additions = each_wrapped(place, argument.value, "repr", _form, frozenset({"repr", "ascii"}))
    return place.fix("Write line breaks as \\n (the data appears in quotes)", edits, additions=additions)


def _form(built: code.Text) -> str:
    return "{call}"

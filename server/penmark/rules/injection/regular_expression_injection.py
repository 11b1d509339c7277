"""Repairs of regular-expression-injection."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.place import Place
from penmark.rules.repairs.wrapping import each_wrapped, wrapped
from penmark.syntax import code

_TITLE = "Take the data literally (re.escape)"


def escape_pieces(place: Place) -> Fix | None:
    """Each piece of data escaped; the whole pattern where it is nothing but data."""
    argument = place.given("0:pattern")
    if argument is None:
        return None
    if not isinstance(argument.value, code.Text | code.Name):
        edit, needed = wrapped(place, argument.value, "re.escape")
        return place.fix(_TITLE, [edit], additions=needed)
    edits, additions = each_wrapped(place, argument.value, "re.escape", _form, frozenset({"escape"}))
    return place.fix(_TITLE, edits, additions=additions)


def _form(built: code.Text) -> str:
    return "{call}"

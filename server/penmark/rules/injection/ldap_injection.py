"""Repairs of ldap-injection."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.place import Place
from penmark.rules.repairs.wrapping import each_wrapped
from penmark.syntax import code

_PASSED = frozenset({"escape_filter_chars", "escape_dn_chars", "escape_rdn"})


def escape_pieces(place: Place) -> Fix | None:
    """Each piece of data escaped, by the library that is asked. `ldap.filter` must be imported by itself, which a rewrite cannot see."""
    argument = place.given("1:search_filter") if place.path.startswith("ldap3.") else None
    if argument is None:
        return None
    edits, additions = each_wrapped(
        place, argument.value, "ldap3.utils.conv.escape_filter_chars", _form, _PASSED
    )
    return place.fix("Escape the data (escape_filter_chars)", edits, additions=additions)


def _form(built: code.Text) -> str:
    return "{call}"

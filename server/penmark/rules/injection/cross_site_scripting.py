"""Repairs of cross-site-scripting."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.place import Place
from penmark.rules.repairs.wrapping import each_wrapped
from penmark.syntax import code

_PASSED = frozenset({"escape", "quote", "quote_plus", "urlencode", "url_for", "Markup"})


def escape_pieces(place: Place) -> Fix | None:
    """Each piece of data escaped. In a sum the result is made a plain string again, which does not escape its neighbours."""
    if isinstance(place.node, code.Assign):
        content = place.node.value
    else:
        argument = place.given("0:response") or place.given("content")
        content = None if argument is None else argument.value
    if content is None:
        return None
    edits, additions = each_wrapped(place, content, "markupsafe.escape", _form, _PASSED)
    return place.fix("Escape the data (markupsafe.escape)", edits, additions=additions)


def _form(built: code.Text) -> str:
    return "str({call})" if built.how in ("+", "join") else "{call}"

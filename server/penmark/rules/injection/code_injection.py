"""Repairs of code-injection."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.place import Place
from penmark.syntax import code


def literal_only(place: Place) -> Fix | None:
    """`ast.literal_eval` in place of `eval`, where the data is all that is evaluated and no names are given to it."""
    call = place.call
    if place.path != "eval" or len(call.arguments) != 1 or place.hidden:
        return None
    if isinstance(call.arguments[0].value, (code.Text, code.Binary)):
        return None
    edits, additions = place.callee_replaced("ast.literal_eval")
    return place.fix(
        "Read a value only (ast.literal_eval); expressions become errors", edits, additions=additions
    )

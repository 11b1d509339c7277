"""Conditions of nosql-injection."""

from __future__ import annotations

from penmark.rules.repairs.place import Place
from penmark.syntax import code


def is_script(place: Place) -> bool:
    """Whether the query holds a script, by `$where`, that is built."""
    query = place.argument.node if place.argument is not None else None
    return isinstance(query, code.Collection) and any(
        isinstance(entry.key, code.Constant)
        and entry.key.value == "$where"
        and not isinstance(entry.value, code.Constant)
        for entry in query.entries
    )

"""Condition of fast-password-hash."""

from __future__ import annotations

from penmark.rules.repairs.place import Place


def chosen_here(place: Place) -> bool:
    """Whether the function is named here. One that is held in an attribute or a table was chosen elsewhere."""
    return place.direct

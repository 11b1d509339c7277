"""The repair of rights on every resource."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.iac.place import Place
from penmark.rules.identity import narrowing


def narrowed(place: Place) -> Fix | None:
    """Allow the actions on the module's own resource only."""
    return narrowing.narrowed(place)

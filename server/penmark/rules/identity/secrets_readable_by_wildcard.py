"""How far rights to read secrets reach, and how they are narrowed."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.iac.place import Place
from penmark.rules.identity import narrowing, scopes


def narrowed(place: Place) -> Fix | None:
    """Allow the actions on the module's own resource only."""
    return narrowing.narrowed(place)


def is_wide(place: Place) -> bool:
    """Whether the assignment is for a whole subscription or management group."""
    return scopes.is_wide(place)

"""How far rights to read secrets reach, and how they are narrowed."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.iac.place import Place
from penmark.rules.identity import agents, narrowing, scopes


def narrowed(place: Place) -> Fix | None:
    """Allow the actions on the module's own resource only."""
    return narrowing.narrowed(place)


def is_wide(place: Place) -> bool:
    """Whether the assignment is for a whole subscription or management group."""
    return scopes.is_wide(place)


def by_no_agent(place: Place) -> bool:
    """Whether the role goes to others than the agents of Google's own services."""
    return not agents.only_agents(place)

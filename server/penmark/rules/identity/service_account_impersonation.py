"""Who may act as service accounts."""

from __future__ import annotations

from penmark.iac.place import Place
from penmark.rules.identity import agents


def by_no_agent(place: Place) -> bool:
    """Whether the role goes to others than the agents of Google's own services."""
    return not agents.only_agents(place)

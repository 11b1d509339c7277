"""The repair of policies that allow to take on any role."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.iac.place import Place
from penmark.rules.identity import roles


def assuming_own_role(place: Place) -> Fix | None:
    """Allow the one role of the module that trusts another of its own, where nothing else is allowed beside it."""
    actions = place.find("actions.*").found
    if len(actions) != 1:
        return None
    return roles.trusting(place, "Take on the module's own role only")

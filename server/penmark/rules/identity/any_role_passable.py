"""The repair of policies that allow to pass any role."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.iac.place import Place
from penmark.rules.identity import roles


def passing_own_role(place: Place) -> Fix | None:
    """Allow the one role that the module hands to a service, where nothing else is allowed beside it."""
    actions = place.find("actions.*").found
    if len(actions) != 1:
        return None
    return roles.passed(place, "Pass the module's own role only")

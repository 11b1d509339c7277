"""Condition of https-not-enforced."""

from __future__ import annotations

from penmark.rules.exposure import deployment
from penmark.rules.repairs.place import Place


def is_deployed(place: Place) -> bool:
    """Whether the setting is not one for development or tests."""
    return deployment.is_deployed(place)

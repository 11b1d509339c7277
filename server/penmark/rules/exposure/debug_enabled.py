"""Conditions of debug-enabled."""

from __future__ import annotations

from penmark.rules.exposure import deployment
from penmark.rules.repairs.place import Place


def is_of_settings(place: Place) -> bool:
    """Whether `DEBUG` stands in a class of settings that is not for development or tests."""
    return deployment.is_of_settings(place)

"""Conditions of weak-key-derivation."""

from __future__ import annotations

from penmark.dataflow.conditions import ArgumentSpec
from penmark.rules.exposure import deployment
from penmark.rules.repairs.place import Place

_WIFI = 4096
_COUNTS = (ArgumentSpec("3:iterations"), ArgumentSpec("3:count"))
_HASH = ArgumentSpec("0:hash_name")


def is_chosen_here(place: Place) -> bool:
    """Whether the number is not that of Wi-Fi's standard (4096 iterations with SHA-1), which no program can change."""
    numbers = {number for spec in _COUNTS for number in _constants(place, spec)}
    if _WIFI not in numbers:
        return True
    return "sha1" not in _constants(place, _HASH) and b"SHA1" not in place.text


def is_deployed(place: Place) -> bool:
    """Whether the setting is not one for development or tests."""
    return deployment.is_deployed(place)


def _constants(place: Place, spec: ArgumentSpec) -> tuple[object, ...]:
    given = spec.find(place.arguments)
    return () if given is None or given.value.constants is None else tuple(given.value.constants)

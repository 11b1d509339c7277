"""Conditions of weak-tls-version."""

from __future__ import annotations

from penmark.rules.repairs.place import Place


def for_certain(place: Place) -> bool:
    """Whether the version can be no other: a table of versions holds old ones too."""
    given = place.argument
    if given is None:
        given = next(place.arguments.all(), None)
    return given is not None and len(given.value.paths) == 1

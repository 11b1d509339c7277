"""Whether a setting holds where an application is deployed: a condition that several pages share."""

from __future__ import annotations

import re

from penmark.rules.repairs.place import Place

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_NOT_DEPLOYED = frozenset(
    {"dev", "devel", "development", "debug", "test", "tests", "testing", "local", "ci", "example"}
)


def is_deployed(place: Place) -> bool:
    """Whether the class in which a setting stands, if it stands in one, is not named for development or tests."""
    return _NOT_DEPLOYED.isdisjoint(word.lower() for word in _WORD.findall(_owner(place)))


def is_of_settings(place: Place) -> bool:
    """Whether a setting stands in a class of settings, and not in one for development or tests."""
    owner = _owner(place).lower()
    return is_deployed(place) and any(word in owner for word in ("config", "settings"))


def _owner(place: Place) -> str:
    return place.path.rpartition(".")[0]

"""Tells files that hold secrets."""

from __future__ import annotations

from penmark.iac.place import Place
from penmark.rules.encryption.secret_values import comes_from_secret


def holds_secret(place: Place) -> bool:
    """Whether a secret goes into the file."""
    contents = place.find("content|content_base64").found
    return any(comes_from_secret(place, found.value) for found in contents)

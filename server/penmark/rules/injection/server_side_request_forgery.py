"""Conditions of server-side-request-forgery."""

from __future__ import annotations

from penmark.rules.injection import addresses
from penmark.rules.repairs.place import Place


def host_is_open(place: Place) -> bool:
    """Whether the data may choose the host."""
    return addresses.host_is_open(place)

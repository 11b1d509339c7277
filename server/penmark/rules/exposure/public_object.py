"""Repairs of public-object."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.place import Place
from penmark.syntax import code


def upload_private(place: Place) -> Fix | None:
    """The same upload with a private access rule."""
    entry = place.entry("ExtraArgs", "ACL")
    if entry is None:
        return None
    edit = place.replaced(entry.value, place.literal("private"))
    return place.fix("Keep it private (give links by generate_presigned_url)", [edit])


def all_blocked(place: Place) -> Fix | None:
    """The same configuration with everything blocked."""
    given = place.given("PublicAccessBlockConfiguration")
    if given is None or not isinstance(given.value, code.Collection):
        return None
    off = [
        entry.value
        for entry in given.value.entries
        if isinstance(entry.value, code.Constant) and entry.value.value is False
    ]
    return place.fix("Block public access", [place.replaced(value, "True") for value in off]) if off else None

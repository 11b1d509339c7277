"""Tells variables that hold secrets by their names."""

from __future__ import annotations

from penmark.iac.place import Place
from penmark.iac.records import Block
from penmark.iac.values import Array, Known, Object, text_of
from penmark.rules.encryption.secret_values import is_name_of_secret

_NAMES_ONLY = ("arn", "name", "id", "path", "location", "reference", "uri", "url")


def is_secret(place: Place) -> bool:
    """Whether the variable is a text whose name is that of a secret."""
    name = place.address.rpartition(".")[2]
    if not is_name_of_secret(Known(name)) or _written(place, "type") not in ("", "string"):
        return False
    if isinstance(place.resource.get("default"), Array | Object):
        return False
    described = (text_of(place.resource.get("description")) or "").lower()
    return not any(word in described.replace("'s", "").split() for word in _NAMES_ONLY)


def _written(place: Place, attribute: str) -> str:
    fields = place.resource.fields
    found = fields.block.attribute(attribute) if isinstance(fields, Block) else None
    if found is None:
        return ""
    return place.unit.text[found.value.span.start : found.value.span.end].decode(errors="replace").strip('"')

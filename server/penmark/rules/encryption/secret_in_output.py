"""Finds outputs from which the mark of a secret is taken away."""

from __future__ import annotations

import re2

from penmark.findings import Fix
from penmark.iac.fixes import read_fix
from penmark.iac.place import Place
from penmark.rules.encryption.secret_values import comes_from_secret

_STRIPPED = re2.compile(r"^nonsensitive\(([^()]*)\)$")  # type: ignore[no-untyped-call]


def shows_secret(place: Place) -> bool:
    """Whether the output's value is a secret that `nonsensitive` makes visible."""
    marked = place.find("value").found
    return any("nonsensitive(" in _text(place) and comes_from_secret(place, found.value) for found in marked)


def hidden(place: Place) -> Fix | None:
    """The fix: the mark stays, and the output takes it on."""
    stripped = _STRIPPED.fullmatch(_text(place))
    if stripped is None:
        return None
    said = {
        "title": "Hide it in logs",
        "set": {"value": {"expression": stripped.group(1).strip()}, "sensitive": True},
    }
    return read_fix(said, (), lambda function: None).make(place)


def _text(place: Place) -> str:
    block = place.unit.block
    value = block.attribute("value") if block is not None else None
    if value is None:
        return ""
    return place.unit.text[value.value.span.start : value.value.span.end].decode(errors="replace")

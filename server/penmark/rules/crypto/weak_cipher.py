"""Condition and repair of weak-cipher."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.place import Place
from penmark.syntax import code


def chosen_here(place: Place) -> bool:
    """Whether the cipher is named here. One that is held in a table was agreed on with a peer."""
    return place.direct


def gcm(place: Place) -> Fix | None:
    """GCM in place of ECB, written as ECB was."""
    mode = place.given("1:mode")
    if mode is None or not isinstance(mode.value, code.Attribute):
        return None
    text = place.slice(mode.value.start, mode.value.name_start) + "MODE_GCM"
    return place.fix(
        "Use GCM (keep the nonce and the tag with the text)", [place.argument_replaced(mode, text)]
    )

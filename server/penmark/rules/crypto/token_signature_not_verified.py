"""Conditions and repairs of token-signature-not-verified."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.place import Place, RepairError
from penmark.syntax import code

_KEY = "verify_signature"


def _entry(place: Place) -> tuple[code.Collection, code.Entry] | None:
    options = place.given("options")
    if options is None or not isinstance(options.value, code.Collection):
        return None
    for entry in options.value.entries:
        if isinstance(entry.key, code.Constant) and entry.key.value == _KEY:
            return options.value, entry
    return None


def signature_is_off(place: Place) -> bool:
    """Whether the options say that the signature is not verified; where they stand elsewhere, their name cannot tell."""
    options = place.given("options")
    if options is None:
        return False
    found = _entry(place)
    if found is not None:
        value = found[1].value
        return isinstance(value, code.Constant) and value.value is False
    return not isinstance(options.value, code.Collection)


def verify_signature(place: Place) -> Fix | None:
    """Without the option where it is the only one, else with the check on. Only where a key is given to check with."""
    found = _entry(place)
    options = place.given("options")
    if found is None or options is None or place.given("1:key") is None:
        return None
    collection, entry = found
    title = "Verify the signature (with the key and algorithms that are given)"
    if len(collection.entries) == 1:
        return place.fix(title, [place.argument_removed(options)])
    if not isinstance(entry.value, code.Constant):
        raise RepairError
    return place.fix(title, [place.replaced(entry.value, "True")])

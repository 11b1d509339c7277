"""Condition and repairs of weak-hash."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.place import Place
from penmark.syntax import code

_SIZES = ("digest_size", "block_size", "name")


def hashes_data(place: Place) -> bool:
    """Whether the function is chosen here, and data goes into it.

    One that is held in a variable or a table was chosen elsewhere, by a protocol or a person.
    """
    parent = place.parent()
    return place.direct and not (isinstance(parent, code.Attribute) and parent.name in _SIZES)


def sha256(place: Place) -> Fix | None:
    """SHA-256 of the same library."""
    target = "hashlib.sha256"
    for library in ("Crypto", "Cryptodome"):
        if place.path.startswith(f"{library}."):
            target = f"{library}.Hash.SHA256:new"
    edits, additions = place.callee_replaced(target)
    return place.fix("Use SHA-256 (the hash changes)", edits, additions=additions)


def not_for_security(place: Place) -> Fix | None:
    """`usedforsecurity=False`, which functions of hashlib take."""
    if not place.path.startswith("hashlib."):
        return None
    edits = place.argument_set("usedforsecurity", "False")
    return place.fix("Say that it is not for security (usedforsecurity=False)", edits)

"""Repairs of weak-hash."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.place import Place


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

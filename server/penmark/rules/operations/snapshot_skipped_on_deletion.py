"""Gives a database a last snapshot with a name of its own."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.iac.fixes import read_fix
from penmark.iac.place import Place


def with_last_snapshot(place: Place) -> Fix | None:
    """The fix; none where there may be several such databases, which would all give their snapshot the same name."""
    if {"count", "for_each"} & set(place.resource.names()):
        return None
    name = place.address.rpartition(".")[2].replace("_", "-").lower()
    said = {
        "title": "Keep a last snapshot",
        "set": {"skip_final_snapshot": False, "final_snapshot_identifier": f"{name}-final"},
    }
    return read_fix(said, (), lambda function: None).make(place)

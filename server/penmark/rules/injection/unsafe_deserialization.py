"""Repairs of unsafe-deserialization."""

from __future__ import annotations

from penmark.findings import Applicability, Fix
from penmark.rules.repairs.place import Place, RepairError

_SAFE = {
    "load": "yaml.safe_load",
    "unsafe_load": "yaml.safe_load",
    "load_all": "yaml.safe_load_all",
    "unsafe_load_all": "yaml.safe_load_all",
}


def safe_yaml(place: Place) -> Fix | None:
    """The function that makes plain data only; the loader goes, the stream stays."""
    safe = _SAFE.get(place.path.rpartition(".")[2])
    if safe is None or place.hidden:
        return None
    edits, additions = place.callee_replaced(safe)
    loader = place.given("1:Loader")
    if loader is not None:
        edits.append(place.argument_removed(loader))
    if len(place.call.arguments) - (loader is not None) != 1:
        raise RepairError
    return place.fix(f"Load plain data only ({safe})", edits, Applicability.REVIEW, additions)

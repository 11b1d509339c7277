"""Repairs of xml-entity-expansion."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.place import Place, RepairError

_SAFE = {
    "xml.etree.ElementTree": "defusedxml.ElementTree",
    "xml.dom.minidom": "defusedxml.minidom",
    "xml.dom.pulldom": "defusedxml.pulldom",
    "xml.sax": "defusedxml.sax",
}
_SAME_NAMES = frozenset({"parse", "parseString", "fromstring", "XML", "iterparse"})


def defused(place: Place) -> Fix | None:
    """The function of the same name of defusedxml, where its module's name is free."""
    module, _, name = place.path.rpartition(".")
    if name not in _SAME_NAMES or module not in _SAFE:
        raise RepairError
    edits, additions = place.callee_replaced(f"{_SAFE[module]}.{name}")
    return place.fix("Refuse entities (defusedxml, to be installed)", edits, additions=additions)

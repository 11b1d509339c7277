"""Conditions of archive-traversal."""

from __future__ import annotations

from penmark.rules.repairs.place import Place
from penmark.syntax import code
from penmark.syntax.walk import walk

_FILTERS = frozenset({"extraction_filter", "data_filter"})
_LOOKS = frozenset({"name", "linkname", "getnames", "commonpath", "is_relative_to", *_FILTERS})


def opened_by_path(place: Place) -> bool:
    """Whether the archive is opened by a path that is not fixed, and its names are not looked at here."""
    receiver = place.arguments.receiver
    opened = receiver is not None and bool(receiver.value.flows)
    for node in walk(place.body):
        if isinstance(node, code.Attribute) and node.name in _LOOKS:
            return False
        if isinstance(node, code.Constant) and node.value in _FILTERS:
            return False  # asked for by `hasattr`
        if not isinstance(node, code.Call) or not isinstance(node.callee, code.Attribute):
            continue
        if node.callee.name == "open" and place.source(node.callee.base).endswith(("tarfile", "TarFile")):
            named = [one for one in node.arguments if one.name in (None, "name", "fileobj")]
            opened = opened or any(not isinstance(one.value, code.Constant) for one in named[:1])
    return opened

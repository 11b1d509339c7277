"""Decorators that switch something off, and taking them away: what several pages share."""

from __future__ import annotations

from penmark.findings import Edit, Fix
from penmark.rules.repairs.place import Place, RepairError
from penmark.syntax import code
from penmark.syntax.walk import walk
from penmark.text.span import Span


def decorated(place: Place) -> code.Function | None:
    """The function that the match decorates."""
    for node in walk(place.body):
        if not isinstance(node, code.Function):
            continue
        for one in node.decorators:
            named = (one, one.callee) if isinstance(one, code.Call) else (one,)
            if any(part.start == place.node.start and part.end == place.node.end for part in named):
                return node
    return None


def removed(place: Place, title: str) -> Fix:
    """The function without its decorator, which must stand alone on its line."""
    if decorated(place) is None:
        raise RepairError
    start = place.text.rfind(b"\n", 0, place.node.start) + 1
    end = place.text.find(b"\n", place.node.end) + 1
    line = place.slice(start, end).split("#")[0].strip()
    if line != "@" + place.source(place.node):
        raise RepairError
    return place.fix(title, [Edit(Span(start, end), "")])

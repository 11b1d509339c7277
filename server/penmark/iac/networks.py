"""Openings of a network, in one form however they are written.

The view `opening` gives who may connect to which ports as objects with the entries `direction`, `sources` (a list of
address ranges, IPv4 and IPv6), `protocol` and `ports` (a range as in `tcp/22-22`; absent for a protocol without ports).
"""

from __future__ import annotations

from collections.abc import Iterator

from penmark.iac.catalogue import OPENINGS, Opening
from penmark.iac.operators import number
from penmark.iac.paths import Found, find
from penmark.iac.records import located
from penmark.iac.sets import port_range
from penmark.iac.values import (
    ABSENT,
    Absent,
    Array,
    Known,
    Object,
    Record,
    Unknown,
    Value,
    influenced,
    text_of,
)

_WITH_PORTS = frozenset({"tcp", "udp", "6", "17"})
_ANY = frozenset({"-1", "all"})


def openings(type_: str, resource: Record) -> Iterator[Found]:
    """The openings that `resource`, of type `type_`, makes: one for each attribute that lists sources."""
    unit, head = resource.fields.unit, resource.fields.head
    for form in OPENINGS.get(type_, ()):
        path = (form.block, "*") if form.block else ()
        for found in find(resource, path, unit, head).found:
            if isinstance(found.value, Record | Object):
                for name in form.sources:
                    opening = _opening(found.value, form, name)
                    if opening is not None:
                        yield Found(opening, found.site)


def _opening(block: Record | Object, form: Opening, source: str) -> Object | None:
    sources = block.get(source)
    if isinstance(sources, Absent):
        return None
    direction: Value = Known(form.direction)
    if form.direction.startswith("@"):
        direction = block.get(form.direction[1:])
    protocol = block.get(form.protocol)
    entries = {
        "direction": direction,
        "sources": Array((sources,)) if isinstance(sources, Known) else sources,
        "protocol": protocol,
        "ports": _ports(protocol, block.get(form.first), block.get(form.last)),
    }
    sites = {"sources": source, "protocol": form.protocol, "ports": form.first}
    return Object(entries, sites=located(block, sites), origin=block.origin)


def _ports(protocol: Value, first: Value, last: Value) -> Value:
    name = (text_of(protocol) or "").lower()
    if not name:
        return Unknown()
    if name in _ANY:
        return influenced(Known(port_range(name, 0, 65535), origin=protocol.origin), protocol)
    if name not in _WITH_PORTS:
        return ABSENT
    low, high = number(first), number(last)
    if low is None or high is None:
        return Unknown()
    known: Value = Known(port_range(name, int(low), int(high)), origin=first.origin)
    for value in (protocol, first, last):
        known = influenced(known, value)
    return known

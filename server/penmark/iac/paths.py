"""Finds what a path of a page leads to: `metadata_options.http_tokens`, `ingress.*.cidr_blocks`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from penmark.iac.values import ABSENT, Absent, Array, Encoded, Known, Object, Record, Value
from penmark.syntax.config import Unit
from penmark.text.span import Span

_NAMES = re.compile(r'"([^"]+)"|([^."]+)')


class Found(NamedTuple):
    """A value and the place that stands for it in the unit that is checked."""

    value: Value
    site: Span


class Result(NamedTuple):
    """What a path leads to; not `complete` where there may be more."""

    found: Sequence[Found]
    complete: bool


def split(path: str) -> tuple[str, ...]:
    """The names of a path as pages write it; one that holds dots stands in double quotes."""
    return tuple(quoted or plain for quoted, plain in _NAMES.findall(path))


def find(value: Value, path: Sequence[str], unit: Unit, site: Span) -> Result:
    """What `path` leads to from `value`, whose place in `unit` is `site`.

    Names go through sequences (of nested blocks) by themselves; `*` is every element of a sequence or mapping; `a|b`
    is both `a` and `b`. Where a name is not written, the result is Absent at the block that lacks it.
    """
    own = value.origin
    if own is not None and own.unit is unit:
        site = own.span
    if isinstance(value, Encoded):
        value = value.inner
    if not path:
        return Result((Found(value, site),), True)
    name, rest = path[0], path[1:]
    if "|" in name:
        alternatives = [find(value, (one, *rest), unit, site) for one in name.split("|")]
        found = [found for result in alternatives for found in result.found]
        return Result(found, all(result.complete for result in alternatives))
    match value:
        case Array(items=items, complete=complete):
            return _all(items, rest if name == "*" else path, unit, site, complete)
        case Object(entries=entries, complete=complete) if name == "*":
            return _all(tuple(entries.values()), rest, unit, site, complete)
        case Object(sites=sites):
            written = sites.get(name)
            inner = written.span if written is not None and written.unit is unit else site
            return find(value.get(name), rest, unit, inner)
        case Record(fields=fields):
            at = fields.site(name) if fields.unit is unit else None
            return find(value.get(name), rest, unit, at or site)
        case Absent():
            return Result((Found(value, site),), True)
        case Known():
            return Result((Found(ABSENT, site),), True)
    return Result((), False)


def _all(items: Sequence[Value], path: Sequence[str], unit: Unit, site: Span, complete: bool) -> Result:
    found: list[Found] = []
    for item in items:
        more = find(item, path, unit, site)
        found += more.found
        complete = complete and more.complete
    return Result(found, complete)


def place(found: Found, unit: Unit) -> Span:
    """The value's own place if it stands in `unit`, else that of what leads to it."""
    origin = found.value.origin
    return origin.span if origin is not None and origin.unit is unit else found.site

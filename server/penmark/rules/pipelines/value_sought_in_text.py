"""A text of names as a list."""

from __future__ import annotations

import re

from penmark.findings import Applicability, Edit, Fix
from penmark.iac.place import Place
from penmark.rules.pipelines.workflows import entry, written
from penmark.text.span import Span

_SOUGHT = re.compile(rb"contains\( *('([\w ,;|./@-]+)') *, *github\.")


def in_a_list(place: Place) -> Fix | None:
    """`fromJSON('["a", "b"]')` in place of `'a, b'`; not in a quoted scalar, where it would have to be quoted again."""
    span = written(place, entry(place.context.value, "if"))
    if span is None or place.unit.text[span.start : span.start + 1] in (b"'", b'"'):
        return None
    edits: list[Edit] = []
    for found in _SOUGHT.finditer(place.unit.text[span.start : span.end]):
        names = [name for name in re.split(r"[\s,;|]+", found[2].decode()) if name]
        listed = ", ".join(f'"{name}"' for name in names)
        at = Span(span.start + found.start(1), span.start + found.end(1))
        edits.append(Edit(at, f"fromJSON('[{listed}]')"))
    return Fix("Look for it in a list", tuple(edits), Applicability.REVIEW) if edits else None

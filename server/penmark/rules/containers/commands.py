"""What pages ask of the commands of a Dockerfile: where in them something stands, however many lines they go over."""

from __future__ import annotations

import re

from penmark.findings import Applicability, Edit, Fix
from penmark.iac.place import Place
from penmark.rules.pipelines.workflows import entry, mark, written
from penmark.text.span import Span

_CONTINUED = re.compile(rb"[\\`][ \t]*\r?\n(?:[ \t]*#[^\n]*\n|[ \t]*\r?\n)*")


def holds(place: Place, *patterns: re.Pattern[bytes]) -> bool:
    """Whether a pattern is found in the command; what its last group (or all of it) says is underlined."""
    span = written(place, entry(place.context.value, "command"))
    if span is None:
        return False
    # As long as what is written, so that what is found stands where it is found.
    text = _CONTINUED.sub(lambda one: b" " * len(one[0]), place.unit.text[span.start : span.end])
    for pattern in patterns:
        found = pattern.search(text)
        if found is not None:
            group = found.lastindex or 0
            return mark(place, Span(span.start + found.start(group), span.start + found.end(group)))
    return False


def replaced(place: Place, title: str, text: str) -> Fix | None:
    """Other words in place of those that are underlined."""
    if place.marked is None:
        return None
    return Fix(title, (Edit(place.marked.site, text),), Applicability.REVIEW)


def removed(place: Place, title: str) -> Fix | None:
    """Without the underlined words, and the space before them."""
    if place.marked is None:
        return None
    start, end = place.marked.site
    while start and place.unit.text[start - 1 : start] in (b" ", b"\t"):
        start -= 1
    return Fix(title, (Edit(Span(start, end), ""),), Applicability.REVIEW)

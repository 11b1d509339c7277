"""Who caused an event, and who wrote the pull request."""

from __future__ import annotations

import re

from penmark.findings import Applicability, Edit, Fix
from penmark.iac.place import Place
from penmark.rules.pipelines.workflows import conditions, entry, triggers, written
from penmark.text.span import Span

_ACTOR = re.compile(rb"github\.(?:triggering_)?actor(?= *== *'[^'\n]*\[bot\]')")


def is_asked_of_outsiders(place: Place) -> bool:
    """Whether the workflow has secrets while others start it, and the author is not asked for as well."""
    return "pull_request_target" in triggers(place) and "user.login" not in conditions(place)


def author(place: Place) -> Fix | None:
    """The author of the pull request in place of the actor; only where nothing else starts the workflow."""
    span = written(place, entry(place.context.value, "if"))
    if span is None or triggers(place) != {"pull_request_target"}:
        return None
    text = place.unit.text[span.start : span.end]
    edits = [
        Edit(
            Span(span.start + found.start(), span.start + found.end()), "github.event.pull_request.user.login"
        )
        for found in _ACTOR.finditer(text)
    ]
    return Fix("Ask who wrote the pull request", tuple(edits), Applicability.REVIEW) if edits else None

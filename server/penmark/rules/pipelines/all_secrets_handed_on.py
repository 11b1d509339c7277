"""Where all secrets are given at once."""

from __future__ import annotations

import re

from penmark.iac.place import Place
from penmark.iac.values import Object, Value
from penmark.rules.pipelines.workflows import entry, expressions_in, mark

_ALL = re.compile(r"\btojson\(\s*secrets\s*\)", re.IGNORECASE)


def holds_all_in_step(place: Place) -> bool:
    """Whether a step gets all secrets."""
    step = place.context.value
    return _marked(place, entry(step, "env"), entry(step, "with"), entry(step, "run"))


def holds_all_in_job(place: Place) -> bool:
    """Whether all steps of a job, or a workflow that it calls, get all secrets."""
    job = place.context.value
    return _marked(place, entry(job, "env"), entry(job, "with"), entry(job, "secrets"))


def holds_all_in_workflow(place: Place) -> bool:
    """Whether all jobs get all secrets."""
    return _marked(place, entry(place.resource, "env"))


def _marked(place: Place, *holders: Value | None) -> bool:
    for holder in holders:
        for value in holder.entries.values() if isinstance(holder, Object) else (holder,):
            for expression in expressions_in(place, value):
                if _ALL.search(expression.text):
                    return mark(place, expression.span)
    return False

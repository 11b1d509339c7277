"""What pages ask of a workflow: what starts it, in which job a step stands, what its environment holds."""

from __future__ import annotations

from collections.abc import Iterator

from penmark.iac.paths import Found
from penmark.iac.place import Place
from penmark.iac.values import Array, Known, Object, Origin, Record, Value, text_of
from penmark.rules.pipelines.expressions import PULL_REQUEST, Expression, expressions
from penmark.text.span import Span

OUTSIDERS = PULL_REQUEST | {
    "issues", "issue_comment", "discussion", "discussion_comment", "commit_comment", "fork", "gollum", "watch",
    "workflow_run",
}  # fmt: skip
"""What somebody without rights in the repository can start."""

TRUSTED_WITH_SECRETS = OUTSIDERS - (PULL_REQUEST - {"pull_request_target"})
"""Those of them that run with the secrets and the writing token of the repository."""


def triggers(place: Place) -> frozenset[str]:
    """The events that start the workflow; none where they are not known."""
    value = place.resource.get("on")
    match value:
        case Known(value=str(name)):
            return frozenset({name})
        case Array(items=items):
            return frozenset(text for item in items if (text := text_of(item)) is not None)
        case Object(entries=entries):
            return frozenset(entries)
    return frozenset()


def entry(value: Value, *names: str) -> Value | None:
    """What stands under `names`; None where that is nothing."""
    for name in names:
        if not isinstance(value, Object | Record):
            return None
        value = value.get(name)
    return value


def jobs(place: Place) -> Iterator[Object]:
    """The jobs of the workflow."""
    found = place.resource.get("jobs")
    if isinstance(found, Object):
        yield from (job for job in found.entries.values() if isinstance(job, Object))


def job_of(place: Place) -> Object | None:
    """The job in which the part that is looked at stands."""
    own = place.context.value.origin
    if own is None:
        return None
    return next((job for job in jobs(place) if _holds(job, own)), None)


def _holds(job: Object, inner: Origin) -> bool:
    outer = job.origin
    return (
        outer is not None
        and outer.unit is inner.unit
        and outer.span.start <= inner.span.start
        and inner.span.end <= outer.span.end
    )


def steps(value: Value | None) -> Iterator[Object]:
    """The steps of a job."""
    listed = entry(value, "steps") if value is not None else None
    if isinstance(listed, Array):
        yield from (step for step in listed.items if isinstance(step, Object))


def variable(place: Place, name: str) -> str | None:
    """What a variable of the environment is at the step that is looked at, as it is written."""
    for holder in (place.context.value, job_of(place), place.resource):
        value = entry(holder, "env", name) if holder is not None else None
        if isinstance(value, Known):
            return text_of(value)
    return None


def written(place: Place, value: Value | None) -> Span | None:
    """Where a value stands in the file, if it does."""
    own = value.origin if isinstance(value, Known) else None
    return own.span if own is not None and own.unit is place.unit else None


def expressions_in(place: Place, value: Value | None) -> Iterator[Expression]:
    """The expressions in a text that stands in the file."""
    span = written(place, value)
    if span is not None:
        yield from expressions(place.unit.text, span)


def mark(place: Place, span: Span) -> bool:
    """Underline a part of the file; always true."""
    text = place.unit.text[span.start : span.end].decode(errors="replace")
    place.marked = Found(Known(text, origin=Origin(place.unit, span)), span)
    return True


def conditions(place: Place) -> str:
    """What the `if` of the part that is looked at and of its job say."""
    found = (entry(holder, "if") for holder in (place.context.value, job_of(place)) if holder is not None)
    return " ".join(text_of(value) or "" for value in found if value is not None)


def texts(place: Place, *names: str) -> Iterator[Value]:
    """The texts that stand under some names, alone or in lists; each is a value that stands in the file."""
    for name in names:
        value = entry(place.context.value, name)
        for one in value.items if isinstance(value, Array) else (value,):
            if isinstance(one, Known) and isinstance(one.value, str) and written(place, one) is not None:
                yield one

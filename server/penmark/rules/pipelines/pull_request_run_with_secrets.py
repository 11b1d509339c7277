"""Whether a job runs the code of a pull request with secrets, and the trigger that has none."""

from __future__ import annotations

import re

from penmark.findings import Applicability, Edit, Fix
from penmark.iac.place import Place
from penmark.iac.values import Array, Object, text_of
from penmark.rules.pipelines.workflows import conditions, entry, job_of, steps, triggers
from penmark.syntax import config

_WITH_SECRETS = frozenset({"pull_request_target", "issue_comment", "workflow_run"})
_CHECKED = re.compile(
    r"head\.repo|head_repository|author_association|label|\.permission|sender|user\.login|github\.actor"
    r"|event\.workflow_run\.event == 'push'|outputs\."
)
_RUNNING = re.compile(
    r"(?m)(?:^|[;&|(]|\s)(?:npm|npx|yarn|pnpm|make|pip3? install|python3?|pytest|tox|nox|uv|cargo|go|mvn|gradle|node|bun|deno"
    r"|bundle|rake|composer|dotnet|cmake|docker|bash|sh|source|poetry|hatch|mise|just)\s|\./"
)


def is_run_with_secrets(place: Place) -> bool:
    """Whether outsiders can start the job, nothing in it asks who they are, and something runs after the checkout."""
    job = job_of(place)
    if job is None or not triggers(place) & _WITH_SECRETS:
        return False
    if "environment" in job.entries or _CHECKED.search(conditions(place)) or _only_labels(place):
        return False
    needs = entry(job, "needs")
    if needs is not None and (text_of(needs) is not None or isinstance(needs, Array)):
        return False
    return _runs_after(place, job)


def by_pull_request(place: Place) -> Fix | None:
    """The trigger `pull_request` in place of `pull_request_target`, where that is the only one."""
    block = place.unit.block
    listed = config.value_of(block, "on") if block is not None else None
    if "pull_request" in triggers(place) or listed is None:
        return None
    keys = [listed]
    if isinstance(listed, config.Items):
        keys = list(listed.items)
    elif isinstance(listed, config.Mapping):
        keys = [one.key for one in listed.entries]
    found = [one for one in keys if isinstance(one, config.Scalar) and one.value == "pull_request_target"]
    if len(found) != 1 or triggers(place) & (_WITH_SECRETS - {"pull_request_target"}):
        return None
    edit = Edit(found[0].span, "pull_request")
    return Fix("Start it by pull_request, without secrets for forks", (edit,), Applicability.REVIEW)


def _only_labels(place: Place) -> bool:
    """Whether only the label of a maintainer starts it."""
    types = entry(place.resource, "on", "pull_request_target", "types")
    named = [text_of(one) for one in types.items] if isinstance(types, Array) else []
    return named == ["labeled"] or (types is not None and text_of(types) == "labeled")


def _runs_after(place: Place, job: Object) -> bool:
    """Whether the job runs what it has fetched."""
    own = place.context.value.origin
    for step in steps(job):
        if own is None or step.origin is None or step.origin.span.start < own.span.start:
            continue
        uses, run = entry(step, "uses"), entry(step, "run")
        if uses is not None and (text_of(uses) or "").startswith("./"):
            return True
        if run is not None and _RUNNING.search(text_of(run) or "") is not None:
            return True
    return False

"""Whether any pull request gets a job onto a machine of one's own."""

from __future__ import annotations

import re

from penmark.findings import Applicability, Edit, Fix
from penmark.iac.place import Place
from penmark.iac.values import Array, text_of
from penmark.rules.pipelines.workflows import conditions, entry, triggers

_ASKED = re.compile(
    r"head\.repo|event_name|author_association|label|repository|github\.ref\b|github\.actor|user\.login|outputs\."
)
_PLAIN = frozenset({"self-hosted", "linux", "x64"})


def is_open(place: Place) -> bool:
    """Whether a pull request starts the job, and nothing in it asks where it comes from."""
    if "pull_request" not in triggers(place) or _ASKED.search(conditions(place)):
        return False
    return "environment" not in getattr(place.context.value, "entries", ())


def on_a_new_machine(place: Place) -> Fix | None:
    """The latest Ubuntu, where no more than Linux is asked for."""
    labels = entry(place.context.value, "runs-on")
    if labels is None or labels.origin is None or labels.origin.unit is not place.unit:
        return None
    named = {text_of(one) for one in labels.items} if isinstance(labels, Array) else {text_of(labels)}
    if not {(name or "?").lower() for name in named} <= _PLAIN:
        return None
    edit = Edit(labels.origin.span, "ubuntu-latest")
    return Fix("Run it on a machine of GitHub's, new for each job", (edit,), Applicability.REVIEW)

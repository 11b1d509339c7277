"""Whether an action is given a secret."""

from __future__ import annotations

import re

from penmark.iac.place import Place
from penmark.iac.values import Object, text_of
from penmark.rules.pipelines.workflows import entry

_SECRET = re.compile(r"\bsecrets\.(?!GITHUB_TOKEN\b)\w", re.IGNORECASE)


def is_given_a_secret(place: Place) -> bool:
    """Whether a secret other than the job's own token is among the inputs or in the environment of the step."""
    for name in ("with", "env"):
        given = entry(place.context.value, name)
        if isinstance(given, Object) and any(
            _SECRET.search(text_of(value) or "") for value in given.entries.values()
        ):
            return True
    return False

"""Who may act as service accounts."""

from __future__ import annotations

from typing import Any

import re2

from penmark.iac.place import Place
from penmark.iac.values import Unknown, text_of

_AGENT: Any = re2.compile(  # type: ignore[no-untyped-call]
    r"@(gcp-sa-[a-z0-9-]+|[a-z0-9-]+-system|[a-z0-9-]+-robot|cloudservices|cloudbuild|gcp-gae-service)(\.iam)?\.gserviceaccount\.com"
)


def by_no_agent(place: Place) -> bool:
    """Whether the role goes to others than the agents of Google's own services."""
    spelled = []
    for found in (*place.find("member").found, *place.find("members.*").found):
        value = found.value
        pieces = value.pieces if isinstance(value, Unknown) else (text_of(value),)
        spelled.append("".join(piece or "?" for piece in pieces))
    return not any(_AGENT.search(one) for one in spelled)

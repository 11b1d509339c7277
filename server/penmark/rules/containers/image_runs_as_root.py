"""The repair of an image that runs as root."""

from __future__ import annotations

from penmark.findings import Applicability, Edit, Fix
from penmark.iac.place import Place
from penmark.text.span import Span

_TITLE = "Run as a user without rights"
_NOBODY = "65534:65534"


def as_somebody(place: Place) -> Fix | None:
    """Name another user: in the last `USER`, or in one before the first command that is started."""
    block, text = place.unit.block, place.unit.text
    if block is None:
        return None
    users = [one for one in block.blocks if one.type == "user"]
    if users:
        names = users[-1].attributes
        span = Span(names[0].start, names[-1].end)
        return Fix(_TITLE, (Edit(span, _NOBODY),), Applicability.REVIEW)
    started = next((one for one in block.blocks if one.type in ("cmd", "entrypoint")), None)
    if started is None:
        return None
    at = text.rfind(b"\n", 0, started.start) + 1
    newline = "\r\n" if b"\r\n" in text else "\n"
    return Fix(_TITLE, (Edit(Span(at, at), f"USER {_NOBODY}{newline}"),), Applicability.REVIEW)

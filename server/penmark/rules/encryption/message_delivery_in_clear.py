"""Delivers messages over HTTPS in place of HTTP."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.iac.fixes import read_fix
from penmark.iac.place import Place
from penmark.iac.values import text_of


def over_https(place: Place) -> Fix | None:
    """The fix where the address is written out in the resource itself."""
    marked = place.marked.value if place.marked is not None else None
    text = text_of(marked) if marked is not None else None
    if marked is None or text is None or marked.origin is None or marked.origin.unit is not place.unit:
        return None
    if not place.unit.text[marked.origin.span.start :].startswith(b'"http://'):
        return None
    said: dict[str, object] = {
        "title": "Deliver over HTTPS (the receiver must answer it)",
        "replace": "https://" + text.removeprefix("http://"),
    }
    if place.type == "aws_sns_topic_subscription":
        said["set"] = {"protocol": "https"}
    return read_fix(said, (), lambda function: None).make(place)

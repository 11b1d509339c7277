"""An `if` that is a text with expressions in it, and the same as one expression."""

from __future__ import annotations

import re

from penmark.findings import Applicability, Edit, Fix
from penmark.iac.place import Place
from penmark.iac.values import text_of
from penmark.rules.pipelines.workflows import written

_LONGEST = 400
_BRACES = re.compile(r"(?:(!) *)?\$\{\{ *(.*?) *\}\}")


def is_text(place: Place) -> bool:
    """Whether something stands outside of the braces of the only expression."""
    value = place.marked.value if place.marked is not None else None
    text = (text_of(value) or "") if value is not None else ""
    return not (text.startswith("${{") and text.endswith("}}") and text.count("${{") == 1)


def as_one(place: Place) -> Fix | None:
    """All of it in one pair of braces; only for a condition on one line."""
    value = place.marked.value if place.marked is not None else None
    span = written(place, value)
    text = text_of(value) if value is not None else None
    if (
        span is None
        or text is None
        or len(text) > _LONGEST
        or b"\n" in place.unit.text[span.start : span.end]
    ):
        return None
    joined = _BRACES.sub(_bare, text).strip()
    if ": " in joined or " #" in joined or '"' in joined or "{{" in joined:
        return None
    edit = Edit(span, f"${{{{ {joined} }}}}")
    return Fix("Write it as one expression", (edit,), Applicability.REVIEW)


def _bare(found: re.Match[str]) -> str:
    """What stands between the braces, in parentheses where it would come apart otherwise."""
    inner = found[2]
    if "||" in inner or (found[1] and " " in inner):
        inner = f"({inner})"
    return (found[1] or "") + inner

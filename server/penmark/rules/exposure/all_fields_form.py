"""Condition of all-fields-form."""

from __future__ import annotations

import re

from penmark.rules.repairs.place import Place
from penmark.syntax import code

_PEOPLE = re.compile(
    r"(?i)user|account|profile|member|customer|employee|staff|admin|person|student|patient|payment|wallet|role|permission"
)
_INPUT = re.compile(r"(?i)form|serializer")
_MODEL = re.compile(r"\bmodel\s*=\s*([\w.]{1,80})")


def is_written_to(place: Place) -> bool:
    """Whether it is a form or serializer of people or their accounts, of which no field is for reading only."""
    classes = [node for node in place.chain if isinstance(node, code.Class)]
    if not classes or classes[-1].name != "Meta":
        return False
    owner = classes[-2].name if len(classes) > 1 else place.owner
    body = place.source(classes[-1])
    model = _MODEL.search(body)
    return (
        _INPUT.search(owner) is not None
        and model is not None
        and _PEOPLE.search(model[1]) is not None
        and "read_only_fields" not in body
    )

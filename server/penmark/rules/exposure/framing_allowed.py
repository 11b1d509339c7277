"""Condition and repair of framing-allowed."""

from __future__ import annotations

import re

from penmark.findings import Fix
from penmark.rules.exposure import decorators
from penmark.rules.repairs.place import Place

_WIDGET = re.compile(r"(?i)embed|widget|frame|oembed|player|badge|popup|editor|lti")


def is_no_widget(place: Place) -> bool:
    """Whether the name of the view does not say that it is made for frames."""
    given = place.arguments.positional[:1]
    return not given or not _WIDGET.search(place.source(given[0].node))


def decorator_removed(place: Place) -> Fix | None:
    """The view without its decorator."""
    return decorators.removed(place, "Keep the page out of frames, as the settings say")

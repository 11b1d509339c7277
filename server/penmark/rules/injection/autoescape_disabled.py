"""Conditions of autoescape-disabled."""

from __future__ import annotations

import re

from penmark.rules.repairs.place import Place
from penmark.syntax import code
from penmark.syntax.walk import walk

_NO_PAGES = re.compile(
    r"(?i)\b\w*(?:config|code|generat|text|sql|yaml|latex|tex|markdown|prompt|shell|makefile|docker|nginx|rst)\w*\b"
)
_PAGES = re.compile(r"(?i)html|\bpages?\b|web")
_HOLE = re.compile(r"\{\{")


def makes_pages(place: Place) -> bool:
    """Whether nothing in the statement speaks of another kind of text."""
    return not _NO_PAGES.search(_statement(place))


def makes_web_pages(place: Place) -> bool:
    """Whether the statement speaks of pages, or a template beside it is one."""
    if place.hidden:
        return False
    written = _statement(place)
    return _loads_a_page(place) or (bool(_PAGES.search(written)) and not _NO_PAGES.search(written))


def holds_data(place: Place) -> bool:
    """Whether the template has a place for data."""
    given = place.arguments.positional[:1]
    constants = given[0].value.constants if given else None
    return bool(constants) and any(isinstance(one, str) and _HOLE.search(one) for one in constants or ())


def _loads_a_page(place: Place) -> bool:
    """Whether a template of HTML is loaded by its name."""
    for node in walk(place.body):
        match node:
            case code.Call(
                callee=code.Attribute(name="get_template"),
                arguments=[code.Argument(value=code.Constant(value=str() as name)), *_],
            ):
                if name.endswith((".html", ".htm")):
                    return True
    return False


def _statement(place: Place) -> str:
    """The innermost statement of the call."""
    kinds = (code.Assign, code.Evaluate, code.Return, code.With)
    found = next((node for node in reversed(place.chain) if isinstance(node, kinds)), place.node)
    return place.source(found)

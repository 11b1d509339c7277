"""Lines of scripts that print secrets."""

from __future__ import annotations

import re

from penmark.findings import Applicability, Fix
from penmark.iac.place import Place
from penmark.iac.values import text_of
from penmark.rules.pipelines.workflows import entry, mark, texts, written
from penmark.syntax import config
from penmark.text.span import Span

_CHANGED = re.compile(
    rb"[ \t]*((?:echo|printf)[ \t][^|<>;&\n]*\$\{\{ *secrets\.\w+ *\}\}[^|<>;&\n]*"
    rb"\|[ \t]*(?:base64|rev|xxd|od|hexdump|fold|tr|cut|sed|head)\b[^|<>;&\n]*)"
)
_DECODED = re.compile(rb"--decode|base64 +-[dD]|xxd +-r")
_ECHOED = re.compile(
    r"(?:echo|printf)\s[^|<>;&\n`(]*(?<!\\)\$\{?((?:[A-Z0-9]+_)*"
    r"(?:TOKEN|PASSWORD|PASSWD|SECRET|API_KEY|APIKEY|PRIVATE_KEY|SECRET_KEY|ACCESS_KEY))(?![\w:]|\}?['\"]?\s*\|)\}?[^|<>;&\n`]*"
)
_ALL = re.compile(r"(?:printenv|env|export -p|set)(?:\s*\|\s*sort)?")
_OWN = re.compile(r"CI_|GITLAB_")


def is_shown_changed(place: Place) -> bool:
    """Whether a line prints a secret in a form that GitHub does not hide."""
    span = written(place, entry(place.context.value, "run"))
    if span is None:
        return False
    at = span.start
    for line in place.unit.text[span.start : span.end].splitlines(keepends=True):
        found = _CHANGED.fullmatch(line.rstrip())
        if found is not None and _DECODED.search(line) is None:
            return mark(place, Span(at + found.start(1), at + found.end(1)))
        at += len(line)
    return False


def is_echoed(place: Place) -> bool:
    """Whether a line prints a variable that is called as a secret."""
    for value in texts(place, "script", "before_script", "after_script"):
        found = _ECHOED.fullmatch((text_of(value) or "").strip())
        span = written(place, value)
        if found is not None and span is not None and not _OWN.match(found[1]):
            return mark(place, span)
    return False


def is_all_printed(place: Place) -> bool:
    """Whether a line prints the whole environment."""
    for value in texts(place, "script", "before_script", "after_script"):
        span = written(place, value)
        if _ALL.fullmatch((text_of(value) or "").strip()) and span is not None:
            return mark(place, span)
    return False


def without_it(place: Place) -> Fix | None:
    """The list without that line, where it has others."""
    marked = place.marked.site if place.marked is not None else None
    for node in config.within(place.unit.block, marked) if marked is not None else ():
        if isinstance(node, config.Items) and len(node.items) > 1:
            for index, item in enumerate(node.items):
                if item.span == marked:
                    edit = place.unit.layout.remove_item(place.unit.text, node, index)
                    return Fix("Take the line out", (edit,), Applicability.REVIEW)
    return None

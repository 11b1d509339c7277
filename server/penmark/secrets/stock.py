"""detect-secrets' own plugins, used as objects: no global settings, nothing verified, nothing sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from detect_secrets import plugins
from detect_secrets.plugins.base import BasePlugin, RegexBasedDetector

from penmark.text.span import Span

# Some of the plugins' patterns take more than linear time in runs of spaces or of token characters. They see
# a bounded piece of text around each keyword, with its runs of spaces cut short.
_BEFORE, _AFTER = 160, 320
# A plugin's match may hold what stands around the secret, or all the rest of the line.
_CORE = re.compile(r"[^\s\"'=:][^\s\"']*")
_SPACES = re.compile(r"[ \t]{3,}")


@cache
def plugin(name: str) -> BasePlugin:
    """The plugin with this class name, with its defaults; LookupError if detect-secrets has none such."""
    for module in iter_modules(plugins.__path__):
        found = getattr(import_module(f"{plugins.__name__}.{module.name}"), name, None)
        if isinstance(found, type) and issubclass(found, RegexBasedDetector):
            return found()
    raise LookupError(f"detect-secrets has no plugin {name}")


def spans(name: str, line: bytes, keywords: tuple[bytes, ...], any_case: bool) -> Iterator[Span]:
    """Where the plugin finds secrets in a line, near one of the keywords; each once, in bytes."""
    searched = line.lower() if any_case else line
    seen: set[Span] = set()
    for start, end in _windows(searched, keywords):
        # Latin-1 keeps one character a byte, and the plugins' formats are ASCII.
        text = line[start:end].decode("latin-1")
        for found in plugin(name).analyze_string(_SPACES.sub("  ", text)):
            core = _CORE.search(found)
            value = core.group() if core is not None else ""
            at = text.find(value) if value else -1
            span = Span(start + at, start + at + len(value))
            if at >= 0 and span not in seen:
                seen.add(span)
                yield span


def _windows(line: bytes, keywords: tuple[bytes, ...]) -> Iterator[tuple[int, int]]:
    places = sorted({place for keyword in keywords for place in _places(line, keyword)})
    last = -1
    for place in places:
        if place < last:
            continue
        last = place + _AFTER // 2
        yield max(0, place - _BEFORE), min(len(line), last + _AFTER)


def _places(line: bytes, keyword: bytes) -> Iterator[int]:
    place = line.find(keyword)
    while place >= 0:
        yield place
        place = line.find(keyword, place + 1)

"""Cuts JSON into entries by brackets alone, so that one that does not parse leaves the others as they are."""

from __future__ import annotations

import re
from typing import NamedTuple

from penmark.syntax.sections import SECTIONS, is_cut

_TOKEN = re.compile(rb'"(?:[^"\\\r\n]|\\.)*"|[{}\[\],:]|//[^\r\n]*|/\*.*?\*/', re.DOTALL)
_SECTION = re.compile(rb'"(?:' + "|".join(sorted(SECTIONS)).encode() + rb')"\s*:')


class Segment(NamedTuple):
    """A piece of the document, in bytes: the whole (no `path`), or an entry under these keys, which begins with its key."""

    start: int
    end: int
    path: tuple[str, ...]


def cut(data: bytes) -> list[Segment]:
    """The segments in order of position."""
    whole = [Segment(0, len(data), ())] if data.strip() else []
    if _SECTION.search(data) is None:
        return whole
    found: list[Segment] = []
    tops: set[str] = set()
    depth, section = 0, ""
    string = outer = inner = _Key(0, "")
    for match in _TOKEN.finditer(data):
        token = match[0]
        if token[:1] == b'"':
            string = _Key(match.start(), token[1:-1].decode("utf-8", "replace"))
        elif token == b":" and depth == 1:
            outer = string
            tops.add(outer.name)
        elif token == b":" and depth == 2 and section:
            inner = string
        elif token in (b"{", b"["):
            if depth == 1 and token == b"{" and outer.name in SECTIONS:
                section = outer.name
            depth += 1
        elif token in (b"}", b"]", b","):
            if depth == 2 and section and inner.name:
                found.append(_segment(data, inner, match.start(), (section, inner.name)))
                inner = _Key(0, "")
            elif depth == 1 and outer.name:
                found.append(_segment(data, outer, match.start(), (outer.name,)))
                outer = _Key(0, "")
            if token != b",":
                depth -= 1
                if depth == 1 and section:
                    section, outer = "", _Key(0, "")
    return found if depth == 0 and is_cut(frozenset(tops)) else whole


class _Key(NamedTuple):
    start: int
    name: str


def _segment(data: bytes, key: _Key, end: int, path: tuple[str, ...]) -> Segment:
    return Segment(key.start, key.start + len(data[key.start : end].rstrip()), path)

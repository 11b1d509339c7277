"""Cuts JSON into entries by brackets alone, so that one that does not parse leaves the others as they are."""

from __future__ import annotations

import re
from typing import NamedTuple

from penmark.syntax.sections import SECTIONS, is_cut

_TOKEN = re.compile(rb'"(?:[^"\\\r\n]|\\.)*"|[{}\[\],:]|//[^\r\n]*|/\*.*?\*/', re.DOTALL)
_SECTION = re.compile(rb'"(?:' + "|".join(sorted(SECTIONS)).encode() + rb')"\s*:')
_TEMPLATE = re.compile(rb'"\$schema"\s*:\s*"[^"]*deploymentTemplate\.json')
_TEMPLATE_SECTIONS = frozenset({"parameters", "variables"})
_LIST = "resources"
"""In a template of Azure, what is in this list is a unit of its own as well."""


class Segment(NamedTuple):
    """A piece of the document, in bytes: the whole (no `path`), or an entry under these keys, which begins with its key.

    Of an item of a list the last key is `*`.
    """

    start: int
    end: int
    path: tuple[str, ...]


def cut(data: bytes) -> list[Segment]:
    """The segments in order of position."""
    whole = [Segment(0, len(data), ())] if data.strip() else []
    azure = _TEMPLATE.search(data) is not None
    if not azure and _SECTION.search(data) is None:
        return whole
    sections = SECTIONS | _TEMPLATE_SECTIONS if azure else SECTIONS
    found: list[Segment] = []
    tops: set[str] = set()
    depth, section, listed = 0, "", False
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
            if depth == 1 and token == b"{" and outer.name in sections:
                section = outer.name
            elif depth == 1 and token == b"[" and azure and outer.name == _LIST:
                listed = True
            elif depth == 2 and listed and token == b"{":
                inner = _Key(match.start(), "*")
            depth += 1
        elif token in (b"}", b"]", b","):
            if depth == 3 and listed and token == b"}" and inner.name:
                found.append(Segment(inner.start, match.end(), (_LIST, "*")))
                inner = _Key(0, "")
            if depth == 2 and section and inner.name:
                found.append(_segment(data, inner, match.start(), (section, inner.name)))
                inner = _Key(0, "")
            elif depth == 1 and outer.name:
                found.append(_segment(data, outer, match.start(), (outer.name,)))
                outer = _Key(0, "")
            if token != b",":
                depth -= 1
                if depth == 1 and (section or listed):
                    section, listed, outer = "", False, _Key(0, "")
    return found if depth == 0 and (azure or is_cut(frozenset(tops))) else whole


class _Key(NamedTuple):
    start: int
    name: str


def _segment(data: bytes, key: _Key, end: int, path: tuple[str, ...]) -> Segment:
    return Segment(key.start, key.start + len(data[key.start : end].rstrip()), path)

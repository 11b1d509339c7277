"""Cuts Bicep into its declarations: each begins a line, with a keyword or a decorator."""

from __future__ import annotations

import re
from typing import NamedTuple

_START = re.compile(
    rb"^(?:(@)|(param|var|resource|module|output|targetScope|type|func|metadata|import|using|assert|extension)(?=[ \t=]))"
    rb"|'''",
    re.MULTILINE,
)
_HEAD = re.compile(
    rb"(param|var|resource|module|output|type|func)[ \t]+(\w+)(?:[ \t]+'([^'@]*)[^']*'(?:[ \t]+(existing)\b)?)?"
)


class Segment(NamedTuple):
    """A declaration with its decorators, in bytes. `labels` are its name, or a resource's type and name."""

    start: int
    end: int
    kind: str
    labels: tuple[str, ...]


def cut(data: bytes) -> list[Segment]:
    """The declarations in order of position."""
    starts: list[tuple[int, int]] = []
    decorated: int | None = None
    quoted = False
    for match in _START.finditer(data):
        if match[0] == b"'''":
            quoted = not quoted
        elif quoted:
            continue
        elif match[1]:
            decorated = match.start() if decorated is None else decorated
        else:
            starts.append((match.start() if decorated is None else decorated, match.start()))
            decorated = None
    ends = [*(start for start, _ in starts[1:]), decorated if decorated is not None else len(data)]
    return [_segment(data, *start, end) for start, end in zip(starts, ends, strict=True)]


def _segment(data: bytes, start: int, keyword: int, end: int) -> Segment:
    head = _HEAD.match(data, keyword)
    stop = start + len(data[start:end].rstrip())
    if head is None:
        return Segment(start, stop, "", ())
    kind, name = head[1].decode(), head[2].decode("utf-8", "replace")
    if kind != "resource":
        return Segment(start, stop, kind, (name,))
    type_ = (head[3] or b"").decode("utf-8", "replace")
    return Segment(start, stop, "existing" if head[4] else kind, (type_, name))

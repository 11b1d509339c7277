"""Cuts a Dockerfile into its stages, line by line: a FROM within a continued command or a heredoc begins none."""

from __future__ import annotations

import re
from typing import NamedTuple

_LINE = re.compile(rb"[^\n]*(?:\n|\Z)")
_FROM = re.compile(rb"[ \t]*FROM(?=[ \t])", re.IGNORECASE)
_ALIAS = re.compile(rb"[ \t]AS[ \t]+(\S+)", re.IGNORECASE)
_HEREDOC = re.compile(rb"<<-?[ \t]*([\"']?)([A-Za-z_][A-Za-z0-9_]*)\1")
_TAKES_HEREDOC = re.compile(rb"[ \t]*(?:ONBUILD[ \t]+)?(?:RUN|COPY|ADD)\b", re.IGNORECASE)
_ESCAPE = re.compile(rb"\A(?:[ \t]*#[^\n]*\n)*?[ \t]*#[ \t]*escape[ \t]*=[ \t]*`", re.IGNORECASE)


class Segment(NamedTuple):
    """What stands before the first stage (no `name`), or a stage: its alias, or else its number from 0. In bytes."""

    start: int
    end: int
    name: str


def cut(data: bytes) -> list[Segment]:
    """The segments in order of position."""
    starts: list[tuple[int, str]] = [(0, "")]
    escape = b"`" if _ESCAPE.match(data) else b"\\"
    continued = False
    ends: list[bytes] = []
    takes = False
    for match in _LINE.finditer(data):
        line = match[0].strip()
        if ends:
            if line == ends[0]:
                del ends[0]
            continue
        if not line or line.startswith(b"#"):
            continue
        if not continued:
            takes = _TAKES_HEREDOC.match(match[0]) is not None
            if _FROM.match(match[0]):
                alias = _ALIAS.search(match[0])
                number = str(len(starts) - 1)
                starts.append((match.start(), alias[1].decode("utf-8", "replace") if alias else number))
        continued = line.endswith(escape)
        if takes and not continued:
            ends = [word for _, word in _HEREDOC.findall(match[0])]
    bounds = [*(start for start, _ in starts[1:]), len(data)]
    found = [
        Segment(start, start + len(data[start:end].rstrip()), name)
        for (start, name), end in zip(starts, bounds, strict=True)
    ]
    return [one for one in found if one.end > one.start]

"""Takes out what a torn end has left open.

A bracket or a string that nothing closes may take the statements around it along: the grammar gives up the whole function. So
what is open is replaced, to the end of the lines that can belong to it, by a character that is an error wherever it stands.
"""

from __future__ import annotations

import re

from penmark.syntax.python.strings import RESYNC, string_end

_TOKEN = re.compile(rb"(?:\r\n?|\n)(?:[ \t\f]*+(?:\r\n?|\n))*+|[()\[\]{}\"']|#[^\r\n]*+|\\(?:\r\n?|\n)?")
_INDENT = re.compile(rb"[ \t\f]*+")
_INK = re.compile(rb"[^\s]")
_PREFIX = re.compile(rb"(?<![\w\x80-\xff])[rRuUbBfFtT]{0,2}\Z")
_OPENING = frozenset(b"([{")
_CLOSING = frozenset(b")]}")
_QUOTES = frozenset(b"\"'")
_NEWLINES = frozenset(b"\r\n")
_MOST = 8


def without_open_ends(text: bytes) -> bytes:
    """`text` with `$` for what is open at no more than a few places. Takes linear time."""
    result = bytearray(text)
    pos = 0
    for _ in range(_MOST):
        span = _next(text, pos)
        if span is None:
            break
        start, pos = span
        result[start:pos] = _INK.sub(b"$", text[start:pos])
    return bytes(result)


def _next(text: bytes, pos: int) -> tuple[int, int] | None:
    """The first range from `pos` on that is open: from a bracket or quote to the end of its lines."""
    opened: list[int] = []
    margin = end = 0
    while match := _TOKEN.search(text, pos):
        at, pos = match.span()
        first = text[at]
        if first in _OPENING:
            if not opened:
                margin, end = _margin(text, at), 0
            opened.append(at)
        elif first in _CLOSING:
            del opened[-1:]
        elif first in _QUOTES:
            pos = string_end(text, at)
            if not _is_closed(text, at, pos):
                prefix = _PREFIX.search(text, max(0, at - 3), at)
                return (opened[0] if opened else at if prefix is None else prefix.start()), pos
        elif first in _NEWLINES and opened:
            line = _INDENT.match(text, pos)
            assert line is not None
            if (
                not end
                and line.end() - pos <= margin
                and text[line.end() : line.end() + 1] not in (b")", b"]", b"}")
            ):
                end = at
            if RESYNC.match(text, line.end()):
                return opened[0], end or at
    return (opened[0], end or len(text)) if opened else None


def _margin(text: bytes, offset: int) -> int:
    """How far the line at `offset` is indented, in bytes."""
    start = max(text.rfind(b"\n", 0, offset), text.rfind(b"\r", 0, offset)) + 1
    indent = _INDENT.match(text, start)
    assert indent is not None
    return indent.end() - start


def _is_closed(text: bytes, start: int, end: int) -> bool:
    quote = text[start : start + 1]
    if text.startswith(quote * 3, start):
        quote *= 3
    return end - start >= 2 * len(quote) and text.endswith(quote, start, end)

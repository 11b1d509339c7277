"""What a torn end has left open.

A bracket or a string that nothing closes may take the statements around it along: the grammar gives up the whole function. So
it is closed where its lines end, or taken out. Either way an error is left there, for that is what it is.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from penmark.syntax.python.strings import RESYNC, string_end

_TOKEN = re.compile(rb"(?:\r\n?|\n)(?:[ \t\f]*+(?:\r\n?|\n))*|[()\[\]{}\"']|#[^\r\n]*+|\\(?:\r\n?|\n)?")
_INDENT = re.compile(rb"[ \t\f]*+")
_INK = re.compile(rb"[^\s]")
_PREFIX = re.compile(rb"(?<![\w\x80-\xff])[rRuUbBfFtT]{0,2}\Z")
_CLOSER = {b"(": b")", b"[": b"]", b"{": b"}"}
_CLOSERS = tuple(_CLOSER.values())
_QUOTES = frozenset(b"\"'")
_NEWLINES = frozenset(b"\r\n")
_ERROR = b"$;"
_MOST = 8


class _Open(NamedTuple):
    """A range that is open: from its outermost bracket, or its quote, to the end of its lines. `tail` would close it."""

    start: int
    end: int
    tail: bytes


def without_open_ends(text: bytes) -> bytes:
    """`text` with errors in place of what is open at no more than a few places. Takes linear time."""
    result = bytearray(text)
    for start, end, _ in _open_ends(text):
        result[start:end] = _INK.sub(b"$", text[start:end])
    return bytes(result)


def closing(text: bytes) -> tuple[tuple[int, bytes], ...]:
    """What would close what is open, and leave an error there: what to insert at which offsets, in order."""
    return tuple((end, tail + _ERROR) for _, end, tail in _open_ends(text))


def _open_ends(text: bytes) -> list[_Open]:
    found: list[_Open] = []
    while len(found) < _MOST:
        one = _next(text, found[-1].end if found else 0)
        if one is None:
            break
        found.append(one)
    return found


def _next(text: bytes, pos: int) -> _Open | None:
    """The first range from `pos` on that is open."""
    opened: list[int] = []
    margin = 0
    last: tuple[int, bytes] | None = None
    commented = -1
    while match := _TOKEN.search(text, pos):
        at, pos = match.span()
        first = text[at]
        if match[0] in _CLOSER:
            if not opened:
                margin, last = _margin(text, at), None
            opened.append(at)
        elif match[0] in _CLOSERS:
            del opened[-1:]
        elif first in _QUOTES:
            pos = string_end(text, at)
            quote = _quote(text, at)
            if pos - at < 2 * len(quote) or not text.endswith(quote, at, pos):
                prefix = _PREFIX.search(text, max(0, at - 3), at)
                start = at if prefix is None else prefix.start()
                field = b"}" if text.rfind(b"{", at, pos) > text.rfind(b"}", at, pos) else b""
                return _Open(opened[0] if opened else start, pos, field + quote + _tail(text, opened))
        elif first in _NEWLINES and opened:
            line = _INDENT.match(text, pos)
            assert line is not None
            tail = _tail(text, opened, commented == at)
            if (
                last is None
                and line.end() - pos <= margin
                and text[line.end() : line.end() + 1] not in _CLOSERS
            ):
                last = at, tail
            if RESYNC.match(text, line.end()):
                return _Open(opened[0], *(last or (at, tail)))
        elif first not in _NEWLINES:
            commented = pos
    if not opened:
        return None
    return _Open(opened[0], *(last or (len(text), _tail(text, opened, commented == len(text)))))


def _quote(text: bytes, offset: int) -> bytes:
    quote = text[offset : offset + 1]
    return quote * 3 if text.startswith(quote * 3, offset) else quote


def _tail(text: bytes, opened: list[int], commented: bool = False) -> bytes:
    """What closes these brackets; behind a comment, on a line of its own."""
    closers = b"".join(_CLOSER[text[offset : offset + 1]] for offset in reversed(opened))
    return b"\n" + closers if commented else closers


def _margin(text: bytes, offset: int) -> int:
    """How far the line at `offset` is indented, in bytes."""
    start = max(text.rfind(b"\n", 0, offset), text.rfind(b"\r", 0, offset)) + 1
    indent = _INDENT.match(text, start)
    assert indent is not None
    return indent.end() - start

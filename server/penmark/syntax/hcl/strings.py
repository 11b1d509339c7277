"""The text of HCL's quoted strings and heredocs, and which byte each of its characters comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from penmark.syntax.config import Scalar

_SPECIAL = re.compile(rb"\\|\$\$\{|%%\{|[^\x00-\x7f]++")
_MARKERS = re.compile(rb"\$\$\{|%%\{|[^\x00-\x7f]++")
_OPENING = re.compile(rb"<<(-?)[A-Za-z_][\w-]*+[ \t]*+\r?\n")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


class _Text:
    """Characters with their places."""

    def __init__(self) -> None:
        self.value: list[str] = []
        self.length = 0
        self.places: list[tuple[int, int]] = []

    def add(self, text: str, offset: int) -> None:
        """Append `text`, whose first character comes from `offset` and which has a byte for each character."""
        if not text:
            return
        if self.places:
            index, start = self.places[-1]
            if offset - start != self.length - index:
                self.places.append((self.length, offset))
        else:
            self.places.append((0, offset))
        self.value.append(text)
        self.length += len(text)

    def scalar(self, start: int, end: int) -> Scalar:
        return Scalar(start, end, "".join(self.value), tuple(self.places))


def quoted(source: bytes, start: int, end: int) -> Scalar:
    """The literal text of a quoted string between `start` and `end`, unescaped."""
    text = _Text()
    position = start
    while position < end:
        match = _SPECIAL.search(source, position, end)
        stop = match.start() if match else end
        text.add(source[position:stop].decode("ascii", "replace"), position)
        if match is None:
            break
        position = _escape(source, stop, end, text) if match.group() == b"\\" else _marker(match, text)
    return text.scalar(start, end)


def heredoc_range(source: bytes, start: int, end: int) -> tuple[int, int, bool] | None:
    """Where the text of the heredoc at `start` … `end` begins and ends, and whether its indentation is taken off."""
    opening = _OPENING.match(source, start, end)
    if opening is None:
        return None
    closing = source.rfind(b"\n", start, end) + 1
    return opening.end(), max(opening.end(), closing), bool(opening.group(1))


def heredoc_parts(source: bytes, gaps: Sequence[tuple[int, int]], *, flush: bool) -> list[Scalar]:
    """The literal texts of a heredoc, which stand in `gaps`; with `flush`, without the indentation that all lines share."""
    indent = _indent(source, gaps) if flush else 0
    found: list[Scalar] = []
    at_line_start = True
    for start, end in gaps:
        text = _Text()
        position = start
        while position < end:
            line_end = source.find(b"\n", position, end)
            line_end = end if line_end < 0 else line_end + 1
            if at_line_start:
                position += min(indent, _leading(source, position, line_end))
            _literal(source, position, line_end, text)
            at_line_start = source[line_end - 1 : line_end] == b"\n"
            position = line_end
        at_line_start = False if start < end and source[end - 1 : end] != b"\n" else at_line_start
        found.append(text.scalar(start, end))
        at_line_start = False
    return found


def _literal(source: bytes, position: int, end: int, text: _Text) -> None:
    while position < end:
        match = _MARKERS.search(source, position, end)
        stop = match.start() if match else end
        text.add(source[position:stop].decode("ascii", "replace"), position)
        if match is None:
            return
        position = _marker(match, text)


def _marker(match: re.Match[bytes], text: _Text) -> int:
    """`$${` stands for `${`; a run that is not ASCII has characters of several bytes."""
    found = match.group()
    if found[0] < 0x80:
        text.add(found[1:].decode(), match.start() + 1)
        return match.end()
    offset = match.start()
    for character in found.decode("utf-8", "replace"):
        text.add(character, offset)
        offset += len(character.encode())
    return match.end()


def _escape(source: bytes, position: int, end: int, text: _Text) -> int:
    letter = source[position + 1 : position + 2].decode("latin-1") if position + 1 < end else ""
    if letter in _ESCAPES and letter:
        text.add(_ESCAPES[letter], position)
        return position + 2
    digits = {"u": 4, "U": 8}.get(letter, 0)
    if digits:
        code = source[position + 2 : min(position + 2 + digits, end)]
        try:
            text.add(chr(int(code, 16)), position)
            return position + 2 + digits
        except (ValueError, OverflowError):
            pass
    text.add("\\", position)
    return position + 1


def _indent(source: bytes, gaps: Sequence[tuple[int, int]]) -> int:
    """The least indentation of the lines that are not empty."""
    least: int | None = None
    begin = gaps[0][0]
    for index, (start, end) in enumerate(gaps):
        position = start
        while position <= end:
            first = position == start
            line_end = source.find(b"\n", position, end)
            stop = end if line_end < 0 else line_end
            if not first or start == begin:
                leading = _leading(source, position, stop)
                ends_here = position + leading == stop and (line_end >= 0 or index == len(gaps) - 1)
                if not ends_here and (least is None or leading < least):
                    least = leading
            if line_end < 0:
                break
            position = line_end + 1
    return least or 0


def _leading(source: bytes, start: int, end: int) -> int:
    position = start
    while position < end and source[position : position + 1] in (b" ", b"\t"):
        position += 1
    return position - start

"""Positions of the Language Server Protocol: lines from 0, characters in units of the encoding that was negotiated."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from penmark.text.document import Document


class Encoding(StrEnum):
    """What a `character` counts (LSP 3.17, `PositionEncodingKind`): bytes, 16-bit units, or code points."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


class Position(NamedTuple):
    """A line from 0 and a character in units of an encoding."""

    line: int
    character: int


def to_offset(document: Document, line: int, character: int, encoding: Encoding) -> int:
    """The byte offset of a position.

    Clamped as the protocol says: behind the end of a line to the end of its text, behind the last line to the end of the
    document. A position inside a character is its beginning.
    """
    if line < 0:
        return 0
    if line >= len(document.lines):
        return len(document.data)
    start, end = document.lines.start_of(line), document.line_end(line)
    if character <= 0:
        return start
    text = document.data[start:end]
    if encoding is Encoding.UTF8 or text.isascii():
        return _beginning(text, min(character, len(text))) + start
    return start + _bytes_of(text.decode(errors="replace"), character, encoding)


def to_position(document: Document, offset: int, encoding: Encoding) -> Position:
    """The position of a byte offset; inside a character, that of its beginning; outside of the text, clamped."""
    offset = min(max(offset, 0), len(document.data))
    line = document.lines.line_of(offset)
    start = document.lines.start_of(line)
    before = document.data[start:offset]
    if encoding is Encoding.UTF8:
        whole = document.data[start : document.line_end(line)]
        return Position(
            line, _beginning(whole, offset - start) if offset - start < len(whole) else offset - start
        )
    if before.isascii():
        return Position(line, len(before))
    text = before.decode(errors="ignore")
    return Position(line, len(text) if encoding is Encoding.UTF32 else len(text) + _astral(text))


def _beginning(text: bytes, index: int) -> int:
    """The index of the beginning of the character that the byte at `index` belongs to."""
    while 0 < index < len(text) and text[index] & 0xC0 == 0x80:
        index -= 1
    return index


def _bytes_of(text: str, units: int, encoding: Encoding) -> int:
    """How many bytes the characters take that begin and end within the first `units` units."""
    if encoding is Encoding.UTF32:
        return len(text[:units].encode())
    if not _astral(text[:units]):
        return len(text[:units].encode())
    taken = 0
    for index, character in enumerate(text):
        taken += 2 if character > "\uffff" else 1
        if taken > units:
            return len(text[:index].encode())
    return len(text.encode())


def _astral(text: str) -> int:
    """How many of the characters take two 16-bit units."""
    return sum(character > "\uffff" for character in text)

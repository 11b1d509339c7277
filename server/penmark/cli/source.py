"""Texts as they may be shown: with lines and columns, and without their secrets."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass

from penmark.text.document import Document
from penmark.text.span import Span
from penmark.workspace.checking import Text

HIDDEN = "…"
_LONG_ENOUGH = 20
_FIRST = 4


@dataclass(frozen=True, slots=True)
class Position:
    """Line and column, from 0. The column counts code points; `utf16` the same in UTF-16 code units."""

    line: int
    column: int
    utf16: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to be shown for the bytes `[start, end)` of a text. `secret` if it stands for a part of a secret."""

    text: str
    start: int
    end: int
    secret: bool = False


class SourceText:
    """One text. Offsets are bytes."""

    def __init__(self, text: Text) -> None:
        self.data = text.data
        self.lines = Document("", 0, "text", text.data).lines
        self._hidden = _hidden(text.secrets)
        self._starts = [span.start for span in self._hidden]
        self._values = sorted(
            {value for span in self._hidden if len(value := self._decoded(*span)) >= _FIRST},
            key=len,
            reverse=True,
        )

    def position(self, offset: int) -> Position:
        """Where an offset stands; clamped to the text."""
        offset = min(max(offset, 0), len(self.data))
        line = self.lines.line_of(offset)
        before = self._decoded(self.lines.start_of(line), offset)
        return Position(line, len(before), len(before.encode("utf-16-le", errors="replace")) // 2)

    def line_span(self, line: int) -> Span:
        """A line without its line break."""
        start = self.lines.start_of(line)
        end = self.lines.start_of(line + 1) if line + 1 < len(self.lines) else len(self.data)
        return Span(start, start + len(self.data[start:end].rstrip(b"\r\n")))

    def pieces(self, span: Span) -> Iterator[Piece]:
        """The text of `span` in order, with one piece in place of the hidden part of each secret."""
        position = span.start
        index = max(0, bisect.bisect_right(self._starts, span.start) - 1)
        for hidden in self._hidden[index:]:
            if hidden.start >= span.end:
                break
            start, end = max(hidden.start, position), min(hidden.end, span.end)
            if start >= end:
                continue
            yield Piece(self._decoded(position, start), position, start)
            yield Piece(HIDDEN, start, end, secret=True)
            position = end
        yield Piece(self._decoded(position, span.end), position, span.end)

    def shown(self, span: Span) -> str:
        """The text of `span` without its secrets."""
        return "".join(piece.text for piece in self.pieces(span))

    def cleaned(self, text: str) -> str:
        """`text`, which may quote this one, without its secrets."""
        for value in self._values:
            text = text.replace(value, HIDDEN)
        return text

    def _decoded(self, start: int, end: int) -> str:
        return self.data[start:end].decode(errors="replace")


def _hidden(secrets: tuple[Span, ...]) -> list[Span]:
    """The parts of secrets that are not shown, in order and without overlaps: all but the first characters of long ones."""
    parts = [Span(start + (_FIRST if end - start >= _LONG_ENOUGH else 0), end) for start, end in secrets]
    merged: list[Span] = []
    for start, end in sorted(part for part in parts if part.start < part.end):
        if merged and start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, end))
        else:
            merged.append(Span(start, end))
    return merged

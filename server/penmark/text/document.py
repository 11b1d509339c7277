"""Documents: immutable, versioned snapshots of text."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from penmark.text.lines import LineIndex
from penmark.text.span import Span

_MOST_REMEMBERED = 64
_serials = itertools.count(1)


class Change(NamedTuple):
    """The bytes [start, old_end) became [start, new_end)."""

    start: int
    old_end: int
    new_end: int


class Document:
    """One version of a text: immutable.

    `data` is UTF-8, and valid: whoever makes a document replaces what is not. `version` is the editor's. `serial` tells every
    document of this process from every other.
    """

    __slots__ = ("_history", "_lines", "data", "language", "serial", "uri", "version")

    def __init__(self, uri: str, version: int, language: str, data: bytes) -> None:
        self.uri = uri
        self.version = version
        self.language = language
        self.data = data
        self.serial = next(_serials)
        self._lines: LineIndex | None = None
        self._history: tuple[tuple[int, tuple[Change, ...]], ...] = ()

    @property
    def lines(self) -> LineIndex:
        """Where the lines start."""
        if self._lines is None:
            self._lines = LineIndex(self.data)
        return self._lines

    def edit(self, changes: Sequence[tuple[Span, bytes]], version: int) -> Document:
        """The next version: each change applies to the text that the one before it left.

        Offsets outside of the text are clamped to it, and an end before its start to the start.
        """
        data, lines = self.data, self.lines
        made: list[Change] = []
        for span, text in changes:
            start = min(max(span.start, 0), len(data))
            end = min(max(span.end, start), len(data))
            data = b"".join((data[:start], text, data[end:]))
            change = Change(start, end, start + len(text))
            lines = lines.edited(data, *change)
            made.append(change)
        new = Document(self.uri, version, self.language, data)
        new._lines = lines
        new._history = (*self._history[1 - _MOST_REMEMBERED :], (self.serial, tuple(made)))
        return new

    def changes_since(self, earlier: Document) -> tuple[Change, ...] | None:
        """The changes that lead from `earlier` to this version, in order; None if it is no known ancestor."""
        if earlier.serial == self.serial:
            return ()
        for index in range(len(self._history) - 1, -1, -1):
            if self._history[index][0] == earlier.serial:
                return tuple(change for _, changes in self._history[index:] for change in changes)
        return None

    def slice(self, span: Span) -> str:
        """The text of a span; bytes of a character that it cuts are replaced."""
        return self.data[span.start : span.end].decode(errors="replace")

    def line_end(self, line: int) -> int:
        """The byte offset at which `line` (from 0) ends, before its line break. Raises IndexError where there is none."""
        lines, data = self.lines, self.data
        start = lines.start_of(line)
        if line + 1 == len(lines):
            return len(data)
        end = lines.start_of(line + 1) - 1
        return end - 1 if end > start and data[end] == 0x0A and data[end - 1] == 0x0D else end

"""Where lines start."""

from __future__ import annotations

import re
from bisect import bisect_right

_BREAK = re.compile(rb"\r\n?|\n")


class LineIndex:
    r"""The byte offsets at which the lines of a text start. Lines end at `\n`, `\r\n` and `\r` only.

    Immutable. The starts from line `moved` on are stored `delta` bytes too low, so that an edit which adds and removes no
    line break shares its list with the version before: a key typed in a long document costs no walk over its lines.
    """

    __slots__ = ("_delta", "_moved", "_starts")

    def __init__(self, data: bytes) -> None:
        self._starts: list[int] = [0, *(match.end() for match in _BREAK.finditer(data))]
        self._moved = len(self._starts)
        self._delta = 0

    def __len__(self) -> int:
        return len(self._starts)

    def start_of(self, line: int) -> int:
        """The byte offset at which `line` (from 0) starts. Raises IndexError where there is no such line."""
        return self._starts[line] + (self._delta if line >= self._moved else 0)

    def line_of(self, offset: int) -> int:
        """The line (from 0) in which the byte at `offset` stands; the last one for an offset at or behind the end."""
        starts, moved = self._starts, self._moved
        if moved == len(starts) or offset < starts[moved] + self._delta:
            return bisect_right(starts, offset, 0, moved) - 1
        return bisect_right(starts, offset - self._delta, moved) - 1

    def edited(self, data: bytes, start: int, old_end: int, new_end: int) -> LineIndex:
        """The index of `data`, which is the text of this one with [start, old_end) replaced by [start, new_end)."""
        # A `\r` just before the edit may have been joined with, or parted from, a `\n`.
        first = self.line_of(max(0, start - 1))
        keep = self.line_of(old_end) + 1
        fresh = [
            match.end()
            for match in _BREAK.finditer(data, self.start_of(first), min(len(data), new_end + 1))
            if match.end() <= new_end
        ]
        shift = new_end - old_end
        new = object.__new__(LineIndex)
        same = len(fresh) == keep - first - 1 and fresh == [
            self.start_of(line) for line in range(first + 1, keep)
        ]
        if same and (self._moved == keep or not self._delta):
            new._starts, new._moved, new._delta = self._starts, keep, self._delta + shift
            return new
        settled = self._settled()
        head = settled[: first + 1] + fresh
        new._starts, new._moved, new._delta = head + settled[keep:], len(head), shift
        return new

    def _settled(self) -> list[int]:
        """All starts as they are."""
        if not self._delta:
            return self._starts
        delta = self._delta
        return self._starts[: self._moved] + [start + delta for start in self._starts[self._moved :]]

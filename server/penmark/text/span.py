"""Byte ranges."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of UTF-8 byte offsets: of a Document, or relative to the start of a part of one."""

    start: int
    end: int

    def shifted(self, offset: int) -> Span:
        """The same range, `offset` bytes later."""
        return Span(self.start + offset, self.end + offset)

    def touches(self, other: Span) -> bool:
        """Whether the ranges overlap or meet; an empty range touches what it stands in or beside."""
        return self.start <= other.end and other.start <= self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies inside this range."""
        return self.start <= other.start and other.end <= self.end

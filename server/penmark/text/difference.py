"""The edits between two versions of a text of which only the ends are known."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import accumulate

from penmark.text.span import Span

Replacement = tuple[Span, bytes]

_MOST_LINES = 5_000
"""Comparing takes time that can grow with the square of the lines; where more of them differ, they are replaced as one."""


def difference(before: bytes, after: bytes) -> tuple[Replacement, ...]:
    """The replacements that turn `before` into `after`: in order, without overlaps, all speaking of offsets in `before`.

    Lines that are the same stay untouched (E. W. Myers' idea by way of difflib's longest matching blocks); of a group of
    lines that differ only what lies between their common ends is replaced, cut between characters of UTF-8.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    offset = sum(map(len, old[:head]))
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(old) + len(new) > _MOST_LINES:
        return _trimmed(offset, b"".join(old), b"".join(new))
    starts = [*accumulate(map(len, old), initial=offset)]
    found: list[Replacement] = []
    for kind, low, high, first, last in SequenceMatcher(None, old, new).get_opcodes():
        if kind != "equal":
            found += _trimmed(starts[low], b"".join(old[low:high]), b"".join(new[first:last]))
    return tuple(found)


def _common(one: list[bytes], other: list[bytes]) -> int:
    """How many lines both begin with."""
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count


def _trimmed(offset: int, old: bytes, new: bytes) -> tuple[Replacement, ...]:
    """What is left to replace of `old`, which stands at `offset`, less what it has in common with `new` at either end."""
    if old == new:
        return ()
    shortest = min(len(old), len(new))
    head = next((index for index in range(shortest) if old[index] != new[index]), shortest)
    while head and _within_character(old, head) | _within_character(new, head):
        head -= 1
    most = shortest - head
    tail = next((index for index in range(most) if old[-1 - index] != new[-1 - index]), most)
    while tail and _within_character(old, len(old) - tail) | _within_character(new, len(new) - tail):
        tail -= 1
    return ((Span(offset + head, offset + len(old) - tail), new[head : len(new) - tail]),)


def _within_character(data: bytes, index: int) -> bool:
    """Whether `index` lies inside of a character, or between `\\r` and `\\n`."""
    if index >= len(data):
        return False
    return data[index] & 0xC0 == 0x80 or (data[index] == 0x0A and index > 0 and data[index - 1] == 0x0D)

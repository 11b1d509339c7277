"""Cuts HCL into its top-level blocks, without a grammar.

A grammar's error recovery lets one missing quote swallow the blocks after it; and while a person types, a quote is always
missing. So blocks are found first, by brackets, quotes, heredocs and comments alone, and each is parsed on its own: what is
broken in one block stays there. A quote that its line does not close ends with the line, and a line at the left margin
that can only be the head of a top-level block begins one, whatever was left open before it.

After an edit only the text around it is scanned again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from penmark.text.span import Span


class Segment(NamedTuple):
    """One top-level item: `start` and `end` are byte offsets; `wounds` where something is not closed, relative to `start`.

    `parsable` is the item's text with everything closed, each byte at its own offset, so that a parser can read it.
    """

    start: int
    end: int
    wounds: tuple[int, ...]
    parsable: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A run of text that begins and ends between top-level items; positions are relative to its start.

    `local` says that it depends on its own text alone, not on what stands behind it.
    """

    length: int
    segments: tuple[Segment, ...]
    comments: tuple[Span, ...]
    local: bool


# What follows may be any text: every alternative begins with a character of its own, and what it repeats is possessive.
_SPACE = re.compile(rb"[ \t\r\n\f\v]*+")
_TOKEN = re.compile(rb'["#{}\[\]()\n]|//|/\*|<<')
_STRING = re.compile(rb'(?:[^"\\\n$%]++|\\[^\n]|\$\$\{|%%\{|\$(?!\{)|%(?!\{))*')
_HEREDOC = re.compile(rb"<<-?([A-Za-z_][\w-]*+)[ \t]*+\r?\n")
_HEAD = re.compile(
    rb"(?:(?:resource|data|ephemeral)[ \t]++\"[\w-]*+\"[ \t]++\"[\w-]*+\""
    rb"|(?:variable|output|module|provider|check)[ \t]++\"[\w-]*+\""
    rb"|locals|terraform|moved|removed|import)[ \t]*+\{"
)
_HEAD_LETTERS = frozenset(b"rdevompclti")
_HEREDOC_BYTES = 1 << 18
"""How long a heredoc can be: what is not closed before is not looked for further, so that many such cost little."""
_HASH = ord("#")
_CLOSERS = {b"{": b"}", b"[": b"]", b"(": b")"}
_INTERPOLATION = b'}"'


def cut(
    data: bytes, before: Sequence[tuple[int, Cut]] = (), between: tuple[int, int, int] | None = None
) -> list[tuple[int, Cut]]:
    """All cuts of `data` with their offsets.

    `before` are those of an earlier text, of which the range `between` (start, end there, end here) was replaced: where
    nothing has changed, the very same cuts are given again.
    """
    found: list[tuple[int, Cut]] = []
    start, old_end, new_end = between if between is not None else (0, 0, len(data))
    known = before if between is not None else ()
    offsets = [offset for offset, _ in known]
    delta = new_end - old_end
    position, size = 0, len(data)
    while position < size:
        if position < start:
            index = bisect_left(offsets, position)
            taken = _unchanged(known, index, position, start)
            if taken > index:
                found += known[index:taken]
                position = known[taken - 1][0] + known[taken - 1][1].length
                continue
        elif position >= new_end and known:
            index = bisect_left(offsets, position - delta)
            if index < len(offsets) and offsets[index] == position - delta:
                found += [(offset + delta, run) for offset, run in known[index:]] if delta else known[index:]
                break
        run = _scan(data, position)
        found.append((position, run))
        position += run.length
    return found


def _unchanged(known: Sequence[tuple[int, Cut]], index: int, position: int, start: int) -> int:
    """The index behind the last of the cuts from `index` on that end before `start` and depend on nothing behind them."""
    if index >= len(known) or known[index][0] != position:
        return index
    while index < len(known) and known[index][1].local and known[index][0] + known[index][1].length < start:
        index += 1
    return index


def _scan(data: bytes, start: int) -> Cut:
    """The run that begins at `start`.

    It normally ends with the next line that begins with `}`: how top-level blocks are written nearly always.
    """
    brace = data.find(b"\n}", start)
    stop = len(data) if brace < 0 else data.find(b"\n", brace + 1) + 1 or len(data)
    scanner = _Scanner(data)
    segments: list[Segment] = []
    end = start
    while end < stop:
        position = scanner.skip(end, stop)
        if position >= stop:
            end = position
            break
        segment = scanner.item(position)
        segments.append(Segment(segment.start - start, segment.end - start, segment.wounds, segment.parsable))
        end = segment.end
    comments = tuple(span.shifted(-start) for span in scanner.comments)
    # Where an item that is not closed ends, the text behind it has decided; and at the end of the text, more may follow.
    torn = any(segment.wounds for segment in segments)
    return Cut(end - start, tuple(segments), comments, scanner.local and not torn and end < len(data))


class _Scanner:
    """Finds the end of top-level items. `local` becomes False when it had to look at the whole rest of the text."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.local = True
        self.comments: list[Span] = []

    def skip(self, position: int, stop: int) -> int:
        """The first byte at or after `position` that is no white space and in no comment; `stop` if that comes first."""
        data = self.data
        while True:
            match = _SPACE.match(data, position, stop)
            position = match.end() if match else position
            if position >= stop:
                return position
            if data[position] == _HASH or data.startswith(b"//", position):
                position = self._line_comment(position)
            elif data.startswith(b"/*", position):
                position = self._comment(position)
            else:
                return position

    def item(self, start: int) -> Segment:
        """The item that begins at `start`."""
        data, size = self.data, len(self.data)
        stack: list[bytes] = []
        wounds: list[int] = []
        patches: list[tuple[int, bytes]] = []
        tail = b""
        position = end = start
        while True:
            match = _TOKEN.search(data, position)
            if match is None:
                end = size
                break
            token, position = match.group(), match.end()
            if token == b"\n":
                at = match.start()
                if not stack:
                    end = at
                    break
                if stack[-1] is _INTERPOLATION:
                    stack.pop()
                    wounds.append(at)
                    patches.append((at, _INTERPOLATION))
                if position < size and data[position] in _HEAD_LETTERS and _HEAD.match(data, position):
                    end = at
                    break
            elif token == b'"':
                position = self._string(position, stack, wounds, patches)
            elif token in _CLOSERS:
                stack.append(_CLOSERS[token])
            elif token in (b"#", b"//"):
                position = self._line_comment(match.start())
            elif token == b"/*":
                position = self._comment(match.start())
            elif token == b"<<":
                position, tail = self._heredoc(match.start(), wounds)
                if tail:
                    end = position
                    break
            else:
                position = self._close(token, position, stack, wounds, patches)
        while end > start and data[end - 1] in b" \t\r\n":
            end -= 1
        if stack:
            wounds.append(max(start, end - 1))
        return self._segment(start, end, stack, tail, wounds, patches)

    def _segment(
        self,
        start: int,
        end: int,
        stack: list[bytes],
        tail: bytes,
        wounds: list[int],
        patches: list[tuple[int, bytes]],
    ) -> Segment:
        text = self.data[start:end]
        if not wounds:
            return Segment(start, end, (), text)
        mended = bytearray(text)
        for at, patch in patches:
            offset = at - start
            if offset >= len(text):
                mended += patch
            elif offset + len(patch) <= len(text) and text[offset : offset + len(patch)].isspace():
                mended[offset : offset + len(patch)] = patch
        mended += b"\n" + tail + b"".join(reversed(stack))
        return Segment(start, end, tuple(min(at, end - 1) - start for at in wounds), bytes(mended))

    def _string(
        self, position: int, stack: list[bytes], wounds: list[int], patches: list[tuple[int, bytes]]
    ) -> int:
        """From inside a quoted string to behind its end, or into its next interpolation."""
        data = self.data
        match = _STRING.match(data, position)
        assert match is not None
        end = match.end()
        following = data[end : end + 1]
        if following == b'"':
            return end + 1
        if following in (b"$", b"%"):
            stack.append(_INTERPOLATION)
            return end + 2
        wounds.append(end)
        patches.append((end, b'"'))
        return end

    def _close(
        self,
        token: bytes,
        position: int,
        stack: list[bytes],
        wounds: list[int],
        patches: list[tuple[int, bytes]],
    ) -> int:
        """Behind a closing bracket, and behind the string that an interpolation's stands in."""
        while stack:
            top = stack[-1]
            if top is _INTERPOLATION:
                if token != b"}":
                    return position
                stack.pop()
                return self._string(position, stack, wounds, patches)
            if top == token:
                stack.pop()
                return position
            if token not in stack:
                return position
            stack.pop()
        return position

    def _line_comment(self, position: int) -> int:
        end = self.data.find(b"\n", position)
        if end < 0:
            end = len(self.data)
        text_end = end - 1 if self.data[end - 1 : end] == b"\r" else end
        self.comments.append(Span(position, text_end))
        return end

    def _comment(self, position: int) -> int:
        end = self.data.find(b"*/", position + 2)
        if end < 0:
            self.local = False
            return position + 2
        self.comments.append(Span(position, end + 2))
        return end + 2

    def _heredoc(self, position: int, wounds: list[int]) -> tuple[int, bytes]:
        """Behind the heredoc that begins at `position`.

        If it is never closed, or only where another one of the same name is, it ends before the next head of a block, and
        what would close it is given.
        """
        data = self.data
        opening = _HEREDOC.match(data, position)
        if opening is None:
            return position + 2, b""
        name = opening.group(1)
        closing = re.compile(rb"\n[ \t]*+" + re.escape(name) + rb"[ \t]*+\r?(?=\n|\Z)").search(
            data, opening.end() - 1, opening.end() + _HEREDOC_BYTES
        )
        if closing is not None:
            again = re.compile(rb"<<-?" + re.escape(name) + rb"[ \t]*+\r?\n").search(
                data, opening.end(), closing.start()
            )
            if again is None:
                return closing.end(), b""
        self.local = False
        wounds.append(position)
        end = opening.end() - 1
        while True:
            end = data.find(b"\n", end)
            if end < 0:
                return len(data), name + b"\n"
            if _HEAD.match(data, end + 1):
                return end, name + b"\n"
            end += 1

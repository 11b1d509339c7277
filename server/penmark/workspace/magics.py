"""What IPython adds to Python, hidden from the analysis of a notebook's cell.

`%magic`, `!shell`, `name?` and cells like `%%bash` become comments, `x = !ls` the value of a name that nobody knows. The result has as
many bytes as the cell and the same line breaks, so that every position in it is one in the cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from penmark.syntax.python.strings import RESYNC, string_end
from penmark.text.span import Span

_OF_PYTHON = frozenset({b"capture", b"debug", b"prun", b"time", b"timeit"})
"""Cell magics whose cell is Python that runs in the notebook itself."""

_CELL = re.compile(rb"\s*+(?P<mark>%%)(?P<name>[\w.]++)(?!\?)[^\r\n]*+")
_LINE = re.compile(rb"(?P<indent>[ \t\f]*+)(?P<text>[^\r\n]*+)(?:\r\n?|\n|\Z)")
_ESCAPES = frozenset(b"%!?,;/")
"""What no statement of Python begins with, and a line for IPython may."""

_HELP = re.compile(
    rb"%{0,2}+(?:[A-Za-z_*]|[\x80-\xff])[\w*.\x80-\xff]*+(?:\[\d++\][\w*.\x80-\xff]*+)*\?{1,2}+[ \t]*+"
)
_TIMED = re.compile(
    rb"%time(?:it)?[ \t]++(?![-%!?@#]|(?:for|while|if|with|def|class|try|async|match)\b)(?=[^\r\n])"
)
_TIMED_VALUE = re.compile(rb"%time[ \t]++(?![-%!?@#])(?=[^\r\n])")
_TOKEN = re.compile(rb"\r\n?|\n|[()\[\]{}\"']|#[^\r\n]*+|\\(?:\r\n?|\n)?|=[ \t]*+(?=[%!])")
_INDENT = re.compile(rb"[ \t\f]*+")
_ASCII = 0x80
_BACKSLASH, _HASH, _PERCENT, _UNKNOWN = b"\\#%_"


@dataclass(frozen=True, slots=True)
class Masked:
    """A cell as Python reads it. `kept` are the lines for IPython, which no edit may touch: spans without the line break."""

    data: bytes
    kept: tuple[Span, ...] = ()

    def allows(self, span: Span) -> bool:
        """Whether the bytes of `span` may be replaced; a new line may always be put before one that is kept."""
        return not any(span.start <= line.end and span.end > line.start for line in self.kept)


def mask(data: bytes) -> Masked:
    """The cell with the text `data` (UTF-8), in linear time."""
    return _Mask(data).run()


class _Mask:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._out = bytearray(data)
        self._kept: list[Span] = []

    def run(self) -> Masked:
        pos = 0
        cell = _CELL.match(self._data)
        if cell is not None:
            self._out[slice(*cell.span("mark"))] = (
                b"#!"  # what follows a line with this mark never goes before it
            )
            pos = cell.end()
            # It has to stay the first line of its cell.
            self._kept.append(Span(-1, pos))
            if cell["name"] not in _OF_PYTHON:
                self._comment_all(pos)
                return Masked(bytes(self._out), (Span(-1, len(self._data)),))
        while pos < len(self._data):
            pos = self._line(pos)
        return Masked(bytes(self._out), tuple(self._kept)) if self._kept else Masked(self._data)

    def _line(self, start: int) -> int:
        """Masks the logical line that begins at `start`; where the next one begins."""
        line = _LINE.match(self._data, start)
        assert line is not None
        at, end = line.span("text")
        if at == end:
            return line.end()
        first = self._data[at]
        if first == _PERCENT and self._timed(_TIMED, at, end, b"if 1:"):
            self._kept.append(Span(start, end))
            return line.end()
        if first in _ESCAPES or _HELP.fullmatch(self._data, at, end):
            if at > start:  # it may be all that its block has
                self._value(at, end)
            else:
                self._comment(at, end)
            return self._joined(start, end)
        read = _statement(self._data, at, start)
        return read.end if read.escape is None else self._assigned(read.line, read.escape)

    def _assigned(self, start: int, escape: int) -> int:
        """`x = !ls` as `x = _`, and `x = %time f()` as `x = f()`; `start` is where the line begins."""
        end = self._end_of_line(escape)
        if not self._timed(_TIMED_VALUE, escape, end, b""):
            self._value(escape, end)
        return self._joined(start, end)

    def _timed(self, pattern: re.Pattern[bytes], at: int, end: int, instead: bytes) -> bool:
        """Puts `instead` in the place of `%time` in the line [at, end), if what follows is whole."""
        prefix = pattern.match(self._data, at)
        if prefix is None:
            return False
        # The line alone is read, lest lines that leave brackets open make each other be read again and again.
        read = _statement(self._data[prefix.end() : end], 0, 0)
        if read.escape is not None or read.depth or self._data[end - 1] == _BACKSLASH:
            return False
        self._out[at : prefix.end()] = instead.ljust(prefix.end() - at)
        return True

    def _joined(self, start: int, end: int) -> int:
        """Keeps the line [start, end) and hides those to which a backslash joins it; where the next one begins."""
        self._kept.append(Span(start, end))
        while self._data[end - 1 : end] == b"\\" and end < len(self._data):
            start = self._after_break(end)
            end = self._end_of_line(start)
            if end == start:
                break
            self._comment(start, end)
            self._kept.append(Span(start, end))
        return self._after_break(end)

    def _value(self, start: int, end: int) -> None:
        """A name that nothing binds, in place of what begins with the one byte at `start`."""
        if self._data[start] >= _ASCII:
            self._comment(start, end)
            return
        self._out[start] = _UNKNOWN
        if end > start + 1:
            self._comment(start + 1, end)

    def _comment(self, start: int, end: int) -> None:
        if self._data[start] < _ASCII:
            self._out[start] = _HASH
        else:  # its character has more bytes than a `#`
            self._out[start:end] = b" " * (end - start)

    def _comment_all(self, pos: int) -> None:
        while pos < len(self._data):
            end = self._end_of_line(pos)
            if self._data[pos:end].strip():
                self._comment(pos, end)
            pos = self._after_break(end)

    def _end_of_line(self, at: int) -> int:
        line = _LINE.match(self._data, at)
        assert line is not None
        return line.end("text")

    def _after_break(self, end: int) -> int:
        return end + (2 if self._data.startswith(b"\r\n", end) else end < len(self._data))


class _Read(NamedTuple):
    """A statement that was read: where it ends with its line, or where a value for IPython begins in it.

    `line` is the beginning of the line there, `depth` how many brackets are open.
    """

    end: int
    escape: int | None
    line: int
    depth: int


def _statement(data: bytes, pos: int, line: int) -> _Read:
    """Reads on from `pos`, in the line that begins at `line`."""
    depth = 0
    while True:
        token = _TOKEN.search(data, pos)
        if token is None:
            return _Read(len(data), None, line, depth)
        at, pos = token.span()
        first = data[at : at + 1]
        if first in b"\r\n":
            indent = _INDENT.match(data, pos)
            if not depth or RESYNC.match(data, pos if indent is None else indent.end()):
                return _Read(pos, None, line, depth)
            line = pos
        elif first in b"\"'":
            pos = string_end(data, at)
        elif first in b"([{":
            depth += 1
        elif first in b")]}":
            depth = max(0, depth - 1)
        elif first == b"=" and not depth:
            return _Read(pos, pos, line, depth)
        elif first == b"\\" and pos > at + 1:
            line = pos

"""Cuts Python into the pieces that are read on their own, without a grammar.

A cut stands before a statement at the top level or directly in the body of a top-level class. It is found by indentation,
brackets, strings and comments alone, and each piece is parsed by itself. So what a person is in the middle of typing
breaks its own piece only, where a grammar's recovery may drop whole functions after it; the facts of a piece follow from
its text and not from the way the text came about; and after an edit only the pieces around it are scanned and parsed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from penmark.syntax.python.strings import RESYNC, string_end
from penmark.text.span import Span


class ClassScope(NamedTuple):
    """The class whose body may go on: its name and the columns of its head and of its body (-1: not begun)."""

    name: str
    column: int
    body: int


class Segment(NamedTuple):
    """A piece of the text. Together, in order, the segments are the whole text.

    `kind` is that of a Part, or "" for what has no statement (comments, a docstring). `text` is what its part
    holds: from the beginning of its first line to the end of its last statement; `length` (bytes) goes on to the
    next segment. `scope` is the class in force before it. `comments` are relative to its start.
    """

    length: int
    kind: str
    owner: str
    text: bytes
    scope: ClassScope | None
    comments: tuple[Span, ...]


_END = rb"(?![\w\x80-\xff])"
_LINE = re.compile(
    rb"(?P<indent>[ \t\f]*+)(?:(?P<blank>\r\n?|\n|\Z)|(?P<comment>#[^\r\n]*+)"
    rb"|(?P<clause>(?:else|elif|except|finally)" + _END + rb")|(?P<decorator>@)"
    rb"|(?P<function>(?:async[ \t]++)?def" + _END + rb")|(?P<class>class" + _END + rb"))?"
)
_NAME = re.compile(rb"[ \t]*+((?:[A-Za-z_]|[\x80-\xff])(?:\w|[\x80-\xff])*+)")
# Brackets with nothing but words and operators between them, and short strings without a prefix, are one token: most are so.
_TOKENS = (
    rb"[(\[{](?:(?<=\()[^()\[\]{}\"'#\\\r\n]*+\)|(?<=\[)[^()\[\]{}\"'#\\\r\n]*+\])?|[)\]}]"
    rb"|\"(?:(?<![fFtTrR].)(?!\"\")[^\"\\\r\n]*+\")?|'(?:(?<![fFtTrR].)(?!'')[^'\\\r\n]*+')?"
    rb"|#[^\r\n]*+|\\(?:\r\n?|\n)?"
)
_TOKEN = re.compile(rb"(?:\r\n?|\n)(?:[ \t\f]*+(?:\r\n?|\n))*|" + _TOKENS)
_INDENT = re.compile(rb"[ \t\f]*+")
_STRING = re.compile(rb"[rRuUbB]{0,2}[\"']")
_BOM = b"\xef\xbb\xbf"
_ANYWHERE = 1 << 30
_OPENING = frozenset(b"([{")
_CLOSING = frozenset(b")]}")
_QUOTES = frozenset(b"\"'")
_NEWLINES = frozenset(b"\r\n")
_HASH = ord("#")
_TAB = 8
_DEEPEST = 100


def cut(
    data: bytes, start: int = 0, scope: ClassScope | None = None
) -> Iterator[tuple[Segment, ClassScope | None]]:
    """The segments from `start` (bytes; the beginning of a segment) on, each with the class in force after it.

    `scope` is the class in force before `start`. Takes linear time.
    """
    begin = start
    pos = start + (len(_BOM) if start == 0 and data.startswith(_BOM) else 0)
    kind = owner = ""
    before = scope
    column = limit = _ANYWHERE
    decorated = False
    comments: list[Span] = []
    while True:
        line = _LINE.match(data, pos)
        assert line is not None
        token = line.lastgroup
        if token == "blank":
            if pos == line.end() or line.end() == line.end("indent"):
                break
            pos = line.end()
            continue
        if token == "comment":
            comments.append(Span(line.end("indent") - begin, line.end() - begin))
            pos = line.end()
            newline = _TOKEN.match(data, pos)
            pos = newline.end() if newline is not None else pos
            continue
        indent = _width(data, pos, line.end("indent"))
        starts = token in ("function", "class")
        if indent <= limit and not (
            (decorated and indent == column and (starts or token == "decorator"))
            or (token == "clause" and kind == "statement" and indent == column)
        ):
            if kind or pos > begin:
                yield _segment(data, begin, pos, kind, owner, before, comments), scope
            begin, before, comments = pos, scope, []
            kind, column, limit = "statement", indent, indent
            decorated = starts or token == "decorator"
            if scope is not None:
                if indent <= scope.column:
                    scope = None
                elif scope.body < 0:
                    scope = scope._replace(body=indent)
            owner = "" if scope is None else scope.name
        if decorated and starts and indent == column:
            decorated = False
            if token == "function":
                kind = "function"
            elif scope is None:
                kind, limit = "class", _ANYWHERE
                name = _NAME.match(data, line.end())
                scope = ClassScope("" if name is None else name[1].decode(errors="replace"), indent, -1)
        pos = _line_after(data, line.end(), limit, comments, begin)
    if kind or len(data) > begin:
        yield _segment(data, begin, len(data), kind, owner, before, comments), scope


def _width(data: bytes, start: int, end: int) -> int:
    """The column that white space leads to: tabs go to multiples of 8, a form feed begins again."""
    indent = data[start:end]
    if b"\f" in indent:
        indent = indent[indent.rindex(b"\f") + 1 :]
    return len(indent.expandtabs(_TAB)) if b"\t" in indent else len(indent)


@lru_cache(256)
def _shallow(limit: int) -> re.Pattern[bytes]:
    """The tokens, but for newlines before lines that are indented by more than `limit` columns."""
    deeper = rb"(?![ \t]{%d}[ \t]*+(?!\f))" % (limit + 1) if limit < _DEEPEST else b""
    return re.compile(rb"(?:\r\n?+|\n)" + deeper + rb"(?:[ \t\f]*+(?:\r\n?|\n))*|" + _TOKENS)


def _line_after(data: bytes, pos: int, limit: int, comments: list[Span], begin: int) -> int:
    """The beginning of the next line that is in no bracket or string and indented by at most `limit` columns."""
    depth = 0
    shallow, deep = _shallow(limit if limit < _DEEPEST else _DEEPEST).search, _TOKEN.search
    indent = _INDENT.match
    while True:
        match = deep(data, pos) if depth else shallow(data, pos)
        if match is None:
            return len(data)
        at, pos = match.span()
        first = data[at]
        if first in _NEWLINES:
            white = indent(data, pos)
            assert white is not None
            after = white.end()
            if depth and RESYNC.match(data, after):
                depth = 0
            if not depth and (after - pos <= limit or _width(data, pos, after) <= limit):
                return pos
        elif first in _QUOTES:
            if pos - at == 1:
                pos = string_end(data, at)
        elif first in _OPENING:
            if pos - at == 1:
                depth += 1
        elif first in _CLOSING:
            depth = max(0, depth - 1)
        elif first == _HASH:
            comments.append(Span(at - begin, pos - begin))


def line_ends(data: bytes) -> Iterator[int]:
    """Where the lines that no bracket or string holds together with the next end: the offset of their comment or newline."""
    depth = pos = 0
    commented = -1
    while True:
        match = _TOKEN.search(data, pos)
        if match is None:
            if not depth:
                yield len(data) if commented < 0 else commented
            return
        at, pos = match.span()
        first = data[at]
        if first in _NEWLINES:
            white = _INDENT.match(data, pos)
            assert white is not None
            if depth and RESYNC.match(data, white.end()):
                depth = 0
            if not depth:
                yield at if commented < 0 else commented
            commented = -1
        elif first in _QUOTES:
            if pos - at == 1:
                pos = string_end(data, at)
        elif first in _OPENING:
            if pos - at == 1:
                depth += 1
        elif first in _CLOSING:
            depth = max(0, depth - 1)
        elif first == _HASH:
            commented = at


def _segment(
    data: bytes, begin: int, end: int, kind: str, owner: str, scope: ClassScope | None, comments: list[Span]
) -> Segment:
    text = data[begin:end].rstrip() if kind else b""
    left = len(comments)
    while left and comments[left - 1].end == len(text):
        left -= 1
        text = text[: comments[left].start].rstrip()
    if kind == "statement" and _is_docstring(text):
        kind, text = "", b""
    return Segment(end - begin, kind, owner, text, scope, tuple(comments))


def _is_docstring(text: bytes) -> bool:
    indent = _INDENT.match(text)
    string = _STRING.match(text, indent.end() if indent is not None else 0)
    if string is None or string_end(text, string.end() - 1) != len(text):
        return False
    opening = string.end() - 1
    quote = text[opening : opening + 1]
    if text.startswith(quote * 3, opening):
        quote *= 3
    inside = text[opening + len(quote) : len(text) - len(quote)]
    closed = len(text) - opening >= 2 * len(quote) and text.endswith(quote)
    return closed and (len(inside) - len(inside.rstrip(b"\\"))) % 2 == 0


class Cuts(NamedTuple):
    """All segments of a text and where each begins, in bytes."""

    segments: list[Segment]
    starts: list[int]


class Kept(NamedTuple):
    """What two texts share: that many first segments, and that many last ones, which are `shift` bytes further on."""

    first: int
    last: int
    shift: int


def cut_all(data: bytes) -> Cuts:
    """The segments of a whole text."""
    segments = [segment for segment, _ in cut(data)]
    starts = []
    at = 0
    for segment in segments:
        starts.append(at)
        at += segment.length
    return Cuts(segments, starts)


def cut_again(data: bytes, old: Cuts, start: int, old_end: int, new_end: int) -> tuple[Cuts, Kept]:
    """The segments of `data`, which is the text of `old` with [start, old_end) replaced by [start, new_end).

    Exactly what `cut_all` would give. Scanning begins one segment before the edit, since the first line of a
    segment is what makes it one, and ends where a cut falls on an old one in the same class.
    """
    if not old.segments:
        return cut_all(data), Kept(0, 0, 0)
    shift = new_end - old_end
    first = max(0, bisect_right(old.starts, start) - 2)
    at = old.starts[first]
    segments: list[Segment] = []
    starts: list[int] = []
    resume = len(old.segments)
    for segment, scope in cut(data, at, old.segments[first].scope):
        segments.append(segment)
        starts.append(at)
        at += segment.length
        if at >= new_end:
            same = bisect_left(old.starts, at - shift)
            if (
                same < len(old.starts)
                and old.starts[same] == at - shift
                and old.segments[same].scope == scope
                and same > first
            ):
                resume = same
                break
    last = len(old.segments) - resume
    new = Cuts(
        old.segments[:first] + segments + old.segments[resume:],
        old.starts[:first] + starts + [begin + shift for begin in old.starts[resume:]],
    )
    return new, Kept(first, last, shift)

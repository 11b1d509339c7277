"""Cuts YAML into documents and entries by indentation alone, so that one that does not parse leaves the others as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from penmark.syntax.sections import SECTIONS, is_cut

_TOP = re.compile(rb"^(?:(---|\.\.\.)(?=[ \t\r\n]|\Z)|[^\s#\-}\]%][^\r\n]*)", re.MULTILINE)
_KEY = re.compile(
    rb"""[ ]*(?:"((?:[^"\\\r\n]|\\.)*)"|'((?:[^'\r\n]|'')*)'|([^\s:#{\["'][^:\r\n]*?))[ \t]*:(?=[ \t\r\n]|\Z)"""
)
_REST = re.compile(rb"[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")
_ITEM = re.compile(rb"^( +)(?![\s#]|-[ \t\r\n])", re.MULTILINE)


class Segment(NamedTuple):
    """A piece of the document, in bytes: a whole document (no `path`), or an entry under these keys. It begins a line."""

    start: int
    end: int
    path: tuple[str, ...]


def cut(data: bytes) -> list[Segment]:
    """The segments in order of position; what is nothing but comments is in none."""
    found: list[Segment] = []
    for start, end, heads in _documents(data):
        keys = [_key(data, head) for head in heads]
        names = frozenset(name for name in keys if name is not None)
        if None in keys or not is_cut(names):
            if data[start:end].strip():
                found.append(Segment(start, end, ()))
            continue
        for index, (head, name) in enumerate(zip(heads, keys, strict=True)):
            stop = heads[index + 1] if index + 1 < len(heads) else end
            found += _entries(data, head, _stripped(data, head, stop), name or "")
    return found


def _documents(data: bytes) -> Iterator[tuple[int, int, list[int]]]:
    """Where each document is, and where its top-level lines begin."""
    start, heads = 0, list[int]()
    for match in _TOP.finditer(data):
        if match[1] is None:
            heads.append(match.start())
            continue
        yield start, match.start(), heads
        start, heads = _content(data, match.end()), []
    yield start, len(data), heads


def _content(data: bytes, at: int) -> int:
    """Where a document begins behind its marker: on the next line, or on the same where something stands there."""
    rest = _REST.match(data, at)
    return rest.end() if rest is not None else at


def _entries(data: bytes, start: int, end: int, name: str) -> Iterator[Segment]:
    """The entries under a top-level key that names things; else the entry of the key itself."""
    key = _KEY.match(data, start, end)
    rest = _REST.match(data, key.end(), end) if key is not None else None
    first = _ITEM.search(data, rest.end(), end) if rest is not None and name in SECTIONS else None
    if first is None:
        yield Segment(start, end, (name,))
        return
    indent = first[1]
    heads = [match.start() for match in _ITEM.finditer(data, first.start(), end) if match[1] == indent]
    inner = [_key(data, head) for head in heads]
    if None in inner or any(
        len(match[1]) < len(indent) for match in _ITEM.finditer(data, first.start(), end)
    ):
        yield Segment(start, end, (name,))
        return
    for index, (head, one) in enumerate(zip(heads, inner, strict=True)):
        stop = heads[index + 1] if index + 1 < len(heads) else end
        yield Segment(head, _stripped(data, head, stop), (name, one or ""))


def _key(data: bytes, head: int) -> str | None:
    """The key at the beginning of a line; None if there is none."""
    match = _KEY.match(data, head)
    if match is None:
        return None
    return next(part for part in match.groups() if part is not None).decode("utf-8", "replace")


def _stripped(data: bytes, start: int, end: int) -> int:
    """The end without the empty lines before it."""
    return start + len(data[start:end].rstrip())

"""Parses one piece of Python with tree-sitter."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from typing import NamedTuple

import tree_sitter
import tree_sitter_python

from penmark.syntax.python.dangling import mended
from penmark.syntax.python.torn import closing, without_open_ends
from penmark.syntax.tree import error_spans
from penmark.text.span import Span

LANGUAGE = tree_sitter.Language(tree_sitter_python.language())

_RETURN_ALONE = re.compile(rb"\r(?!\n)")
PARAMETERIZED = re.compile(rb"(?:def|class|type)[ \t]++(?:\w|[\x80-\xff])++[ \t]*+\[")
"""The head of a definition with type parameters, up to the bracket that opens them."""

_TYPE_CALL = re.compile(rb"(?m)^([ \t]*+)type(?=[ \t]*+\()")
_BRACKET = re.compile(rb"[\[\]]")
_TEXT = re.compile(rb"[^\s]")
_local = threading.local()


class Syntax(NamedTuple):
    """The tree of a text, and that text: with what closes its open ends at the spans `added`."""

    tree: tree_sitter.Tree
    text: bytes
    added: tuple[Span, ...] = ()

    @property
    def root(self) -> tree_sitter.Node:
        """The root of the tree."""
        return self.tree.root_node

    def at(self, offset: int) -> int:
        """Where an offset in the tree is in the text without what was added."""
        return offset - sum(min(offset, end) - start for start, end in self.added if start < offset)

    def errors(self) -> tuple[Span, ...]:
        """The outermost spans of the text that do not parse, in order."""
        return tuple(Span(self.at(start), self.at(end)) for start, end in error_spans(self.root))


def parse(text: bytes) -> Syntax:
    """The tree of `text`."""
    parser = getattr(_local, "parser", None)
    if parser is None:
        parser = _local.parser = tree_sitter.Parser(LANGUAGE)
    source = text
    if b"\r" in text:  # the grammar does not know that it ends a line
        text = _RETURN_ALONE.sub(b"\n", text)
    if b"type" in text:  # `type(x).a = b` is no type alias
        text = _TYPE_CALL.sub(rb"\1typ_", text)
    text = mended(text)
    syntax = Syntax(parser.parse(text), source)
    if not syntax.root.has_error:
        return syntax
    plain = _without_type_parameters(text)
    if plain != text:
        other = Syntax(parser.parse(plain), source)
        if not other.root.has_error:
            return other
    without = without_open_ends(text)
    if without == text:
        return syntax
    inserts = closing(text)
    closed, added = _inserted(text, inserts)
    whole = Syntax(parser.parse(closed), _inserted(source, inserts)[0], added)
    if not _lost(whole):
        return whole
    return min((whole, Syntax(parser.parse(without), source), syntax), key=_lost)


def _inserted(text: bytes, inserts: Sequence[tuple[int, bytes]]) -> tuple[bytes, tuple[Span, ...]]:
    """`text` with `inserts`, and where they are in it."""
    result = bytearray(text)
    added: list[Span] = []
    for offset, insert in inserts:
        start = offset + len(result) - len(text)
        result[start:start] = insert
        added.append(Span(start, start + len(insert)))
    return bytes(result), tuple(added)


def _lost(syntax: Syntax) -> int:
    """How many bytes the grammar could make nothing of."""
    return sum(end - start for start, end in error_spans(syntax.root))


def _without_type_parameters(text: bytes) -> bytes:
    """`text` with spaces for type parameters, whose defaults the grammar does not know; they say nothing of data."""
    pieces: list[bytes] = []
    done = 0
    for head in PARAMETERIZED.finditer(text):
        if head.start() < done:
            continue
        depth = 0
        for bracket in _BRACKET.finditer(text, head.end() - 1):
            depth += 1 if bracket[0] == b"[" else -1
            if not depth:
                pieces.append(text[done : head.end() - 1])
                pieces.append(_TEXT.sub(b" ", text[head.end() - 1 : bracket.end()]))
                done = bracket.end()
                break
        else:
            break
    pieces.append(text[done:])
    return b"".join(pieces)

"""Parses one piece of Python with tree-sitter."""

from __future__ import annotations

import re
import threading

import tree_sitter
import tree_sitter_python

from penmark.syntax.python.dangling import mended
from penmark.syntax.python.torn import without_open_ends
from penmark.syntax.tree import error_spans

LANGUAGE = tree_sitter.Language(tree_sitter_python.language())

_RETURN_ALONE = re.compile(rb"\r(?!\n)")
PARAMETERIZED = re.compile(rb"(?:def|class|type)[ \t]++(?:\w|[\x80-\xff])++[ \t]*+\[")
"""The head of a definition with type parameters, up to the bracket that opens them."""

_TYPE_CALL = re.compile(rb"(?m)^([ \t]*+)type(?=[ \t]*+\()")
_BRACKET = re.compile(rb"[\[\]]")
_TEXT = re.compile(rb"[^\s]")
_local = threading.local()


def parse(text: bytes) -> tree_sitter.Tree:
    """The tree of `text`, whose offsets are those of `text`."""
    parser = getattr(_local, "parser", None)
    if parser is None:
        parser = _local.parser = tree_sitter.Parser(LANGUAGE)
    if b"\r" in text:  # the grammar does not know that it ends a line
        text = _RETURN_ALONE.sub(b"\n", text)
    if b"type" in text:  # `type(x).a = b` is no type alias
        text = _TYPE_CALL.sub(rb"\1typ_", text)
    text = mended(text)
    tree: tree_sitter.Tree = parser.parse(text)
    if tree.root_node.has_error:
        plain = _without_type_parameters(text)
        if plain != text:
            second: tree_sitter.Tree = parser.parse(plain)
            if not second.root_node.has_error:
                return second
        whole = without_open_ends(text)
        if whole != text:
            third: tree_sitter.Tree = parser.parse(whole)
            if _lost(third) < _lost(tree):
                return third
    return tree


def _lost(tree: tree_sitter.Tree) -> int:
    """How many bytes the grammar could make nothing of."""
    return sum(span.end - span.start for span in error_spans(tree.root_node))


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

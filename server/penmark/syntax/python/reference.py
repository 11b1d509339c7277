"""Whether the reference reader of Python accepts a text: what is written to a file must pass here."""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Iterator

from tree_sitter import Node

from penmark.syntax.python.grammar import PARAMETERIZED, parse

_GENERICS, _DEFAULTS, _TEMPLATES = (3, 12), (3, 13), (3, 14)


def accepts(data: bytes) -> str | None:
    """None if Python can read the whole of `data`, else why not: one sentence with the line.

    Where it holds syntax that is newer than the Python that runs this, our own parser has the word.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        root = parse(data).root
        if not root.has_error and _newest(root, data) > sys.version_info[:2]:
            return None
        line = error.lineno if isinstance(error, SyntaxError) and error.lineno else None
        reason = error.msg if isinstance(error, SyntaxError) else str(error) or type(error).__name__
        return f"line {line}: {reason}" if line else reason
    return None


def _newest(root: Node, data: bytes) -> tuple[int, int]:
    """The first version of Python that can read all that stands under `root`, the tree of `data`."""
    return max([*_versions(root), _DEFAULTS if PARAMETERIZED.search(data) else (3, 0)])


def _versions(root: Node) -> Iterator[tuple[int, int]]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        kind = node.type
        children = node.children
        if kind == "except_clause":
            if any(child.type == "," for child in children):
                yield _TEMPLATES
        elif kind == "type_alias_statement":
            yield _GENERICS
        elif kind == "string":
            yield from _string_versions(node)
        waiting.extend(child for child in children if child.is_named)


def _string_versions(node: Node) -> Iterator[tuple[int, int]]:
    start = node.children[0].text or b""
    fields = [child for child in node.children if child.type == "interpolation"]
    if b"t" in start.lower():
        yield _TEMPLATES
    quote = start.lstrip(b"rRbBuUfFtT")
    for field in fields:
        text = field.text or b""
        if quote in text or b"\\" in text or b"#" in text or (len(quote) == 1 and b"\n" in text):
            yield _GENERICS

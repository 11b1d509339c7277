"""Syntax trees, as the other rooms see them: a document, and where it does not parse."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

import tree_sitter

from penmark.text.span import Span

if TYPE_CHECKING:
    from penmark.text.document import Document


class Tree(ABC):
    """The syntax of one document. Immutable; what it holds beside `document` is its adapter's affair."""

    document: Document

    @property
    @abstractmethod
    def has_error(self) -> bool:
        """Whether any of the document does not parse."""

    @abstractmethod
    def errors(self) -> Sequence[Span]:
        """The outermost spans that do not parse, in bytes of the document, in order; empty spans where text is missing."""


class GrammarTree(Tree):
    """A tree that is one tree-sitter tree of the whole document. Only `penmark.syntax` may look at `syntax`."""

    __slots__ = ("document", "syntax")

    def __init__(self, document: Document, syntax: tree_sitter.Tree) -> None:
        self.document = document
        self.syntax = syntax

    @property
    def has_error(self) -> bool:
        """Whether any of the document does not parse."""
        return self.syntax.root_node.has_error

    def errors(self) -> Sequence[Span]:
        """The outermost spans that do not parse, in bytes, in order; empty spans where text is missing."""
        return error_spans(self.syntax.root_node)


def error_spans(root: tree_sitter.Node) -> tuple[Span, ...]:
    """The outermost ERROR and MISSING nodes under `root`, in order. Costs as much as the broken branches are long."""
    found: list[Span] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            found.append(Span(node.start_byte, node.end_byte))
        elif node.has_error:
            waiting.extend(reversed(node.children))
    return tuple(found)


def changed(document: Document, earlier: Document) -> tuple[int, int, int] | None:
    """The one range that differs: (start, end in `earlier`, end in `document`) in bytes.

    None where `document` was not made from `earlier` by known edits. Many edits become the range around all of them;
    what is equal at both ends of it is left out, so that a replacement of the whole text is as good as the
    edit that it hides.
    """
    changes = document.changes_since(earlier)
    if changes is None:
        return None
    if not changes:
        return (0, 0, 0)
    start, old_end, new_end = changes[0]
    for change in changes[1:]:
        old_end += max(0, change.old_end - new_end)
        new_end = max(new_end, change.old_end) + change.new_end - change.old_end
        start = min(start, change.start)
    same = _common_prefix(earlier.data, document.data, start, min(old_end, new_end) - start)
    start += same
    same = _common_suffix(earlier.data, document.data, old_end, new_end, min(old_end, new_end) - start)
    return (start, old_end - same, new_end - same)


def _common_prefix(old: bytes, new: bytes, start: int, most: int) -> int:
    """How many of the `most` bytes from `start` are equal in both: by halving, since slices compare at memory speed."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if old[start + low : start + middle] == new[start + low : start + middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_suffix(old: bytes, new: bytes, old_end: int, new_end: int, most: int) -> int:
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if old[old_end - middle : old_end - low] == new[new_end - middle : new_end - low]:
            low = middle
        else:
            high = middle - 1
    return low


def reparse(parser: tree_sitter.Parser, document: Document, previous: GrammarTree | None) -> tree_sitter.Tree:
    """Parse `document`, reusing what `previous` has of the text that did not change. `previous` stays as it is.

    Where text is broken the result may depend on `previous`: the grammar's recovery is not the same
    whichever way it comes to an error.
    """
    between = changed(document, previous.document) if previous is not None else None
    if previous is None or between is None:
        return parser.parse(document.data)
    start, old_end, new_end = between
    old = previous.syntax.copy()
    old.edit(
        start,
        old_end,
        new_end,
        _point(previous.document.data, start),
        _point(previous.document.data, old_end),
        _point(document.data, new_end),
    )
    return parser.parse(document.data, old)


def _point(data: bytes, offset: int) -> tuple[int, int]:
    """Row and column in tree-sitter's sense: rows end at line feeds only, columns count bytes."""
    return (data.count(b"\n", 0, offset), offset - (data.rfind(b"\n", 0, offset) + 1))

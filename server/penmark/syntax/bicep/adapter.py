"""The adapter of Bicep: declarations are cut first, and each is parsed on its own when it is asked for."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from functools import partial
from threading import local

import tree_sitter
import tree_sitter_bicep

from penmark.findings import Edit
from penmark.syntax.adapter import ConfigAdapter
from penmark.syntax.bicep.layout import BicepLayout
from penmark.syntax.bicep.lowering import Lowering
from penmark.syntax.bicep.segments import Segment, cut
from penmark.syntax.config import Body, Lowered, Placed, Reading, Unit
from penmark.syntax.data import DataTree
from penmark.syntax.tree import error_spans
from penmark.text.document import Document
from penmark.text.span import Span

_LANGUAGE = tree_sitter.Language(tree_sitter_bicep.language())
_LAYOUT = BicepLayout()
_COMMENT = re.compile(rb"'''.*?'''|'(?:[^'\\\r\n]|\\.)*'|(//[^\r\n]*|/\*.*?\*/)", re.DOTALL)
_parsers = local()


class BicepAdapter(ConfigAdapter[DataTree]):
    """Bicep."""

    language = "bicep"
    comment = "//"

    def parse(self, document: Document, previous: DataTree | None = None) -> DataTree:
        """The tree of `document`; only declarations whose text is new are read."""
        data = document.data
        known = {unit.key: unit for _, unit in previous.body.units} if previous is not None else {}
        return DataTree(document, tuple([Placed(one.start, _unit(data, one, known)) for one in cut(data)]))

    def comment_spans(self, tree: DataTree) -> Sequence[Span]:
        """Where the comments are, in bytes of the document, in order."""
        found = _COMMENT.finditer(tree.document.data)
        return [Span(*match.span(1)) for match in found if match[1] is not None]

    def read(self, tree: DataTree) -> Body:
        """The declarations, in order of position."""
        return tree.body

    def append_edit(self, tree: DataTree, text: str) -> Edit | None:
        """The edit that puts the declaration `text` at the end, after one empty line."""
        data = tree.document.data
        end = len(data.rstrip())
        newline = "\r\n" if b"\r\n" in data else "\n"
        gap = newline * 2 if end else ""
        return Edit(Span(end, len(data)), gap + newline.join(text.strip().splitlines()) + newline)


def create() -> BicepAdapter:
    """The adapter of Bicep."""
    return BicepAdapter()


def _unit(data: bytes, segment: Segment, known: dict[Hashable, Unit]) -> Unit:
    text = data[segment.start : segment.end]
    unit = known.get(text)
    if unit is None:
        reader = partial(_read, text, segment.kind, segment.labels)
        names = (f"symbol/{segment.labels[-1]}",) if len(segment.labels) == 2 else ()
        unit = known[text] = Unit(text, text, segment.kind, segment.labels, False, _LAYOUT, reader, names)
    return unit


def _read(text: bytes, kind: str, labels: tuple[str, ...]) -> Reading:
    parser = getattr(_parsers, "parser", None)
    if parser is None:
        parser = _parsers.parser = tree_sitter.Parser(_LANGUAGE)
    root: tree_sitter.Node = parser.parse(text + b"\n").root_node
    size = len(text)
    errors = tuple(Span(min(a, size), min(b, size)) for a, b in error_spans(root)) if root.has_error else ()

    def lower() -> Lowered:
        lowering = Lowering(text)
        return Lowered(lowering.declaration(root, kind, labels), lowering.deep)

    return Reading(errors, lower)

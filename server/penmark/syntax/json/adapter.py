"""The adapter of JSON, with comments or without: entries are cut first, and each is parsed on its own when it is asked for."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial
from threading import local

import tree_sitter
import tree_sitter_json

from penmark.findings import Edit
from penmark.syntax.adapter import ConfigAdapter
from penmark.syntax.config import Body, Lowered, Placed, Reading, Unit
from penmark.syntax.data import DataTree
from penmark.syntax.json.layout import JsonLayout
from penmark.syntax.json.lowering import Lowering
from penmark.syntax.json.segments import Segment, cut
from penmark.syntax.tree import error_spans
from penmark.text.document import Document
from penmark.text.span import Span

_LANGUAGE = tree_sitter.Language(tree_sitter_json.language())
_LAYOUT = JsonLayout()
_OPEN, _CLOSE = b"{", b"}"
_parsers = local()


class JsonAdapter(ConfigAdapter[DataTree]):
    """JSON of whatever kind."""

    language = "json"
    comment = "//"

    def parse(self, document: Document, previous: DataTree | None = None) -> DataTree:
        """The tree of `document`; only units whose text is new are read."""
        data = document.data
        known = {unit.key: unit for _, unit in previous.body.units} if previous is not None else {}
        return DataTree(document, tuple([Placed(one.start, _unit(data, one, known)) for one in cut(data)]))

    def comment_spans(self, tree: DataTree) -> Sequence[Span]:
        """Where the comments are, in bytes of the document, in order: JSON has none, but its readers often take them."""
        parser = _parser()
        found: list[Span] = []
        waiting = [parser.parse(tree.document.data).root_node] if b"//" in tree.document.data else []
        while waiting:
            node = waiting.pop()
            if node.type == "comment":
                found.append(Span(node.start_byte, node.end_byte))
            waiting += node.children
        return sorted(found)

    def read(self, tree: DataTree) -> Body:
        """The units, in order of position."""
        return tree.body

    def append_edit(self, tree: DataTree, text: str) -> Edit | None:
        """Nothing can stand behind a JSON document."""
        return None


def create() -> JsonAdapter:
    """The adapter of JSON."""
    return JsonAdapter()


def _parser() -> tree_sitter.Parser:
    parser = getattr(_parsers, "parser", None)
    if parser is None:
        parser = _parsers.parser = tree_sitter.Parser(_LANGUAGE)
    return parser


def _unit(data: bytes, segment: Segment, known: dict[Hashable, Unit]) -> Unit:
    text = data[segment.start : segment.end]
    key = (segment.path, text)
    unit = known.get(key)
    if unit is None:
        kind = "entry" if segment.path else "document"
        unit = known[key] = Unit(
            key, text, kind, segment.path, False, _LAYOUT, partial(_read, text, segment.path)
        )
    return unit


def _read(text: bytes, path: tuple[str, ...]) -> Reading:
    # An entry is parsed as the only one of an object; an item is an object already.
    is_entry = bool(path) and path[-1] != "*"
    shift = len(_OPEN) if is_entry else 0
    root = _parser().parse(_OPEN + text + _CLOSE if is_entry else text).root_node
    size = len(text)
    errors = [
        Span(max(0, min(start - shift, size)), max(0, min(end - shift, size)))
        for start, end in (error_spans(root) if root.has_error else ())
    ]

    def lower() -> Lowered:
        return Lowering(text, shift).unit(root, path if is_entry else ())

    return Reading(tuple(errors), lower)

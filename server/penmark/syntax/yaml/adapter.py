"""The adapter of YAML: documents and entries are cut first, and each is parsed on its own when it is asked for."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from functools import partial
from threading import local

import tree_sitter
import tree_sitter_yaml

from penmark.findings import Edit
from penmark.syntax.adapter import ConfigAdapter
from penmark.syntax.config import Body, Lowered, Placed, Reading, Unit
from penmark.syntax.data import DataTree
from penmark.syntax.tree import error_spans
from penmark.syntax.yaml.layout import YamlLayout
from penmark.syntax.yaml.lowering import Lowering
from penmark.syntax.yaml.segments import Segment, cut
from penmark.text.document import Document
from penmark.text.span import Span

_LANGUAGE = tree_sitter.Language(tree_sitter_yaml.language())
_LAYOUT = YamlLayout()
_ANCHOR = re.compile(rb"(?<![^\s\[{,:-])&([^\s,\[\]{}]+)")
_parsers = local()


class YamlAdapter(ConfigAdapter[DataTree]):
    """YAML of whatever kind."""

    language = "yaml"
    comment = "#"

    def parse(self, document: Document, previous: DataTree | None = None) -> DataTree:
        """The tree of `document`; only units whose text is new are read."""
        data = document.data
        known = {unit.key: unit for _, unit in previous.body.units} if previous is not None else {}
        return DataTree(document, tuple([Placed(one.start, _unit(data, one, known)) for one in cut(data)]))

    def comment_spans(self, tree: DataTree) -> Sequence[Span]:
        """Where the comments are, in bytes of the document, in order; those of scripts in block scalars among them."""
        return list(_comments(tree.document.data))

    def read(self, tree: DataTree) -> Body:
        """The units, in order of position."""
        return tree.body

    def append_edit(self, tree: DataTree, text: str) -> Edit:
        """The edit that puts `text` behind all others as a document of its own."""
        data = tree.document.data
        end = len(data.rstrip())
        newline = "\r\n" if b"\r\n" in data else "\n"
        lines = text.strip().splitlines()
        gap = newline + "---" + newline if end else ""
        return Edit(Span(end, len(data)), gap + newline.join(lines) + newline)


def create() -> YamlAdapter:
    """The adapter of YAML."""
    return YamlAdapter()


def _unit(data: bytes, segment: Segment, known: dict[Hashable, Unit]) -> Unit:
    text = data[segment.start : segment.end]
    key = (segment.path, text)
    unit = known.get(key)
    if unit is None:
        anchors = tuple(dict.fromkeys(name.decode("utf-8", "replace") for name in _ANCHOR.findall(text)))
        kind = "entry" if segment.path else "document"
        reader = partial(_read, text, segment.path)
        unit = known[key] = Unit(key, text, kind, segment.path, False, _LAYOUT, reader, anchors)
    return unit


def _read(text: bytes, path: tuple[str, ...]) -> Reading:
    parser = getattr(_parsers, "parser", None)
    if parser is None:
        parser = _parsers.parser = tree_sitter.Parser(_LANGUAGE)
    # The grammar does not know a carriage return that stands alone, and wants the last line to end.
    root: tree_sitter.Node = parser.parse(text + b"\n").root_node
    size = len(text)
    errors = tuple(Span(min(a, size), min(b, size)) for a, b in error_spans(root)) if root.has_error else ()

    def lower() -> Lowered:
        return Lowering(text).unit(root, path)

    return Reading(errors, lower)


# What looks like a comment in a block scalar counts as one: it is one of the script that stands there.
_COMMENT = re.compile(
    rb"""(?<![^\s\[{,:-])(?:"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*')|(?:^|(?<=[ \t]))(#[^\r\n]*)""", re.MULTILINE
)


def _comments(data: bytes) -> Sequence[Span]:
    return [Span(*match.span(1)) for match in _COMMENT.finditer(data) if match[1] is not None]

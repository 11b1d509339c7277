"""The adapter of Dockerfiles: stages are cut first, and each is parsed on its own when it is asked for."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial
from threading import local

import tree_sitter
import tree_sitter_containerfile

from penmark.findings import Edit
from penmark.syntax.adapter import ConfigAdapter
from penmark.syntax.config import Body, Lowered, Placed, Reading, Unit
from penmark.syntax.data import DataTree
from penmark.syntax.dockerfile.layout import DockerfileLayout
from penmark.syntax.dockerfile.lowering import Lowering
from penmark.syntax.dockerfile.segments import cut
from penmark.syntax.tree import error_spans
from penmark.text.document import Document
from penmark.text.span import Span

_LANGUAGE = tree_sitter.Language(tree_sitter_containerfile.language())
_LAYOUT = DockerfileLayout()
_parsers = local()

HEAD, STAGE, LAST = "head", "stage", "last"
"""The types of units: what stands before the stages, a stage, and the last one, which is what the image becomes."""


class DockerfileAdapter(ConfigAdapter[DataTree]):
    """Dockerfiles and Containerfiles."""

    language = "dockerfile"
    comment = "#"

    def parse(self, document: Document, previous: DataTree | None = None) -> DataTree:
        """The tree of `document`; only stages whose text is new are read."""
        data = document.data
        known = {unit.key: unit for _, unit in previous.body.units} if previous is not None else {}
        segments = cut(data)
        placed: list[Placed] = []
        for index, one in enumerate(segments):
            kind = HEAD if not one.name else LAST if index == len(segments) - 1 else STAGE
            placed.append(Placed(one.start, _unit(data[one.start : one.end], kind, one.name, known)))
        return DataTree(document, tuple(placed))

    def comment_spans(self, tree: DataTree) -> Sequence[Span]:
        """Where the comments are, in bytes of the document, in order: whole lines only."""
        found: list[Span] = []
        at = 0
        for line in tree.document.data.splitlines(keepends=True):
            stripped = line.lstrip(b" \t")
            if stripped.startswith(b"#"):
                start = at + len(line) - len(stripped)
                found.append(Span(start, at + len(line.rstrip(b"\r\n"))))
            at += len(line)
        return found

    def read(self, tree: DataTree) -> Body:
        """The stages, in order of position."""
        return tree.body

    def append_edit(self, tree: DataTree, text: str) -> Edit | None:
        """What is added stands where it belongs in a stage, never behind them all."""
        return None


def create() -> DockerfileAdapter:
    """The adapter of Dockerfiles."""
    return DockerfileAdapter()


def _unit(text: bytes, kind: str, name: str, known: dict[Hashable, Unit]) -> Unit:
    key = (kind, name, text)
    unit = known.get(key)
    if unit is None:
        reader = partial(_read, text, kind, name)
        unit = known[key] = Unit(key, text, kind, (name,) if name else (), False, _LAYOUT, reader)
    return unit


def _read(text: bytes, kind: str, name: str) -> Reading:
    parser = getattr(_parsers, "parser", None)
    if parser is None:
        parser = _parsers.parser = tree_sitter.Parser(_LANGUAGE)
    root: tree_sitter.Node = parser.parse(text + b"\n").root_node
    size = len(text)
    errors = tuple(Span(min(a, size), min(b, size)) for a, b in error_spans(root)) if root.has_error else ()

    def lower() -> Lowered:
        return Lowered(Lowering(text).stage(root, kind, name), False)

    return Reading(errors, lower)

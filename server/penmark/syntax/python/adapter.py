"""Python as a language of code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from penmark.findings import Edit
from penmark.syntax.adapter import CodeAdapter
from penmark.syntax.code import Facts, Part
from penmark.syntax.python import imports
from penmark.syntax.python.grammar import parse
from penmark.syntax.python.lower import lower
from penmark.syntax.python.tree import PythonTree, tree_of
from penmark.text.span import Span

if TYPE_CHECKING:
    from penmark.text.document import Document


class PythonAdapter(CodeAdapter[PythonTree]):
    """Python. Each part is parsed by itself, so that its facts depend on its own text only."""

    language = "python"
    comment = "#"

    def parse(self, document: Document, previous: PythonTree | None = None) -> PythonTree:
        """The tree of `document`. `previous`, the tree of an earlier snapshot, makes this cheaper and stays as it is."""
        return tree_of(document, previous)

    def parts(self, tree: PythonTree, previous: PythonTree | None = None) -> Sequence[Part]:
        """The parts of the document in order of position."""
        return tree.parts

    def facts(self, part: Part, tree: PythonTree) -> Facts:
        """What `part` says; positions are relative to `part.start`."""
        return lower(tree.fresh.get(part.text) or parse(part.text))

    def comment_spans(self, tree: PythonTree) -> Sequence[Span]:
        """Where the comments are, in bytes of the document, in order; without the line ending."""
        return [
            comment.shifted(start)
            for segment, start in zip(tree.cuts.segments, tree.cuts.starts, strict=True)
            if segment.comments
            for comment in segment.comments
        ]

    def import_edit(self, tree: PythonTree, dotted: str) -> Edit | None:
        """The edit that makes `dotted` (`os`, `markupsafe.escape`) available at the top; None where it already is."""
        return imports.edit(tree, dotted)

    def import_name(self, tree: PythonTree, dotted: str) -> str:
        """How `dotted` (`hashlib.sha256`) is spelled in this document, once `import_edit` of its module is applied."""
        return imports.spelling(tree, dotted)

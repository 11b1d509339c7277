"""From fixes to edits of a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from penmark.analysis.result import Analysis
from penmark.findings import Addition, Edit, Fix
from penmark.syntax.adapter import CodeAdapter, ConfigAdapter, adapter_for
from penmark.syntax.tree import Tree
from penmark.text.document import Document


class OverlappingEdits(ValueError):
    """Two edits replace the same bytes."""


def resolve(analysis: Analysis, fix: Fix) -> tuple[Edit, ...]:
    """The edits of `fix` (absolute) and of what it needs elsewhere in the document, sorted, without overlaps."""
    edits, _ = combine(analysis, [fix])
    return edits


def combine(analysis: Analysis, fixes: Iterable[Fix]) -> tuple[tuple[Edit, ...], tuple[Fix, ...]]:
    """The edits of as many of `fixes` as can be applied together, and which these are; earlier ones have priority.

    An import or a block that several of them need is added once.
    """
    taken: list[Edit] = []
    applied: list[Fix] = []
    for fix in fixes:
        additions = [edit for need in fix.additions if (edit := _addition(analysis, need)) is not None]
        if any(_overlap(edit, other) for edit in fix.edits for other in taken):
            continue
        fresh = [edit for edit in additions if edit not in taken]
        if any(_overlap(edit, other) for edit in fresh for other in (*taken, *fix.edits)):
            continue
        taken += (*fix.edits, *fresh)
        applied.append(fix)
    return tuple(sorted(taken, key=lambda edit: edit.span)), tuple(applied)


def apply(data: bytes, edits: Sequence[Edit]) -> bytes:
    """`data` with `edits` made, all of which speak of the offsets in `data`.

    Raises OverlappingEdits where two of them replace the same bytes.
    """
    pieces: list[bytes] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if edit.span.start < position:
            raise OverlappingEdits(f"edits overlap at byte {edit.span.start}")
        pieces += (data[position : edit.span.start], edit.text.encode())
        position = edit.span.end
    pieces.append(data[position:])
    return b"".join(pieces)


def _overlap(one: Edit, other: Edit) -> bool:
    (a, b), (c, d) = one.span, other.span
    if a == b and c == d:
        return False
    return a < d and c < b


def _addition(analysis: Analysis, need: Addition) -> Edit | None:
    tree = analysis.tree
    adapter = adapter_for(analysis.document.language)
    if tree is None or adapter is None:
        return None
    if need.kind == "import":
        return adapter.import_edit(tree, need.text) if isinstance(adapter, CodeAdapter) else None
    if not isinstance(adapter, ConfigAdapter) or _declares(adapter, tree, need.text):
        return None
    if any(_declares_elsewhere(other, need.text) for other in analysis.context.files.values()):
        return None
    return adapter.append_edit(tree, need.text)


def _declares_elsewhere(document: Document, block: str) -> bool:
    """The same for another document of the module."""
    adapter = adapter_for(document.language)
    labels = block.partition("{")[0].split()
    if not isinstance(adapter, ConfigAdapter) or labels[-1].encode() not in document.data:
        return False
    return _declares(adapter, adapter.parse(document), block)


def _declares(adapter: ConfigAdapter[Any], tree: Tree, block: str) -> bool:
    """Whether a block of the same type and labels stands in the document: a second one would be an error."""
    head = block.partition("{")[0].split()
    return any(
        head == [unit.type, *(f'"{label}"' for label in unit.labels)] for _, unit in adapter.read(tree).units
    )

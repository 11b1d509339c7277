"""From fixes to edits of a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from penmark.analysis.result import Analysis
from penmark.findings import Addition, Edit, Fix
from penmark.syntax.adapter import CodeAdapter, ConfigAdapter, adapter_for
from penmark.syntax.tree import Tree
from penmark.text.difference import difference
from penmark.text.document import Document


class OverlappingEdits(ValueError):
    """Two edits replace the same bytes."""


def resolve(analysis: Analysis, fix: Fix) -> tuple[Edit, ...]:
    """The edits of `fix` (absolute) and of what it needs elsewhere in the document, sorted, without overlaps."""
    edits, _ = combine(analysis, [fix])
    return edits


def combine(analysis: Analysis, fixes: Iterable[Fix]) -> tuple[tuple[Edit, ...], tuple[Fix, ...]]:
    """The edits of as many of `fixes` as can be applied together, and which these are; earlier ones have priority.

    An import or a block that several of them need is added once, and what is added stands in order.
    """
    taken: list[Edit] = []
    applied: list[Fix] = []
    needs: tuple[Addition, ...] = ()
    added: tuple[Edit, ...] = ()
    for fix in fixes:
        wanted = tuple(dict.fromkeys((*needs, *fix.additions)))
        adding = added if wanted == needs else _additions(analysis, wanted)
        if any(_overlap(edit, other) for edit in fix.edits for other in (*taken, *adding)):
            continue
        if adding is not added and any(_overlap(edit, other) for edit in adding for other in taken):
            continue
        taken += fix.edits
        needs, added = wanted, adding
        applied.append(fix)
    return tuple(sorted((*taken, *added), key=lambda edit: edit.span)), tuple(applied)


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


def _additions(analysis: Analysis, needs: Sequence[Addition]) -> tuple[Edit, ...]:
    """The edits that add what is needed and not there: each is placed as if those before it were made."""
    adapter = adapter_for(analysis.document.language)
    document, tree = analysis.document, analysis.tree
    made: list[Edit] = []
    for need in needs:
        if adapter is None or tree is None:
            return ()
        if made and tree.document is not document:
            tree = adapter.parse(document, tree)
        edit = _addition(analysis, adapter, tree, need)
        if edit is not None:
            made.append(edit)
            document = document.edit([(edit.span, edit.text.encode())], document.version)
    if len(made) < 2:
        return tuple(made)
    found = difference(analysis.document.data, document.data)
    return tuple(Edit(span, text.decode()) for span, text in found)


def _addition(
    analysis: Analysis, adapter: CodeAdapter[Any] | ConfigAdapter[Any], tree: Tree, need: Addition
) -> Edit | None:
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

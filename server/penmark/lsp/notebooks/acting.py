"""The action that fixes all cells of a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lsprotocol import types

from penmark.analysis.edits import apply, combine
from penmark.findings import Addition, Applicability, Edit
from penmark.lsp.documents import OpenDocument
from penmark.lsp.editing import workspace_edits
from penmark.lsp.initializing import FIX_ALL, NOTEBOOK
from penmark.lsp.notebooks.documents import CellDocument, Notebook
from penmark.syntax.python import reference

if TYPE_CHECKING:
    from penmark.lsp.session import PenmarkServer

_KIND = f"{NOTEBOOK}.{FIX_ALL}"


def actions(
    ls: PenmarkServer, opened: OpenDocument, only: Sequence[str] | None
) -> Iterator[types.CodeAction]:
    """The action, for a client that asks for actions of notebooks: who asks for any gets that of the cell."""
    asked = any(kind == NOTEBOOK or kind.startswith(f"{NOTEBOOK}.") for kind in only or ())
    wanted = any(kind == _KIND or _KIND.startswith(f"{kind}.") for kind in only or ())
    if asked and wanted and isinstance(opened, CellDocument):
        edits = [
            (cell.document, cell.document.version, made) for cell, made, _ in safe_edits(opened.notebook)
        ]
        if edits:
            title = "Fix all that is safe to fix in the notebook"
            yield types.CodeAction(title, _KIND, edit=workspace_edits(ls, edits))


def safe_edits(notebook: Notebook) -> Iterator[tuple[CellDocument, Sequence[Edit], int]]:
    """The safe edits of each cell of a settled notebook that has any, and how many fixes they make.

    What one cell imports for them, those below it need not. A cell that Python could read no more stays as it is.
    """
    imported: set[Addition] = set()
    for opened in notebook.cells():
        fixes = []
        for finding in opened.findings:
            fix = next((fix for fix in finding.fixes if fix.applicability is Applicability.SAFE), None)
            if fix is not None:
                fixes.append(
                    replace(fix, additions=tuple(one for one in fix.additions if one not in imported))
                )
        if opened.analysis is not None and fixes:
            edits, applied = combine(opened.analysis, fixes)
            before = opened.analysis.document.data
            if reference.accepts(apply(before, edits)) is not None and reference.accepts(before) is None:
                continue
            imported.update(need for fix in applied for need in fix.additions)
            if edits:
                yield opened, edits, len(applied)

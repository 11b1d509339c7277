"""Notebooks are opened, changed, saved and closed."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from penmark.lsp import checking, pulling, synchronizing
from penmark.lsp.documents import encoded
from penmark.lsp.notebooks.documents import CellDocument, Notebook
from penmark.text.document import Document

if TYPE_CHECKING:
    from penmark.lsp.session import PenmarkServer

log = logging.getLogger(__name__)


def register(ls: PenmarkServer) -> None:
    """The methods of this file."""
    ls.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)(did_open)
    ls.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)(did_change)
    ls.feature(types.NOTEBOOK_DOCUMENT_DID_SAVE)(did_save)
    ls.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)(did_close)


def did_open(ls: PenmarkServer, params: types.DidOpenNotebookDocumentParams) -> None:
    """A notebook, possibly one that is open already."""
    given = params.notebook_document
    before = ls.notebooks.get(given.uri)
    if before is not None:
        log.warning("a notebook was opened twice")
        _close(ls, before)
    notebook = ls.notebooks[given.uri] = Notebook(given.uri)
    _put(notebook, 0, 0, given.cells)
    for item in params.cell_text_documents:
        _open_cell(ls, notebook, item)
    if given.uri in ls.scanned and not ls.client.pulls:  # what the file says is now said of the cells
        checking.publish(ls, given.uri, None, b"[]")
    _touched(ls, notebook)


def did_change(ls: PenmarkServer, params: types.DidChangeNotebookDocumentParams) -> None:
    """Cells came, went or moved, or their texts have changed."""
    notebook = ls.notebooks.get(params.notebook_document.uri)
    if notebook is None:
        log.warning("a change to a notebook that is not open")
        return
    cells = params.change.cells
    if cells is None:
        return
    if cells.structure is not None:
        array = cells.structure.array
        if array.start + array.delete_count > len(notebook.order):
            log.warning("a change to cells that are not there")
        _put(notebook, array.start, array.delete_count, array.cells or ())
        for closed in cells.structure.did_close or ():
            opened = notebook.documents.get(closed.uri)
            if opened is None:
                log.warning("a cell was closed that is not open")
            else:
                _close_cell(ls, opened)
        for item in cells.structure.did_open or ():
            _open_cell(ls, notebook, item)
    for cell in cells.data or ():
        _take_kind(notebook, cell)
    for content in cells.text_content or ():
        if content.document.uri in notebook.documents:
            synchronizing.did_change(ls, _plain(content))
        else:
            log.warning("a change to a cell that is not open")
    if cells.structure is not None or cells.data:
        _touched(ls, notebook)
        pulling.refresh(ls)


def did_save(ls: PenmarkServer, params: types.DidSaveNotebookDocumentParams) -> None:
    """What is on disk is now what is open, which changes nothing for Penmark."""
    if params.notebook_document.uri not in ls.notebooks:
        log.warning("a notebook was saved that is not open")


def did_close(ls: PenmarkServer, params: types.DidCloseNotebookDocumentParams) -> None:
    """The notebook is the file on disk again, of which only a scan of the workspace can tell."""
    notebook = ls.notebooks.get(params.notebook_document.uri)
    if notebook is None:
        log.warning("a notebook was closed that is not open")
        return
    _close(ls, notebook)
    if notebook.uri in ls.scanned and not ls.client.pulls:
        checking.publish(ls, notebook.uri, None, ls.scanned[notebook.uri])
    synchronizing.tidy_later(ls)


def _put(notebook: Notebook, start: int, count: int, cells: Iterable[types.NotebookCell]) -> None:
    """Put cells in the place of `count` cells from `start` on."""
    cells = list(cells)
    notebook.order[start : start + count] = [cell.document for cell in cells]
    for cell in cells:
        _take_kind(notebook, cell)


def _take_kind(notebook: Notebook, cell: types.NotebookCell) -> None:
    if cell.kind is types.NotebookCellKind.Markup:
        notebook.prose.add(cell.document)
    else:
        notebook.prose.discard(cell.document)


def _open_cell(ls: PenmarkServer, notebook: Notebook, item: types.TextDocumentItem) -> None:
    before = ls.documents.get(item.uri)
    if before is not None:
        log.warning("a cell was opened twice")
        ls.scheduler.drop(before)
        if isinstance(before, CellDocument):
            del before.notebook.documents[item.uri]
    language = getattr(item.language_id, "value", item.language_id)
    opened = CellDocument(Document(item.uri, item.version, language, encoded(item.text)), notebook)
    notebook.documents[item.uri] = opened
    ls.documents.add(opened)


def _close_cell(ls: PenmarkServer, opened: CellDocument) -> None:
    uri = opened.document.uri
    del opened.notebook.documents[uri]
    ls.documents.close(uri)
    ls.scheduler.drop(opened)
    if not ls.client.pulls:
        checking.publish(ls, uri, None, b"[]")


def _close(ls: PenmarkServer, notebook: Notebook) -> None:
    for opened in tuple(notebook.documents.values()):
        _close_cell(ls, opened)
    del ls.notebooks[notebook.uri]


def _touched(ls: PenmarkServer, notebook: Notebook) -> None:
    """The notebook is new or has other cells: it is to be checked, by way of any one of them."""
    opened = next(iter(notebook.documents.values()), None)
    if opened is not None and not ls.client.pulls:
        ls.scheduler.add(opened)


def _plain(content: types.NotebookDocumentCellContentChanges) -> dict[str, Any]:
    """The parameters of `textDocument/didChange` for a cell."""
    changes: list[dict[str, Any]] = []
    for change in content.changes:
        where = getattr(change, "range", None)
        changes.append(
            {"text": change.text} if where is None else {"text": change.text, "range": _range(where)}
        )
    document = content.document
    return {"textDocument": {"uri": document.uri, "version": document.version}, "contentChanges": changes}


def _range(where: types.Range) -> dict[str, dict[str, int]]:
    return {
        name: {"line": position.line, "character": position.character}
        for name, position in (("start", where.start), ("end", where.end))
    }

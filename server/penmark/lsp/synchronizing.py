"""Documents are opened, changed, saved and closed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from penmark.lsp import checking, memory
from penmark.lsp.documents import MalformedChange, OpenDocument, versions
from penmark.lsp.notebooks.documents import CellDocument
from penmark.text.document import Document
from penmark.workspace.reading import Source, read

if TYPE_CHECKING:
    from penmark.lsp.session import PenmarkServer

log = logging.getLogger(__name__)

_BOM_BYTES = 4
_TIDY_SECONDS = 5.0
"""For how long nothing must have arrived before memory is looked through."""


def register(ls: PenmarkServer) -> None:
    """The methods of this file."""
    ls.feature(types.TEXT_DOCUMENT_DID_OPEN)(did_open)
    ls.feature(types.TEXT_DOCUMENT_DID_SAVE)(did_save)
    ls.feature(types.TEXT_DOCUMENT_DID_CLOSE)(did_close)


def did_open(ls: PenmarkServer, params: types.DidOpenTextDocumentParams) -> None:
    """A document, possibly one that is open already."""
    given = params.text_document
    before = ls.documents.get(given.uri)
    if isinstance(before, CellDocument):
        log.warning("a document was opened that is a cell of an open notebook")
        return
    if before is not None:
        log.warning("a document was opened twice")
        ls.scheduler.drop(before)
    opened = ls.documents.open(given.uri, given.version, str(given.language_id), given.text)
    touched(ls, opened)


def did_change(ls: PenmarkServer, params: object) -> None:
    """A change, as it came; what is malformed is logged and left out."""
    try:
        given = params["textDocument"]  # type: ignore[index]
        uri, version, changes = given["uri"], given["version"], params["contentChanges"]  # type: ignore[index]
        opened = ls.documents.get(uri)
        if type(version) is not int:
            raise MalformedChange
        if opened is None:
            log.warning("a change to a document that is not open")
            return
        if version <= opened.document.version:
            log.warning("a change to version %d after version %d", version, opened.document.version)
        made = versions(opened.document, changes, version, ls.client.encoding)
    except (MalformedChange, TypeError, KeyError):
        log.warning("a change is malformed")
        return
    for document in made:
        opened.insertions.follow(opened.document, document, lambda: _is_on_disk(opened, made[-1]))
        opened.document = document
    touched(ls, opened)


def did_save(ls: PenmarkServer, params: types.DidSaveTextDocumentParams) -> None:
    """What is on disk is now what is open; for Penmark nothing changes by that, but settings may be in it."""
    opened = ls.documents.get(params.text_document.uri)
    if opened is not None and opened.path is not None:
        ls.files_changed([opened.path])


def did_close(ls: PenmarkServer, params: types.DidCloseTextDocumentParams) -> None:
    """The document is the file on disk again, of which only a scan of the workspace can tell."""
    if isinstance(ls.documents.get(params.text_document.uri), CellDocument):
        log.warning("a document was closed that is a cell of an open notebook")
        return
    opened = ls.documents.close(params.text_document.uri)
    if opened is None:
        log.warning("a document was closed that is not open")
        return
    ls.scheduler.drop(opened)
    uri = opened.document.uri
    if uri in ls.scanned:
        ls.scanned[uri] = _on_disk(ls, opened)
    if not ls.client.pulls:
        checking.publish(ls, uri, None, ls.scanned.get(uri, b"[]"))
    tidy_later(ls)
    _others(ls, opened)


def _on_disk(ls: PenmarkServer, opened: OpenDocument) -> bytes:
    """What the scan would now say of a document that was closed; nothing, if it was left otherwise than it is on disk."""
    if opened.settled and _is_on_disk(opened, opened.document):
        return checking.diagnostics(ls, opened)
    return b"[]"


def _is_on_disk(opened: OpenDocument, document: Document) -> bool:
    """Whether this version is what the file holds."""
    source = read(opened.path, len(document.data) + _BOM_BYTES) if opened.path is not None else None
    return isinstance(source, Source) and source.data == document.data


def _tidy(ls: PenmarkServer, arrived: int) -> None:
    if ls.inbox.arrived == arrived:
        memory.tidy()
    else:
        tidy_later(ls)


def tidy_later(ls: PenmarkServer) -> None:
    """Free what is not needed any more, once nothing has arrived for a while."""
    arrived = ls.inbox.arrived
    ls.later(_TIDY_SECONDS, lambda: _tidy(ls, arrived))


def touched(ls: PenmarkServer, opened: OpenDocument) -> None:
    """The document is new or has changed: it, and then those that are read together with it, are to be checked."""
    if not ls.client.pulls:
        ls.scheduler.add(opened)
    _others(ls, opened)


def _others(ls: PenmarkServer, opened: OpenDocument) -> None:
    for other in ls.documents:
        if other is not opened and other.depends_on(opened):
            ls.check_later(other)

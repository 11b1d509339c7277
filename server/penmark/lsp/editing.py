"""Edits, as the client takes them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from lsprotocol import types

from penmark.findings import Edit
from penmark.lsp.documents import OpenDocument
from penmark.text.document import Document

if TYPE_CHECKING:
    from penmark.lsp.session import PenmarkServer

log = logging.getLogger(__name__)


def workspace_edit(ls: PenmarkServer, opened: OpenDocument, edits: Sequence[Edit]) -> types.WorkspaceEdit:
    """The edits of an open document, for its newest version only where the client can tell versions apart."""
    return workspace_edits(ls, [(opened.document, opened.document.version, edits)])


def workspace_edits(
    ls: PenmarkServer, changed: Iterable[tuple[Document, int | None, Sequence[Edit]]]
) -> types.WorkspaceEdit:
    """The edits of several documents, each with its version; None: of a file that is not open."""
    changes: dict[str, list[types.TextEdit]] = {}
    versioned: list[types.TextDocumentEdit] = []
    for document, version, edits in changed:
        made = [types.TextEdit(ls.range(document, edit.span), edit.text) for edit in edits]
        changes[document.uri] = made
        identifier = types.OptionalVersionedTextDocumentIdentifier(uri=document.uri, version=version)
        versioned.append(types.TextDocumentEdit(identifier, [*made]))
    if ls.client.versioned_edits:
        return types.WorkspaceEdit(document_changes=[*versioned])
    return types.WorkspaceEdit(changes=changes)


async def apply(ls: PenmarkServer, edit: types.WorkspaceEdit, label: str) -> bool:
    """Have the client make the edit, as one step that can be undone. Whether it did."""
    params = types.ApplyWorkspaceEditParams(edit, label)
    try:
        answer = await asyncio.wrap_future(ls.ask(types.WORKSPACE_APPLY_EDIT, params))
    except Exception as error:
        log.warning("the client did not apply an edit (%s)", type(error).__name__)
        return False
    return isinstance(answer, dict) and answer.get("applied") is True

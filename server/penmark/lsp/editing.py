"""Edits, as the client takes them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lsprotocol import types

from penmark.findings import Edit
from penmark.lsp.documents import OpenDocument

if TYPE_CHECKING:
    from penmark.lsp.session import PenmarkServer

log = logging.getLogger(__name__)


def workspace_edit(ls: PenmarkServer, opened: OpenDocument, edits: Sequence[Edit]) -> types.WorkspaceEdit:
    """The edits of an open document, for its newest version only where the client can tell versions apart."""
    document = opened.document
    made = [types.TextEdit(ls.range(document, edit.span), edit.text) for edit in edits]
    if not ls.client.versioned_edits:
        return types.WorkspaceEdit(changes={document.uri: made})
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri=document.uri, version=document.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, [*made])])


async def apply(ls: PenmarkServer, edit: types.WorkspaceEdit, label: str) -> bool:
    """Have the client make the edit, as one step that can be undone. Whether it did."""
    params = types.ApplyWorkspaceEditParams(edit, label)
    try:
        answer = await asyncio.wrap_future(ls.ask(types.WORKSPACE_APPLY_EDIT, params))
    except Exception as error:
        log.warning("the client did not apply an edit (%s)", type(error).__name__)
        return False
    return isinstance(answer, dict) and answer.get("applied") is True

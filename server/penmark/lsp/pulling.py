"""Diagnostics for clients that ask for them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import orjson
from lsprotocol import types

from penmark.lsp import checking

if TYPE_CHECKING:
    from penmark.lsp.session import PenmarkServer

Report = dict[str, Any]


def register(ls: PenmarkServer) -> None:
    """The methods of this file."""
    ls.feature(types.TEXT_DOCUMENT_DIAGNOSTIC)(document_diagnostic)
    ls.feature(types.WORKSPACE_DIAGNOSTIC)(workspace_diagnostic)


def document_diagnostic(ls: PenmarkServer, params: types.DocumentDiagnosticParams) -> Report:
    """The diagnostics of one document, or that they are the same as those of an earlier report."""
    return _report(_found(ls, params.text_document.uri), params.previous_result_id)


def workspace_diagnostic(ls: PenmarkServer, params: types.WorkspaceDiagnosticParams) -> Report:
    """The diagnostics of all open documents, and of the files of the last scan of the workspace."""
    previous = {result.uri: result.value for result in params.previous_result_ids}
    versions: dict[str, int | None] = dict.fromkeys(ls.scanned)
    versions |= {opened.document.uri: opened.document.version for opened in ls.documents}
    # What has been reported and is no more has to be taken back.
    versions = dict.fromkeys(previous) | versions
    return {
        "items": [
            {**_report(_found(ls, uri), previous.get(uri)), "uri": uri, "version": version}
            for uri, version in versions.items()
        ]
    }


def refresh(ls: PenmarkServer) -> None:
    """Ask the client to ask again."""
    if ls.client.pulls and ls.client.refreshes:
        ls.ask_quietly(types.WORKSPACE_DIAGNOSTIC_REFRESH, None)


def _found(ls: PenmarkServer, uri: str) -> bytes:
    opened = ls.documents.get(uri)
    if opened is None:
        return ls.scanned.get(uri, b"[]")
    ls.scheduler.finish(opened)
    return checking.diagnostics(ls, opened)


def _report(found: bytes, previous: str | None) -> Report:
    result = hashlib.blake2b(found, digest_size=12).hexdigest()
    if result == previous:
        return {"kind": "unchanged", "resultId": result}
    return {"kind": "full", "resultId": result, "items": orjson.Fragment(found)}

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_lsp
from lsprotocol import types
from tests.lsp.support import COMMAND, Editor


def capabilities(*, pull: bool = False, modern: bool = True) -> types.ClientCapabilities:
    """Of an editor that can everything, or of one that can nothing."""
    if not modern:
        return types.ClientCapabilities()
    return types.ClientCapabilities(
        general=types.GeneralClientCapabilities(
            position_encodings=[types.PositionEncodingKind.Utf32, types.PositionEncodingKind.Utf16]
        ),
        window=types.WindowClientCapabilities(work_done_progress=True),
        workspace=types.WorkspaceClientCapabilities(
            configuration=True,
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
            did_change_configuration=types.DidChangeConfigurationClientCapabilities(
                dynamic_registration=True
            ),
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
            diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True),
        ),
        text_document=types.TextDocumentClientCapabilities(
            publish_diagnostics=types.PublishDiagnosticsClientCapabilities(
                related_information=True,
                code_description_support=True,
                data_support=True,
                version_support=True,
            ),
            diagnostic=types.DiagnosticClientCapabilities() if pull else None,
            hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
            code_action=types.CodeActionClientCapabilities(
                is_preferred_support=True,
                disabled_support=True,
                data_support=True,
                resolve_support=types.ClientCodeActionResolveOptions(properties=["edit"]),
            ),
        ),
    )


_CONFIG = pytest_lsp.ClientServerConfig(server_command=COMMAND, client_factory=Editor)


@pytest_lsp.fixture(config=_CONFIG, scope="module")
async def editor(lsp_client: Editor, tmp_path_factory) -> AsyncIterator[None]:
    """A modern editor, to which diagnostics are pushed. Its workspace is `editor.root`."""
    lsp_client.root = tmp_path_factory.mktemp("workspace").resolve()
    await lsp_client.start(capabilities(), lsp_client.root)
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=_CONFIG, scope="module")
async def plain(lsp_client: Editor) -> AsyncIterator[None]:
    """An editor that says of itself that it can nothing."""
    await lsp_client.start(capabilities(modern=False))
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=_CONFIG, scope="module")
async def puller(lsp_client: Editor, tmp_path_factory) -> AsyncIterator[None]:
    """A modern editor that asks for diagnostics."""
    lsp_client.root = tmp_path_factory.mktemp("workspace").resolve()
    await lsp_client.start(capabilities(pull=True), lsp_client.root)
    yield
    await lsp_client.shutdown_session()

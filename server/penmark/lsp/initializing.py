"""`initialize` and `initialized`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from penmark.lsp.client import Client
from penmark.lsp.notebooks import SELECTOR
from penmark.workspace.uris import to_path

if TYPE_CHECKING:
    from penmark.lsp.session import PenmarkServer

FIX_ALL = "source.fixAll.penmark"
NOTEBOOK = "notebook"
"""Before the kind of an action: that it is one of the whole notebook."""

_TRUSTED = "trusted"


def initialize(ls: PenmarkServer, params: types.InitializeParams) -> types.InitializeResult:
    """Takes in what the client can and where its workspace is."""
    ls.client = Client.of(params.capabilities)
    ls.projects.set_roots(_roots(params))
    ls.projects.set_trusted(_trusted(params.initialization_options))
    ls.projects.set_initial(_options(params.initialization_options))
    return types.InitializeResult(
        capabilities=_capabilities(ls),
        server_info=types.ServerInfo(name=ls.name, version=ls.version),
    )


def _roots(params: types.InitializeParams) -> list[Path]:
    uris = [folder.uri for folder in params.workspace_folders or ()]
    if not uris and params.root_uri:
        uris = [params.root_uri]
    roots = [path for uri in uris if (path := to_path(uri)) is not None]
    if not uris and params.root_path and Path(params.root_path).is_absolute():
        roots = [Path(params.root_path)]
    return roots


def _options(options: object) -> dict[str, object]:
    """The settings among the initialization options: under `settings`, under `penmark`, or all of them."""
    for key in ("settings", "penmark"):
        if isinstance(options, dict) and isinstance(options.get(key), dict):
            options = options[key]
    return {key: options[key] for key in options if key != _TRUSTED} if isinstance(options, dict) else {}


def _trusted(options: object) -> bool:
    """Whether the person trusts the workspace: so it is unless the client says no."""
    return not isinstance(options, dict) or options.get(_TRUSTED) is not False


def _capabilities(ls: PenmarkServer) -> types.ServerCapabilities:
    return types.ServerCapabilities(
        position_encoding=types.PositionEncodingKind(ls.client.encoding.value),
        text_document_sync=types.TextDocumentSyncOptions(
            open_close=True,
            change=types.TextDocumentSyncKind.Incremental,
            save=types.SaveOptions(include_text=False),
        ),
        notebook_document_sync=types.NotebookDocumentSyncOptions(SELECTOR, save=True),
        code_action_provider=types.CodeActionOptions(
            code_action_kinds=[types.CodeActionKind.QuickFix, FIX_ALL, f"{NOTEBOOK}.{FIX_ALL}"],
            resolve_provider=ls.client.resolves_edits,
        ),
        hover_provider=True,
        code_lens_provider=types.CodeLensOptions(resolve_provider=False) if ls.client.applies_edits else None,
        execute_command_provider=types.ExecuteCommandOptions(
            commands=sorted(ls.commands), work_done_progress=True
        ),
        diagnostic_provider=types.DiagnosticOptions(
            identifier="penmark", inter_file_dependencies=True, workspace_diagnostics=True
        )
        if ls.client.pulls
        else None,
        workspace=types.WorkspaceOptions(
            workspace_folders=types.WorkspaceFoldersServerCapabilities(
                supported=True, change_notifications=True
            )
        ),
    )

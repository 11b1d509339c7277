"""Settings: where they come from, and what happens when they change."""

from __future__ import annotations

import logging
from collections.abc import Collection
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from penmark.lsp import pulling
from penmark.settings import FILES
from penmark.workspace.uris import to_path

if TYPE_CHECKING:
    from penmark.lsp.session import PenmarkServer

log = logging.getLogger(__name__)

_SECTION = "penmark"
_PATIENCE_SECONDS = 2.0
"""How long the first analysis waits for the client's settings."""

_WATCHED = ("**/penmark.toml", "**/pyproject.toml", "**/.penmark/rules/**/*.md", "**/*.{tf,tofu,py}")
_MODULE_SUFFIXES = (".tf", ".tofu")
_IMPORTED_SUFFIXES = (".py",)


def register(ls: PenmarkServer) -> None:
    """The methods of this file."""
    ls.feature(types.INITIALIZED)(initialized)
    ls.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)(did_change_configuration)
    ls.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(did_change_watched_files)
    ls.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)(did_change_workspace_folders)


def initialized(ls: PenmarkServer, _params: types.InitializedParams) -> None:
    """Ask for the settings and for news of files."""
    if ls.client.configuration:
        ls.scheduler.held = True
        ls.later(_PATIENCE_SECONDS, lambda: _release(ls))
        _ask(ls)
    registrations = []
    if ls.client.registers_settings:
        registrations.append(
            types.Registration(
                "penmark-settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, {"section": _SECTION}
            )
        )
    if ls.client.registers_watchers:
        watchers = [{"globPattern": pattern} for pattern in _WATCHED]
        registrations.append(
            types.Registration(
                "penmark-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, {"watchers": watchers}
            )
        )
    if registrations:
        ls.ask(types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams(registrations)).add_done_callback(
            _logged
        )
    if not ls.client.configuration:
        tell_errors(ls)


def did_change_configuration(ls: PenmarkServer, params: types.DidChangeConfigurationParams) -> None:
    """The settings have changed: they are in the message, or to be asked for."""
    if ls.client.configuration:
        _ask(ls)
        return
    given = params.settings
    if isinstance(given, dict):
        given = given.get(_SECTION, given)
    if isinstance(given, dict) and ls.projects.set_overrides(given):
        reload(ls)


def did_change_watched_files(ls: PenmarkServer, params: types.DidChangeWatchedFilesParams) -> None:
    """Files on disk have changed."""
    paths = dict.fromkeys(to_path(event.uri) for event in params.changes)
    files_changed(ls, [path for path in paths if path is not None])


def did_change_workspace_folders(ls: PenmarkServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Folders came to the workspace or left it."""
    removed = {to_path(folder.uri) for folder in params.event.removed}
    added = [path for folder in params.event.added if (path := to_path(folder.uri)) is not None]
    ls.projects.set_roots([*(root for root in ls.projects.roots if root not in removed), *added])
    reload(ls)


def files_changed(ls: PenmarkServer, paths: Collection[Path]) -> None:
    """Files on disk have changed: settings, rules, or files that something open is read together with."""
    if any(path.name in FILES or (path.suffix == ".md" and "rules" in path.parts) for path in paths):
        ls.projects.forget()
        reload(ls)
        return
    folders = {path.parent for path in paths if path.suffix in _MODULE_SUFFIXES}
    imported = any(path.suffix in _IMPORTED_SUFFIXES for path in paths)
    if not folders and not imported:
        return
    ls.projects.look_again()
    for opened in ls.documents:
        within = opened.folder in folders and opened.path not in paths
        if within or (imported and opened.document.language == "python"):
            ls.check_later(opened)
    pulling.refresh(ls)


def reload(ls: PenmarkServer) -> None:
    """Check everything that is open anew, with the settings as they are now."""
    for opened in reversed(list(ls.documents)):
        opened.unsettle(forget=True)
        if not ls.client.pulls:
            ls.scheduler.add(opened)
    tell_errors(ls)
    pulling.refresh(ls)
    ls.scheduler.run()


def tell_errors(ls: PenmarkServer) -> None:
    """Show what of the settings and the rules cannot be used."""
    for root in ls.projects.roots or (None,):
        ls.projects.of(root)
    for message in ls.projects.new_errors():
        ls.show(types.MessageType.Warning, f"Penmark: {message}")


def _ask(ls: PenmarkServer) -> None:
    items = [types.ConfigurationItem(section=_SECTION)]
    answer = ls.ask(types.WORKSPACE_CONFIGURATION, types.ConfigurationParams(items))
    answer.add_done_callback(lambda future: _take(ls, future))


def _take(ls: PenmarkServer, answer: Future[Any]) -> None:
    """The client's answer; without a usable one, the settings stay as they are."""
    if answer.cancelled() or answer.exception() is not None:
        log.warning("the client did not tell its settings")
    else:
        given = answer.result()
        first = given[0] if isinstance(given, list) and given else None
        if isinstance(first, dict) and ls.projects.set_overrides(first):
            _release(ls)
            reload(ls)
            return
    _release(ls)


def _release(ls: PenmarkServer) -> None:
    """The settings are known, or it took too long: what is open can be checked."""
    if ls.scheduler.held and not ls.stopping.is_set():
        ls.scheduler.held = False
        tell_errors(ls)
        ls.scheduler.run()


def _logged(future: Future[Any]) -> None:
    if not future.cancelled() and future.exception() is not None:
        log.warning("the client did not register what we asked for")

"""The server, as one client sees it."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Collection
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from penmark import __version__
from penmark.lsp import (
    acting,
    checking,
    commanding,
    configuring,
    hovering,
    inserting,
    memory,
    pulling,
    synchronizing,
)
from penmark.lsp.client import Client
from penmark.lsp.documents import Documents, OpenDocument
from penmark.lsp.notebooks import synchronizing as notebooks
from penmark.lsp.notebooks.documents import Notebook
from penmark.lsp.projects import Projects
from penmark.lsp.protocol import PenmarkProtocol
from penmark.lsp.rendering import Renderer
from penmark.lsp.scheduling import Scheduler
from penmark.lsp.transport import Inbox
from penmark.rules.ruleset import RuleSet
from penmark.text.document import Document
from penmark.text.span import Span

log = logging.getLogger(__name__)

_GROUPS = (synchronizing, notebooks, pulling, acting, inserting, hovering, commanding, configuring)

_TIDY_ROUNDS = 1_000
"""After how many messages memory is looked through, as soon as nobody types."""


class PenmarkServer(LanguageServer):
    """What one client is served with. Everything happens on one event loop, but for the scan of a workspace."""

    protocol: PenmarkProtocol

    def __init__(self) -> None:
        super().__init__(
            "penmark", __version__, protocol_cls=PenmarkProtocol, converter_factory=default_converter
        )
        self.client = Client()
        self.documents = Documents()
        self.notebooks: dict[str, Notebook] = {}
        self.projects = Projects()
        self.scanned: dict[str, bytes] = {}
        self.commands: dict[str, commanding.Command] = {}
        self.cancels: dict[types.ProgressToken, threading.Event] = {}
        self.stopping = threading.Event()
        self.inbox = Inbox(self.protocol.on_body, self.settle, self.finish)
        self.scheduler = Scheduler(
            lambda opened, stop: checking.check(self, opened, stop), self.inbox.waiting
        )
        self._renderer: Renderer | None = None
        self._rounds = 0
        self._ended: asyncio.Future[int] | None = None
        for group in _GROUPS:
            group.register(self)

    async def serve(self) -> int:
        """Serve until the client goes. The exit code: 0 if it took its leave as the protocol wants it, else 1."""
        self._ended = asyncio.get_running_loop().create_future()
        return await self._ended

    def finish(self, code: int = 1) -> None:
        """The client is gone, or wants us to go."""
        self.stop_working()
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(code)

    def stop_working(self) -> None:
        """Whatever runs is to end."""
        self.stopping.set()
        self.scheduler.held = True

    def changed(self, params: object) -> None:
        """`textDocument/didChange`, as it came: it is not worth a detour through typed parameters."""
        synchronizing.did_change(self, params)

    def settle(self) -> None:
        """All that had arrived was taken."""
        self.scheduler.run()
        memory.rest()
        self._rounds += 1
        if self._rounds % _TIDY_ROUNDS == 0:
            synchronizing.tidy_later(self)

    def files_changed(self, paths: Collection[Path]) -> None:
        """Files on disk have changed."""
        configuring.files_changed(self, paths)

    def check_later(self, opened: OpenDocument) -> None:
        """What a document depends on has changed: check it again when nothing else waits."""
        opened.unsettle()
        if not self.client.pulls:
            self.scheduler.add_later(opened)

    def check_again(self, opened: OpenDocument) -> None:
        """Check a document that was looked at by itself together with what it imports."""
        if self.documents.get(opened.document.uri) is opened:
            self.check_later(opened)
            self.scheduler.run()
            pulling.refresh(self)

    def renderer(self, rules: RuleSet) -> Renderer:
        """What makes diagnostics of findings of these rules."""
        if (
            self._renderer is None
            or self._renderer.rules is not rules
            or self._renderer.client is not self.client
        ):
            self._renderer = Renderer(self.client, rules)
        return self._renderer

    def range(self, document: Document, span: Span) -> types.Range:
        """The range of an absolute span, in the client's units."""
        start, end = Renderer(self.client, RuleSet({})).range(document, span).values()
        return types.Range(types.Position(**start), types.Position(**end))

    def show(self, kind: types.MessageType, message: str) -> None:
        """Show a message to the person."""
        self.window_show_message(types.ShowMessageParams(kind, message))

    def ask(self, method: str, params: Any) -> Future[Any]:
        """Send a request to the client; its result comes as plain JSON."""
        return self.protocol.send_request(method, params)

    def ask_quietly(self, method: str, params: Any) -> None:
        """Send a request whose answer says nothing."""
        self.ask(method, params).add_done_callback(lambda answer: _refused(method, answer))

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        """Call on the event loop after some time."""
        asyncio.get_running_loop().call_later(seconds, call)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """pygls tells the person; we log the kind, since the text may quote a document."""
        log.error("an error in the server: %s", type(error).__name__)


def _refused(method: str, answer: Future[Any]) -> None:
    if not answer.cancelled() and answer.exception() is not None:
        log.debug("the client refused %s", method)

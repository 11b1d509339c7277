"""What the client shows while something goes on."""

from __future__ import annotations

import asyncio
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types

if TYPE_CHECKING:
    from penmark.lsp.session import PenmarkServer

_SECONDS = 0.1
"""How often it is told at most."""


class Progress:
    """What the client shows while it goes on; nothing, if it cannot."""

    def __init__(self, ls: PenmarkServer, token: types.ProgressToken, *, shown: bool) -> None:
        self._ls = ls
        self._shown = shown
        self._last = 0.0
        self._loop = asyncio.get_running_loop()
        self.token = token

    @classmethod
    async def begin(cls, ls: PenmarkServer, token: types.ProgressToken | None, title: str) -> Progress:
        """Under the client's token, or one that the client is asked to take."""
        shown = token is not None
        if token is None:
            token = f"penmark-{uuid.uuid4()}"
            if ls.client.progress:
                created = types.WorkDoneProgressCreateParams(token)
                answer = asyncio.wrap_future(ls.ask(types.WINDOW_WORK_DONE_PROGRESS_CREATE, created))
                try:
                    await answer
                    shown = True
                except Exception:
                    shown = False
        progress = cls(ls, token, shown=shown)
        progress._send(types.WorkDoneProgressBegin(f"Penmark: {title}", cancellable=True, percentage=0))
        return progress

    async def during(self, work: Callable[[Callable[[], bool]], None], outcome: Callable[[], str]) -> bool:
        """Do the work in a thread; it is told when to stop. `outcome` is what is shown at the end. Whether it was cancelled."""
        stop = threading.Event()
        self._ls.cancels[self.token] = stop
        running = self._loop.run_in_executor(None, work, lambda: stop.is_set() or self._ls.stopping.is_set())
        try:
            await asyncio.shield(running)
        except asyncio.CancelledError:
            stop.set()
            raise
        finally:
            del self._ls.cancels[self.token]
            self._end("cancelled" if stop.is_set() else outcome())
        return stop.is_set()

    def step(self, done: int, total: int, _path: Path) -> None:
        """Report, now and then. Called in the thread that does the work."""
        now = time.monotonic()
        if now - self._last >= _SECONDS:
            self._last = now
            report = types.WorkDoneProgressReport(
                cancellable=True, message=f"{done} of {total} files", percentage=100 * done // max(1, total)
            )
            self._loop.call_soon_threadsafe(self._send, report)

    def _end(self, message: str) -> None:
        self._send(types.WorkDoneProgressEnd(message=message))

    def _send(self, value: Any) -> None:
        if self._shown:
            self._ls.protocol.notify(types.PROGRESS, types.ProgressParams(self.token, value))

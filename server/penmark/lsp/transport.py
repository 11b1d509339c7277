"""Stdio and TCP: what arrives is read on the event loop where the platform lets it."""

from __future__ import annotations

import asyncio
import os
import select
import stat
import sys
import threading
from collections.abc import Callable
from typing import Protocol

from penmark.lsp.framing import Framing

_CHUNK = 65_536


class Writer(Protocol):
    """Where messages go."""

    def write(self, data: bytes) -> None:
        """Send `data`, all of it and in order. Raises OSError when the client is gone."""

    def close(self) -> None:
        """Send nothing more."""


class Inbox(asyncio.Protocol):
    """Takes what arrives and hands each message on.

    `receive` is called with every body in order, `settle` when all that had arrived was received, `end` when nothing more
    will come. None of them may raise. `arrived` counts how often something came.
    """

    def __init__(
        self, receive: Callable[[bytes], None], settle: Callable[[], None], end: Callable[[], None]
    ) -> None:
        self._receive = receive
        self._settle = settle
        self._end = end
        self._framing = Framing()
        self.arrived = 0
        self._posted = 0  # counted by the reading thread only
        self._taken = 0  # counted by the event loop only
        self._ready: Callable[[int], object] | None = None

    def waiting(self) -> bool:
        """Whether something has arrived that was not received yet."""
        if self._ready is not None:
            return bool(self._ready(0))
        return self._posted != self._taken

    def watch(self, descriptor: int) -> None:
        """Ask the system, from now on, whether something waits at `descriptor`."""
        if hasattr(select, "poll"):
            poll = select.poll()
            poll.register(descriptor, select.POLLIN)
            self._ready = poll.poll

    def data_received(self, data: bytes) -> None:
        """Called by the event loop."""
        self.arrived += 1
        for body in self._framing.feed(data):
            self._receive(body)
        self._settle()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the event loop."""
        self._end()

    def read_in_thread(self, descriptor: int, loop: asyncio.AbstractEventLoop) -> None:
        """Read in a thread: for platforms and streams whose pipes the event loop cannot read."""

        def pump() -> None:
            while True:
                try:
                    data = os.read(descriptor, _CHUNK)
                except OSError:
                    data = b""
                self._posted += 1
                try:
                    loop.call_soon_threadsafe(take, data)
                except RuntimeError:
                    return  # the loop has ended
                if not data:
                    return

        def take(data: bytes) -> None:
            self._taken += 1
            if data:
                self.data_received(data)
            else:
                self._end()

        threading.Thread(target=pump, name="penmark-stdin", daemon=True).start()


class PipeWriter:
    """Writes to a pipe, without a buffer."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, data: bytes) -> None:
        """Send `data`. Raises OSError when the client is gone."""
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(self._descriptor, rest) :]
            except BlockingIOError:  # the client gave one socket for both directions
                select.select([], [self._descriptor], [])

    def close(self) -> None:
        """Send nothing more."""
        try:
            os.close(self._descriptor)
        except OSError:
            return


def take_stdio() -> tuple[int, int]:
    """Descriptors of the standard input and output for us alone.

    Whatever else reads or prints, here or in a child process, gets nothing, or writes to the standard error.
    """
    incoming, outgoing = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    return incoming, outgoing


async def read_pipe(inbox: Inbox, descriptor: int) -> None:
    """Let `inbox` take what arrives at a descriptor."""
    loop = asyncio.get_running_loop()
    mode = os.fstat(descriptor).st_mode
    if sys.platform != "win32" and (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        await loop.connect_read_pipe(lambda: inbox, os.fdopen(descriptor, "rb", buffering=0))
        inbox.watch(descriptor)
    else:
        inbox.read_in_thread(descriptor, loop)

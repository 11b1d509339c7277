"""The server on its way in: over pipes, or over a connection."""

from __future__ import annotations

import asyncio
import sys

from penmark.lsp.session import PenmarkServer
from penmark.lsp.transport import PipeWriter, read_pipe


async def over_stdio(incoming: int, outgoing: int) -> int:
    """Serve the client at the two descriptors until it goes. The exit code."""
    server = PenmarkServer()
    server.protocol.set_writer(PipeWriter(outgoing))
    ended = asyncio.ensure_future(server.serve())
    await read_pipe(server.inbox, incoming)
    return await ended


async def over_tcp(host: str, port: int) -> int:
    """Serve the first client that connects until it goes. The exit code."""
    loop = asyncio.get_running_loop()
    server = PenmarkServer()
    ended = asyncio.ensure_future(server.serve())
    await asyncio.sleep(0)
    try:
        listener = await loop.create_server(lambda: _First(server), host, port)
    except OSError as error:
        print(f"penmark: cannot listen at {host}:{port}: {error.strerror}", file=sys.stderr)
        return 2
    for socket in listener.sockets:
        print("penmark: listening at {}:{}".format(*socket.getsockname()[:2]), file=sys.stderr, flush=True)
    code = await ended
    listener.close()
    return code


class _First(asyncio.Protocol):
    """Gives the connection to the server if it is the first, and closes it if not."""

    def __init__(self, server: PenmarkServer) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        if self._server.protocol.writer is not None:
            transport.close()
            return
        self._server.protocol.set_writer(transport)
        socket = transport.get_extra_info("socket")
        if socket is not None:
            self._server.inbox.watch(socket.fileno())
        transport.set_protocol(self._server.inbox)

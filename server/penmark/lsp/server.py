"""`penmark lsp`: the two ways in. What they need is imported when they are called."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from penmark.lsp import memory
from penmark.lsp.logs import configure_logs
from penmark.lsp.transport import take_stdio


def serve_stdio() -> int:
    """Serve the client at the standard input and output until it goes. The exit code: 0 if it took its leave, else 1."""
    incoming, outgoing = take_stdio()
    with memory.growing():
        from penmark.lsp import serving
    return _run(serving.over_stdio(incoming, outgoing))


def serve_tcp(host: str, port: int) -> int:
    """Serve the first client that connects until it goes. The exit code; 2 if nothing can be served there.

    The address goes to the standard error: port 0 takes any that is free.
    """
    with memory.growing():
        from penmark.lsp import serving
    return _run(serving.over_tcp(host, port))


def _run(main: Coroutine[Any, Any, int]) -> int:
    configure_logs()
    try:
        return asyncio.run(main)
    except KeyboardInterrupt:
        return 130

"""`penmark lsp`."""

from __future__ import annotations

import argparse

from penmark.cli.main import UsageError


def lsp(arguments: argparse.Namespace) -> int:
    """Runs the language server until its client ends it. The exit code is the server's."""
    address = _address(arguments.tcp) if arguments.tcp else None
    from penmark.lsp import server

    return server.serve_stdio() if address is None else server.serve_tcp(*address)


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdecimal() or int(port) > 65535:
        raise UsageError(f"{text!r} is no address: write HOST:PORT, like 127.0.0.1:4389")
    return host.strip("[]") or "127.0.0.1", int(port)

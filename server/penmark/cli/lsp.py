"""What `penmark lsp` reads from its command line."""

from __future__ import annotations

from penmark.cli.main import UsageError


def address_of(text: str) -> tuple[str, int]:
    """The host and port that `HOST:PORT` says. Raises UsageError."""
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdecimal() or int(port) > 65535:
        raise UsageError(f"{text!r} is no address: write HOST:PORT, like 127.0.0.1:4389")
    return host.strip("[]") or "127.0.0.1", int(port)

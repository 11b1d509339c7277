"""The `penmark` command, which is also `python -m penmark`: it knows both front doors, so that they need not know each other."""

from __future__ import annotations

from penmark.cli.main import main as command


def main() -> int:
    """Runs the command with the process's arguments; returns the exit code."""
    return command(serve=_serve)


def _serve(address: tuple[str, int] | None) -> int:
    from penmark.lsp import server

    return server.serve_stdio() if address is None else server.serve_tcp(*address)


if __name__ == "__main__":
    raise SystemExit(main())

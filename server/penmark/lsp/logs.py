"""Logs on the standard error, which never quote a document."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from types import TracebackType

_ExcInfo = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


class _Discreet(logging.Formatter):
    """Says of an exception where it was raised and its type, but not its text, which may quote a document."""

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802
        kind, _, trace = ei
        frames = "".join(traceback.format_tb(trace))
        return f"{frames}{kind.__name__ if kind is not None else 'error'}"


def configure_logs() -> None:
    """Log warnings, or what PENMARK_LOG says (`debug`, `info`, …)."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Discreet("%(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    level = logging.getLevelName(os.environ.get("PENMARK_LOG", "warning").upper())
    root.setLevel(level if isinstance(level, int) else logging.WARNING)
    for chatty in ("pygls", "cattrs"):  # they log whole messages
        logging.getLogger(chatty).setLevel(logging.CRITICAL + 1)
    logging.getLogger("asyncio").setLevel(logging.ERROR)

"""Where the log goes when nobody reads one."""

from __future__ import annotations

import logging
import os

_LOGGER = logging.getLogger("penmark")


def quiet_logs() -> None:
    """From now on this process logs nothing: what went wrong is said as problems.

    With the variable PENMARK_DEBUG the log goes to standard error as before; it may quote the files that are checked.
    """
    if not os.environ.get("PENMARK_DEBUG"):
        _LOGGER.addHandler(logging.NullHandler())
        _LOGGER.propagate = False


def is_quiet() -> bool:
    """Whether this process logs nothing."""
    return not _LOGGER.propagate

"""Python, up to 3.14, whatever Python the server runs on."""

from __future__ import annotations

from penmark.syntax.python.adapter import PythonAdapter


def create() -> PythonAdapter:
    """The adapter of Python."""
    return PythonAdapter()

"""Notebooks: each cell of Python is a document of its own, and all of them are analysed as one text."""

from __future__ import annotations

from lsprotocol import types

SELECTOR = [types.NotebookDocumentFilterWithNotebook("*", [types.NotebookCellLanguage("python")])]
"""Which cells we want to hear of: those of Python, in notebooks of any kind."""

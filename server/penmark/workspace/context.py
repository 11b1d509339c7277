"""What a document has to be read together with, whatever its language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from penmark.analysis.result import NO_CONTEXT, Context
from penmark.findings import Problem
from penmark.text.document import Document
from penmark.workspace import imports
from penmark.workspace.imports import Imports
from penmark.workspace.module import ModuleFiles


class Contexts:
    """The contexts of the documents below `root` (absolute). Not safe for use by several threads at once."""

    def __init__(self, root: Path, largest: int) -> None:
        """`largest`: the size in bytes up to which files are read."""
        self._files = ModuleFiles(largest)
        self._imports = Imports(root, largest)

    def of(
        self, path: Path | None, language: str, opened: Mapping[str, Document] | None = None
    ) -> tuple[Context, tuple[Problem, ...]]:
        """The context of the document at `path` (absolute; None: it is no file), and what is wrong with it.

        `opened` are the editor's documents by URI: they stand in for what is on disk.
        """
        if path is None:
            return NO_CONTEXT, ()
        if language == imports.LANGUAGE:
            return self._imports.context_of(path, opened or {}), ()
        return self._files.context_of(path, language, opened)

    def forget(self) -> None:
        """Files have changed on disk."""
        self._imports.forget()

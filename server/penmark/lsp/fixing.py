"""The safe fixes of the whole workspace, made by the client as one edit that can be undone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from penmark.findings import Edit
from penmark.lsp.editing import apply, workspace_edits
from penmark.lsp.notebooks.acting import safe_edits
from penmark.lsp.notebooks.documents import CellDocument, Notebook
from penmark.lsp.progress import Progress
from penmark.syntax.adapter import adapter_for, language_of
from penmark.text.document import Document
from penmark.workspace.discovery import discover
from penmark.workspace.fixing import Fixed
from penmark.workspace.fixing import fix as fix_files
from penmark.workspace.notchecked import NotChecked
from penmark.workspace.pool import File
from penmark.workspace.project import Project
from penmark.workspace.reading import Source, read
from penmark.workspace.uris import from_path

if TYPE_CHECKING:
    from penmark.lsp.session import PenmarkServer

_BOM_BYTES = 4
_LABEL = "Fix all that is safe to fix in the workspace"


async def fix(ls: PenmarkServer, token: types.ProgressToken | None) -> dict[str, Any]:
    """Fix what is safe to fix in every file of the workspace: open ones by their text in the editor, others by that on disk.

    Nothing is written here: the client makes the edits. `refused` counts the files that changed meanwhile and were left alone.
    """
    if not ls.client.applies_edits:
        message = "the client does not announce workspace/applyEdit"
        raise JsonRpcException(message, types.LSPErrorCodes.RequestFailed)
    progress = await Progress.begin(ls, token, "fixing the workspace")
    run = _Run(ls, progress)
    cancelled = await progress.during(run.work, lambda: run.outcome)
    result = {"files": 0, "fixes": 0, "notChecked": run.not_checked, "cancelled": cancelled, "refused": 0}
    if cancelled:
        return result
    changes = list(run.changes())
    edit = workspace_edits(ls, [(one.document, one.version, one.edits) for one in changes])
    files = len({one.file for one in changes})
    if changes and not await apply(ls, edit, _LABEL):
        return result | {"refused": run.refused + files}
    fixes = sum(one.fixes for one in changes)
    return result | {"files": files, "fixes": fixes, "refused": run.refused}


@dataclass(frozen=True, slots=True)
class _Change:
    """The edits of one document of a file (a notebook has several); `version` is None if it is not open."""

    file: str
    document: Document
    version: int | None
    edits: Sequence[Edit]
    fixes: int


class _Run:
    """One run. `work` runs in a thread; all else on the event loop."""

    def __init__(self, ls: PenmarkServer, progress: Progress) -> None:
        self._ls = ls
        self._progress = progress
        self._projects = ls.projects.copy()
        self._opened = {
            opened.path: opened.document
            for opened in ls.documents
            if opened.path is not None and not isinstance(opened, CellDocument)
        }
        self._notebooks = {book.path: book for book in ls.notebooks.values() if book.path is not None}
        self._found: list[Notebook] = []
        self._fixed: list[Fixed] = []
        self.refused = self.not_checked = 0

    @property
    def outcome(self) -> str:
        """What was found, in a few words."""
        return f"{sum(fixed.fixes for fixed in self._fixed)} fixes in {len(self._fixed)} files"

    def work(self, stopped: Callable[[], bool]) -> None:
        """Look for what can be fixed, unless stopped."""
        groups = self._files()
        total = sum(map(len, groups.values()))
        before = 0
        # With one job the files would be worked on in this very process, and typing would wait.
        jobs = max(2, (os.cpu_count() or 1) - 1)
        for project, files in groups.items():
            base = before

            def step(done: int, _of: int, path: Path, base: int = base) -> None:
                self._progress.step(base + done, total, path)

            baseline = self._projects.baseline(project)
            for fixed in fix_files(files, project, baseline, jobs, step, stopped):
                self.not_checked += bool(fixed.problem)
                if fixed.edits:
                    self._fixed.append(fixed)
            before += len(files)
        fresh = [fixed for fixed in self._fixed if fixed.path in self._opened or _is_on_disk(fixed)]
        self.refused += len(self._fixed) - len(fresh)
        self._fixed = fresh

    def changes(self) -> Iterator[_Change]:
        """What is to be changed, as far as it has not changed by itself meanwhile."""
        now = {opened.path: opened.document for opened in self._ls.documents}
        for fixed in self._fixed:
            document = now.get(fixed.path)
            before = self._opened.get(fixed.path)
            if document is None and before is None:
                language = language_of(str(fixed.path))
                document, version = Document(from_path(fixed.path), 0, language, fixed.data), None
            elif document is not None and document is (before or document) and document.data == fixed.data:
                version = document.version
            else:
                self.refused += 1
                continue
            edits = [Edit(span, text.decode()) for span, text in fixed.edits]
            yield _Change(document.uri, document, version, edits, fixed.fixes)
        for notebook in self._found:
            opened = next(notebook.cells(), None)
            if opened is not None:
                self._ls.scheduler.finish(opened)
                for cell, made, fixes in safe_edits(notebook):
                    yield _Change(notebook.uri, cell.document, cell.document.version, made, fixes)

    def _files(self) -> dict[Project, list[File]]:
        """The files in which something may be fixed, with the project of their folder."""
        groups: dict[Project, list[File]] = {}
        seen: set[Path] = set()
        for root in self._projects.roots:
            outer = self._projects.of(root)
            for found in discover([root], outer.root, outer.settings):
                path = found.path if isinstance(found, NotChecked) else found
                if path in seen:
                    continue
                seen.add(path)
                if path in self._notebooks:
                    self._found.append(self._notebooks[path])
                elif (file := self._file(found)) is not None:
                    groups.setdefault(self._projects.of(path.parent), []).append(file)
        return groups

    def _file(self, found: Path | NotChecked) -> File | None:
        """A file on disk, or the text that an editor has in its place; None where nothing can be fixed."""
        if isinstance(found, NotChecked):
            return found
        opened = self._opened.get(found)
        if opened is not None:
            return Source(found, opened.language, b"", opened.data, "utf-8", b"", "")
        return found if adapter_for(language_of(str(found))) is not None else None


def _is_on_disk(fixed: Fixed) -> bool:
    source = read(fixed.path, len(fixed.data) + _BOM_BYTES)
    return isinstance(source, Source) and source.data == fixed.data

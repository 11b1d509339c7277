"""The scan of the workspace, in processes of its own, so that typing does not wait for it."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from penmark.findings import Finding
from penmark.lsp import checking, pulling
from penmark.lsp.progress import Progress
from penmark.lsp.rendering import joined
from penmark.text.document import Document
from penmark.workspace.checking import Checked
from penmark.workspace.discovery import discover
from penmark.workspace.project import Project
from penmark.workspace.scan import scan as scan_files
from penmark.workspace.uris import from_path

if TYPE_CHECKING:
    from penmark.lsp.session import PenmarkServer


async def scan(ls: PenmarkServer, token: types.ProgressToken | None) -> dict[str, Any]:
    """Check every file of the workspace, and show what is found in those that are not open."""
    progress = await Progress.begin(ls, token, "checking the workspace")
    run = _Scan(ls, progress)
    cancelled = await progress.during(run.work, lambda: f"{run.findings} findings in {run.files} files")
    if not cancelled:
        run.forget_what_is_gone()
    pulling.refresh(ls)
    return {
        "files": run.files,
        "findings": run.findings,
        "notChecked": run.not_checked,
        "cancelled": cancelled,
    }


class _Scan:
    """One scan. `work` runs in a thread; all that touches the server runs on the event loop."""

    def __init__(self, ls: PenmarkServer, progress: Progress) -> None:
        self._ls = ls
        self._progress = progress
        self._loop = asyncio.get_running_loop()
        self._projects = [(root, ls.projects.of(root)) for root in ls.projects.roots]
        self._seen: set[str] = set()
        self.files = self.findings = self.not_checked = 0

    def work(self, stopped: Callable[[], bool]) -> None:
        """Check all files, unless stopped."""
        # With one job the files would be checked in this very process, and typing would wait.
        jobs = max(2, (os.cpu_count() or 1) - 1)
        for root, project in self._projects:
            files = list(discover([root], project.root, project.settings))
            for checked in scan_files(files, project, jobs, self._progress.step, stopped):
                self._loop.call_soon_threadsafe(self._take, checked, project)
        # What was handed over before this is taken before the caller goes on.
        done = threading.Event()
        self._loop.call_soon_threadsafe(done.set)
        while not done.wait(0.2) and not self._ls.stopping.is_set():
            pass

    def forget_what_is_gone(self) -> None:
        """Take back what was said about files that are no longer there."""
        for uri in [uri for uri in self._ls.scanned if uri not in self._seen]:
            del self._ls.scanned[uri]
            self._show(uri, b"[]")

    def _take(self, checked: Checked, project: Project) -> None:
        if checked.binary:
            return
        known = self._ls.projects.known(project, checked.path)
        findings = [one for one in checked.findings if one.fingerprint not in known]
        self.files += 1
        self.findings += len(findings)
        self.not_checked += bool(checked.problems)
        uri = from_path(checked.path)
        found = _rendered(self._ls, checked, findings, project)
        if found == b"[]" and uri not in self._ls.scanned:
            return
        self._seen.add(uri)
        self._ls.scanned[uri] = found
        if checked.path not in {opened.path for opened in self._ls.documents}:
            self._show(uri, found)

    def _show(self, uri: str, found: bytes) -> None:
        if not self._ls.client.pulls:
            checking.publish(self._ls, uri, None, found)


def _rendered(ls: PenmarkServer, checked: Checked, findings: Sequence[Finding], project: Project) -> bytes:
    """The diagnostics of a file that is not open."""
    document = Document(from_path(checked.path), 0, checked.language, checked.text.data)
    others = {uri: Document(uri, 0, "", text.data) for uri, text in checked.others.items()}
    renderer = ls.renderer(project.rules)
    pieces = [renderer.finding(one, 0, one.fingerprint, document, others.get) for one in findings]
    pieces += [renderer.problem(problem, document) for problem in checked.problems]
    return joined(pieces)

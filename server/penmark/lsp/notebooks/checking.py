"""The analysis of a notebook: of all its cells at once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from penmark.analysis.check import Stopped
from penmark.analysis.result import NO_CONTEXT, Analysis
from penmark.analysis.steady import steady
from penmark.findings import Problem
from penmark.lsp import inserting, memory, status
from penmark.lsp.notebooks.documents import Notebook
from penmark.workspace.notebook import CellAnalysis, Joined

if TYPE_CHECKING:
    from penmark.lsp.session import PenmarkServer

log = logging.getLogger(__name__)


def analyze(ls: PenmarkServer, notebook: Notebook, stop: Callable[[], bool]) -> None:
    """Settle the newest versions of all cells. Raises Stopped when `stop` says so, and nothing else."""
    cells = list(notebook.cells())
    documents = [opened.document for opened in cells]
    joined: Joined | None = None
    shown: Analysis | None = None
    found: list[CellAnalysis] = []
    known: frozenset[str] = frozenset()
    problem = ""
    first = notebook.shown is None
    if first:
        for opened in cells:
            status.starts(ls, opened)
    try:
        project = ls.projects.of(notebook.folder)
        known = ls.projects.known(project, notebook.path)
        if sum(len(document.data) for document in documents) > project.settings.max_file_size:
            problem = f"the notebook is larger than {project.settings.max_file_size:,} bytes (max-file-size)"
        else:
            joined = Joined(notebook.uri, [opened.cell for opened in cells], notebook.joined)
            contexts = ls.projects.contexts(project)
            context, _ = contexts.of(notebook.path, joined.document.language, ls.documents.texts())
            engine = project.engine_for(notebook.path)
            analysis = engine.analyze(joined.document, context, notebook.shown, stop)
            shown = steady(notebook.shown, analysis)
            found = list(joined.separated(shown, _known(notebook)))
    except Stopped:
        raise
    except Exception as error:
        log.exception("the analysis failed")
        joined, shown, found = None, None, []
        problem = f"the analysis failed ({type(error).__name__})"
    by_uri = {one.document.uri: one for one in found}
    notebook.settle(documents, joined, shown)
    for uri, opened in notebook.documents.items():
        result = by_uri.get(uri)
        problems = [Problem(problem)] if problem and opened in cells else []
        opened.known = known
        opened.settle(opened.document, result, NO_CONTEXT if result is None else result.context, problems)
        status.settled(ls, opened)
        inserting.notice(ls, opened)
    if first:
        memory.settle()


def _known(notebook: Notebook) -> dict[str, CellAnalysis]:
    """What was known of each cell."""
    return {
        uri: opened.analysis
        for uri, opened in notebook.documents.items()
        if isinstance(opened.analysis, CellAnalysis)
    }

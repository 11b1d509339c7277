"""The analysis of an open document, and what is said to the client about it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import orjson

from penmark.analysis.check import Stopped
from penmark.analysis.result import NO_CONTEXT, Context, Modules
from penmark.analysis.steady import steady
from penmark.findings import Problem
from penmark.lsp import inserting, memory, status
from penmark.lsp.documents import OpenDocument
from penmark.lsp.notebooks import checking as notebooks
from penmark.lsp.notebooks.documents import CellDocument
from penmark.lsp.rendering import joined
from penmark.text.document import Document

if TYPE_CHECKING:
    from penmark.lsp.session import PenmarkServer

log = logging.getLogger(__name__)

_PUBLISH = (
    b'{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":%b%b,"diagnostics":%b}}'
)


class _PutOff:
    """The modules of a project, of which none is read before the first findings are on the screen. `any`: whether there is one."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules
        self.any = False

    def find(self, name: str) -> Document | None:
        self.any = self.any or self._modules.find(name) is not None
        return None


def analyze(ls: PenmarkServer, opened: OpenDocument, stop: Callable[[], bool]) -> None:
    """Settle the newest version of a document. Raises Stopped when `stop` says so, and nothing else."""
    if isinstance(opened, CellDocument):
        notebooks.analyze(ls, opened.notebook, stop)
        return
    document, shown = opened.document, opened.analysis
    context = NO_CONTEXT
    problems: tuple[Problem, ...] = ()
    analysis, put_off = None, None
    if shown is None:
        status.starts(ls, opened)
    try:
        project = ls.projects.of(opened.folder)
        opened.known = ls.projects.known(project, opened.path)
        if len(document.data) > project.settings.max_file_size:
            problems = (Problem(f"larger than {project.settings.max_file_size:,} bytes (max-file-size)"),)
        else:
            contexts = ls.projects.contexts(project)
            context, problems = contexts.of(opened.path, document.language, ls.documents.texts())
            if shown is None and context.modules is not None:
                put_off = _PutOff(context.modules)
                context = Context(modules=put_off)
            engine = opened.engine(project)
            analysis = steady(shown, engine.analyze(document, context, shown, stop))
    except Stopped:
        raise
    except Exception as error:
        log.exception("the analysis failed")
        problems = (Problem(f"the analysis failed ({type(error).__name__})"),)
    opened.settle(document, analysis, context, problems)
    status.settled(ls, opened)
    inserting.notice(ls, opened)
    if shown is None:
        memory.settle()
    if put_off is not None and put_off.any:
        ls.later(0.0, lambda: ls.check_again(opened))


def diagnostics(ls: PenmarkServer, opened: OpenDocument) -> bytes:
    """The JSON array of what is known of a settled document. Raises nothing."""
    document, analysis = opened.document, opened.analysis
    renderer = ls.renderer(ls.projects.of(opened.folder).rules)
    problems = opened.problems
    pieces: list[bytes] = []
    if analysis is not None:
        problems = (*problems, *analysis.problems)
        try:
            files = opened.context.files
            pieces = opened.fragments.render(analysis, renderer, files.get, opened.known)
        except Exception as error:
            log.exception("the findings could not be shown")
            problems = (*problems, Problem(f"the findings cannot be shown ({type(error).__name__})"))
    if problems:
        pieces = [*pieces, *(renderer.problem(problem, document) for problem in problems)]
    return joined(pieces)


def check(ls: PenmarkServer, opened: OpenDocument, stop: Callable[[], bool]) -> None:
    """Settle a document, and tell a client that does not ask by itself. Raises Stopped when `stop` says so."""
    if isinstance(opened, CellDocument) and opened.settled:
        return  # by way of another cell
    analyze(ls, opened, stop)
    if not ls.client.pulls:
        for one in opened.together:
            found = diagnostics(ls, one)
            if one.is_news(found):
                publish(ls, one.document.uri, one.document.version, found)


def publish(ls: PenmarkServer, uri: str, version: int | None, found: bytes) -> None:
    """Push a JSON array of diagnostics: with the version of an open document, else None."""
    numbered = b"" if version is None else b',"version":%d' % version
    try:
        ls.protocol.send_body(_PUBLISH % (orjson.dumps(uri), numbered, found))
    except TypeError:  # a URI with lone surrogates: no client can mean that
        log.warning("a URI that is no text")

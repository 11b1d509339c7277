"""The check of one file, from its bytes to what is said about it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from penmark.analysis.check import Stopped
from penmark.analysis.edits import resolve
from penmark.analysis.result import Analysis, Ignored
from penmark.findings import Finding, Fix, Problem
from penmark.syntax import language_of
from penmark.text.document import Document
from penmark.text.span import Span
from penmark.workspace.context import Contexts
from penmark.workspace.notchecked import NotChecked
from penmark.workspace.project import Project
from penmark.workspace.reading import Binary, Source, decode, read
from penmark.workspace.uris import from_path, to_path

_SECONDS = 120.0
"""How long the check of one file may take. Far above what any takes: it is the last resort against a file that
somebody made to be slow."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is to be shown: UTF-8 without a byte order mark, and the spans of the secrets in it.

    The secrets are those of all rules, also of rules that are off: whatever is shown must not hold them.
    """

    data: bytes = b""
    secrets: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What is said about one file.

    Spans are bytes of `text.data`, which is empty where there is nothing to show. The findings' fixes are resolved: their
    edits are all that they need. `others` are the texts of other files that steps speak of, by URI. `problems` is what
    could not be checked; `lines` counts the lines that were. `binary` files hold no text and were passed over.
    """

    path: Path
    language: str = "text"
    text: Text = field(default_factory=lambda: Text())
    findings: tuple[Finding, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    problems: tuple[Problem, ...] = ()
    others: Mapping[str, Text] = field(default_factory=dict)
    lines: int = 0
    binary: bool = False

    @property
    def left_out(self) -> bool:
        """Whether nothing of the file was checked."""
        return self.lines == 0 and bool(self.problems)


class FileChecker:
    """Checks files of one project, one after the other."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._shown: dict[str, Text] = {}
        self._contexts = Contexts(project.root, project.settings.max_file_size)

    def check(self, path: Path, stop: Callable[[], bool] = lambda: False) -> Checked:
        """The check of the file at `path` (absolute). Raises Stopped when `stop` says so, and nothing else."""
        return self.check_source(read(path, self.project.settings.max_file_size), stop)

    def check_bytes(self, path: Path, raw: bytes, stop: Callable[[], bool] = lambda: False) -> Checked:
        """The same for bytes that are to be taken as the content of the file at `path`."""
        if len(raw) > (largest := self.project.settings.max_file_size):
            return not_checked(path, f"it is larger than {largest:,} bytes (max-file-size)")
        return self.check_source(decode(path, raw), stop)

    def analyze(
        self, source: Source, stop: Callable[[], bool] = lambda: False
    ) -> tuple[Analysis, tuple[Problem, ...]]:
        """The analysis of a text, and what was not checked around it. Raises Stopped when `stop` says so."""
        path = source.path
        document = Document(from_path(path), 0, source.language, source.data)
        context, problems = self._contexts.of(path, source.language)
        if source.problem:
            problems = (Problem(source.problem), *problems)
        return self.project.engine_for(path).analyze(document, context, stop=stop), problems

    def text_of(self, path: Path, data: bytes) -> Text:
        """`data` (UTF-8) as the text of the file at `path`, with its secrets known, so that it can be shown."""
        return self._text(Document(from_path(path), 0, language_of(str(path)), data))

    def check_source(
        self, source: Source | Binary | NotChecked, stop: Callable[[], bool] = lambda: False
    ) -> Checked:
        """The same for what was read."""
        path = source.path
        if isinstance(source, NotChecked):
            return not_checked(path, source.reason)
        if isinstance(source, Binary):
            return Checked(path, binary=True)
        clock = _Clock(stop)
        try:
            analysis, problems = self.analyze(source, clock)
        except Stopped:
            if stop():
                raise
            return not_checked(path, f"it took longer than {_SECONDS:.0f} seconds")
        except RecursionError:
            return not_checked(path, "it is nested too deep")
        except MemoryError:
            return not_checked(path, "the memory did not suffice")
        return self._result(path, source, analysis, problems)

    def _result(
        self, path: Path, source: Source, analysis: Analysis, problems: tuple[Problem, ...]
    ) -> Checked:
        problems = (*problems, *analysis.problems, *_syntax_errors(analysis))
        shown = bool(analysis.findings or analysis.ignored or any(problem.span for problem in problems))
        return Checked(
            path,
            source.language,
            self._text(analysis.document) if shown else Text(),
            tuple(_resolved(analysis, finding) for finding in analysis.findings),
            analysis.ignored,
            problems,
            self._others(analysis.findings),
            len(analysis.document.lines) - (source.data[-1:] in (b"\n", b"\r", b"")),
        )

    def _text(self, document: Document) -> Text:
        analysis = self.project.secrets_engine.analyze(document)
        spans = [finding.span for finding in analysis.findings]
        spans += [ignored.finding.span for ignored in analysis.ignored]
        return Text(document.data, tuple(sorted(spans)))

    def _others(self, findings: Iterable[Finding]) -> dict[str, Text]:
        uris = {step.uri for finding in findings for step in finding.steps if step.uri is not None}
        return {uri: text for uri in sorted(uris) if (text := self._other(uri)) is not None}

    def _other(self, uri: str) -> Text | None:
        path = to_path(uri)
        source = read(path, self.project.settings.max_file_size) if path is not None else None
        if not isinstance(source, Source):
            return None
        known = self._shown.get(uri)
        if known is None or known.data != source.data:
            known = self._shown[uri] = self._text(Document(uri, 0, source.language, source.data))
        return known


def _resolved(analysis: Analysis, finding: Finding) -> Finding:
    fixes = tuple(Fix(fix.title, resolve(analysis, fix), fix.applicability) for fix in finding.fixes)
    return replace(finding, fixes=fixes)


def not_checked(path: Path, reason: str) -> Checked:
    """What is said about a file that was not checked."""
    return Checked(path, problems=(Problem(f"not checked: {reason}"),))


class _Clock:
    """Says stop when the caller does, and when the time is over."""

    def __init__(self, stop: Callable[[], bool]) -> None:
        self._stop = stop
        self._end = time.monotonic() + _SECONDS

    def __call__(self) -> bool:
        return self._stop() or time.monotonic() > self._end


def _syntax_errors(analysis: Analysis) -> tuple[Problem, ...]:
    """One problem for all syntax errors of a file: what stands around them may have been read wrongly."""
    tree = analysis.tree
    if tree is None or not tree.has_error:
        return ()
    errors = tree.errors()
    if not errors:
        return (Problem("it has a syntax error, and what stands around it may not have been checked"),)
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return (Problem(f"syntax error{more}: what stands around it may not have been checked", errors[0]),)

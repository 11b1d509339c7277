"""The safe fixes of many files, as edits that nobody has made yet."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from penmark.findings import Applicability
from penmark.text.difference import Replacement, difference
from penmark.workspace import pool
from penmark.workspace.baseline import Baseline, relative_path
from penmark.workspace.checking import FileChecker
from penmark.workspace.mending import mend
from penmark.workspace.project import Project
from penmark.workspace.reading import Source, read

_SAFE = frozenset({Applicability.SAFE})


@dataclass(frozen=True, slots=True)
class Fixed:
    """What is to be fixed in one file.

    `data` is its text (UTF-8) if there are `edits`, which speak of it; `fixes` counts the fixes that they make. `problem`
    says what could not be checked or fixed, "" if nothing.
    """

    path: Path
    data: bytes = b""
    edits: tuple[Replacement, ...] = ()
    fixes: int = 0
    problem: str = ""


def fix(
    files: Sequence[pool.File],
    project: Project,
    baseline: Baseline | None,
    jobs: int | None = None,
    progress: pool.Progress = lambda done, total, path: None,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Fixed]:
    """The safe fixes of each of `files`, in their order; see `pool.run`. What `baseline` knows is left alone."""
    return pool.run(_Fixing(baseline), files, project, jobs, progress, stop)


@dataclass(frozen=True, slots=True)
class _Fixing:
    baseline: Baseline | None

    def run(self, checker: FileChecker, file: Path | Source, stop: Callable[[], bool]) -> Fixed:
        source = file if isinstance(file, Source) else read(file, checker.project.settings.max_file_size)
        if isinstance(source, Source) and len(source.data) > checker.project.settings.max_file_size:
            return self.failed(source.path, "it is too large")
        checked = checker.check_source(source, stop)
        path, known = checked.path, self._known(checked.path)
        problem = checked.problems[0].message if checked.problems else ""
        fixable = any(
            one.applicability is Applicability.SAFE
            for finding in checked.findings
            if finding.fingerprint not in known
            for one in finding.fixes
        )
        if not fixable or not isinstance(source, Source):
            return Fixed(path, problem=problem)
        if isinstance(file, Path) and not _is_utf8(source):
            return self.failed(path, source.problem or f"it is written in {source.encoding.upper()}")
        mended = mend(checker, source, _SAFE, known, stop)
        problem = problem or next(iter(mended.refused), "")
        if not mended.changed:
            return Fixed(path, problem=problem)
        edits = difference(source.data, mended.data)
        return Fixed(path, source.data, edits, len(mended.applied), problem)

    def failed(self, path: Path, reason: str) -> Fixed:
        return Fixed(path, problem=f"not fixed: {reason}")

    def _known(self, path: Path) -> frozenset[str]:
        if self.baseline is None:
            return frozenset()
        return self.baseline.known.get(relative_path(path, self.baseline.folder), frozenset())


def _is_utf8(source: Source) -> bool:
    """Whether an editor that knows nothing of the file's encoding has the same text."""
    return source.raw in (source.data, codecs.BOM_UTF8 + source.data)

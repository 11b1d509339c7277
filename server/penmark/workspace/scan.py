"""The check of many files, over several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from penmark.workspace import pool
from penmark.workspace.checking import Checked, FileChecker, not_checked
from penmark.workspace.notchecked import NotChecked
from penmark.workspace.project import Project
from penmark.workspace.reading import Source


def scan(
    files: Sequence[Path | NotChecked],
    project: Project,
    jobs: int | None = None,
    progress: pool.Progress = lambda done, total, path: None,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Checked]:
    """What is said about each of `files`, in their order; see `pool.run`."""
    return pool.run(_Checking(), files, project, jobs, progress, stop)


class _Checking:
    def run(self, checker: FileChecker, file: Path | Source, stop: Callable[[], bool]) -> Checked:
        return checker.check_source(file, stop) if isinstance(file, Source) else checker.check(file, stop)

    def failed(self, path: Path, reason: str) -> Checked:
        return not_checked(path, reason)

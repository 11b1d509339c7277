"""`penmark scan`."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from penmark.cli.github import github
from penmark.cli.jsonreport import json_report
from penmark.cli.main import CLEAN, FAILED, FOUND, UsageError
from penmark.cli.report import FileReport, Report
from penmark.cli.sarif import sarif
from penmark.cli.selection import Selection, select, select_text
from penmark.cli.terminal import Printer, clean, make_console
from penmark.workspace.baseline import Baseline, BaselineError, baseline_text, read_baseline
from penmark.workspace.checking import Checked, FileChecker
from penmark.workspace.discovery import discover, leads_out
from penmark.workspace.notchecked import reason_of
from penmark.workspace.pool import collect_rarely
from penmark.workspace.scan import scan as scan_files

_FORMATS: dict[str, Callable[[Report], bytes]] = {"sarif": sarif, "json": json_report, "github": github}


def scan(arguments: argparse.Namespace) -> int:
    """Checks files and folders and reports what was found.

    The exit code is 2 where something could not be checked, even if something was found: "not checked" must never
    look like "clean", nor hide behind findings.
    """
    collect_rarely()
    selection = _selected(arguments)
    report = Report(selection.project, problems=selection.project.problems)
    baseline = _baseline(arguments, selection)
    with contextlib.ExitStack() as stack:
        text = stack.enter_context(_TextOutput(arguments, report)) if arguments.format == "text" else None
        console = text.console if text is not None and not arguments.output else make_console(stderr=True)
        kept: list[tuple[Path, Checked]] = []
        for checked in _results(arguments, selection, console):
            findings, known = checked.findings, 0
            if baseline is not None:
                findings, known = baseline.split(checked.path, findings)
            file = FileReport(checked, findings, known)
            report.totals.add(file)
            if checked.findings and arguments.write_baseline:
                kept.append((checked.path, checked))
            if text is not None:
                text.file(file)
            elif findings or checked.problems or checked.ignored:
                report.files.append(file)
        report.ended = datetime.now().astimezone()
        report.exit_code = _exit_code(report, exit_zero=arguments.exit_zero)
        if arguments.write_baseline:
            _write_baseline(Path(arguments.write_baseline), kept)
        if text is not None:
            text.end()
        else:
            _write(arguments.output, _FORMATS[arguments.format](report))
    return report.exit_code


def _selected(arguments: argparse.Namespace) -> Selection:
    if arguments.stdin_filename is not None:
        if arguments.paths and arguments.paths != ["-"]:
            raise UsageError("--stdin-filename goes without paths")
        return select_text(arguments, arguments.stdin_filename)
    if arguments.paths == ["-"]:
        raise UsageError("to read standard input, say with --stdin-filename what file it is")
    return select(arguments, arguments.paths or ["."])


def _results(arguments: argparse.Namespace, selection: Selection, console: Console) -> Iterator[Checked]:
    """The results as they come."""
    project = selection.project
    if arguments.stdin_filename is not None:
        raw = sys.stdin.buffer.read(project.settings.max_file_size + 1)
        yield FileChecker(project).check_bytes(selection.paths[0], raw)
        return
    files = list(discover(selection.paths, project.root, project.settings))
    with _progress(console, len(files)) as advance:
        yield from scan_files(files, project, arguments.jobs, advance)


@contextlib.contextmanager
def _progress(console: Console, total: int) -> Iterator[Callable[[int, int, Path], None]]:
    """A bar below what is printed while a scan runs, if somebody looks."""
    if not console.is_terminal or total < 2:
        yield lambda done, of, path: None
        return
    columns = (
        TextColumn("checking"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda done, of, path: progress.update(task, completed=done, description=clean(path.name)[:40])


class _TextOutput:
    """Prints to a terminal as results come, or to a file."""

    def __init__(self, arguments: argparse.Namespace, report: Report) -> None:
        self._report = report
        self._show_ignored: bool = arguments.show_ignored
        self._file = _open(arguments.output) if arguments.output else None
        self.console = make_console(plain=arguments.no_color, file=self._file)
        self._printer = Printer(self.console, report.project.rules)

    def __enter__(self) -> _TextOutput:
        return self

    def __exit__(self, *error: object) -> None:
        if self._file is not None:
            self._file.close()

    def file(self, file: FileReport) -> None:
        self._printer.file(file, show_ignored=self._show_ignored)

    def end(self) -> None:
        for problem in self._report.problems:
            self._printer.warning(problem.message)
        self._printer.summary(
            self._report.totals, (self._report.ended - self._report.started).total_seconds()
        )


def _exit_code(report: Report, *, exit_zero: bool) -> int:
    totals = report.totals
    if report.problems or totals.left_out or totals.partly:
        return FAILED
    return FOUND if totals.findings and not exit_zero else CLEAN


def _baseline(arguments: argparse.Namespace, selection: Selection) -> Baseline | None:
    settings, root = selection.project.settings, selection.project.root
    path = Path(arguments.baseline) if arguments.baseline else None
    if path is None and settings.baseline and not arguments.write_baseline:
        path = settings.folder / settings.baseline
        if not path.absolute().is_relative_to(root) or leads_out(path.absolute(), root):
            raise UsageError(f"the baseline {settings.baseline} is outside of the workspace")
    try:
        return read_baseline(path) if path is not None else None
    except BaselineError as error:
        raise UsageError(str(error)) from error


def _write_baseline(path: Path, files: Iterable[tuple[Path, Checked]]) -> None:
    findings = ((where, finding) for where, checked in files for finding in checked.findings)
    _write(str(path), baseline_text(path.absolute().parent, findings).encode())


def _write(path: str | None, data: bytes) -> None:
    try:
        if path is None:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        else:
            Path(path).write_bytes(data)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"{path or 'standard output'} cannot be written: {reason_of(error)}") from error


def _open(path: str) -> TextIO:
    try:
        return Path(path).open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {reason_of(error)}") from error

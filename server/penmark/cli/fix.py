"""`penmark fix`."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rich.console import Console
from rich.text import Text as Line

from penmark.cli.main import CLEAN, FAILED, FOUND
from penmark.cli.report import FileReport, shown_path
from penmark.cli.selection import select
from penmark.cli.source import SourceText
from penmark.cli.terminal import Printer, clean, make_console, visible
from penmark.findings import Applicability
from penmark.text.span import Span
from penmark.workspace.checking import Checked, FileChecker
from penmark.workspace.discovery import discover
from penmark.workspace.mending import Mended, WriteError, mend, write
from penmark.workspace.pool import collect_rarely
from penmark.workspace.reading import Source, read
from penmark.workspace.scan import scan as scan_files


@dataclass(slots=True)
class _Totals:
    fixed: int = 0
    files: int = 0
    left: int = 0
    fixable: int = 0
    failures: int = 0


def fix(arguments: argparse.Namespace) -> int:
    """Applies fixes to files, or shows what they would change.

    The exit code is 2 where something could not be checked or written, else 1 where findings are left (with `--diff`:
    where anything would change), else 0.
    """
    collect_rarely()
    return _Fixing(arguments).run()


class _Fixing:
    def __init__(self, arguments: argparse.Namespace) -> None:
        self._diff: bool = arguments.diff
        self._selection = select(arguments, arguments.paths or ["."])
        project = self._selection.project
        self._checker = FileChecker(project)
        self._allowed = frozenset({Applicability.SAFE})
        if arguments.unsafe_fixes:
            self._allowed |= {Applicability.REVIEW}
        self._out = make_console(plain=arguments.no_color)
        self._log = make_console(plain=arguments.no_color, stderr=True) if self._diff else self._out
        self._printer = Printer(self._log, project.rules)
        self._totals = _Totals()

    def run(self) -> int:
        project, totals = self._selection.project, self._totals
        files = list(discover(self._selection.paths, project.root, project.settings))
        for checked in scan_files(files, project):
            if any(
                fix.applicability in self._allowed for finding in checked.findings for fix in finding.fixes
            ):
                self._file(checked)
            else:
                self._leave(checked)
        for problem in project.problems:
            self._printer.warning(problem.message)
        self._summary()
        if totals.failures or project.problems:
            return FAILED
        return FOUND if totals.left or (self._diff and totals.fixed) else CLEAN

    def _file(self, checked: Checked) -> None:
        source = read(checked.path, self._selection.project.settings.max_file_size)
        if not isinstance(source, Source):
            self._leave(checked)
            return
        mended = mend(self._checker, source, self._allowed)
        if mended.changed and self._diff:
            self._show(mended)
        elif mended.changed:
            try:
                write(source, mended.data)
            except WriteError as error:
                self._fail(checked, f"not written: {error}")
                self._leave(checked)
                return
        for refusal in mended.refused:
            self._fail(checked, refusal)
        self._report(checked, mended)

    def _report(self, checked: Checked, mended: Mended) -> None:
        path = clean(shown_path(checked.path))
        if not self._diff:
            for applied in mended.applied:
                text = f": {applied.rule}: {clean(applied.title)}"
                where = f"{path}:{applied.line + 1}"
                self._print(self._log, Line.assemble((where, "bold"), ": ", ("fixed", "bold green"), text))
        self._totals.fixed += len(mended.applied)
        self._totals.files += mended.changed
        self._leave(self._checker.check_source(replace(mended.source, data=mended.data)))

    def _leave(self, checked: Checked) -> None:
        """Reports what stays as it is."""
        file = FileReport(checked, checked.findings)
        for problem in checked.problems:
            self._totals.failures += 1
            self._printer.problem(checked, problem, file.source)
        for finding in checked.findings:
            self._totals.left += 1
            kinds = {fix.applicability for fix in finding.fixes}
            self._totals.fixable += (
                Applicability.REVIEW in kinds and Applicability.REVIEW not in self._allowed
            )
            if not self._diff:
                self._printer.head(file, finding)

    def _fail(self, checked: Checked, message: str) -> None:
        self._totals.failures += 1
        where = clean(shown_path(checked.path))
        text = f": {clean(message)}"
        self._print(self._log, Line.assemble((where, "bold"), ": ", ("warning", "bold yellow"), text))

    def _summary(self) -> None:
        totals = self._totals
        done = "Would fix" if self._diff else "Fixed"
        text = (
            f"{done} {_count(totals.fixed, 'finding')} in {_count(totals.files, 'file')}; {totals.left} left"
        )
        if totals.fixable:
            text += f", {totals.fixable} of them with fixes to be reviewed (--unsafe-fixes)"
        self._print(self._log, Line(text, style="bold"))

    def _show(self, mended: Mended) -> None:
        old = self._checker.text_of(mended.source.path, mended.source.data)
        new = self._checker.text_of(mended.source.path, mended.data)
        path = shown_path(mended.source.path)
        for line in difference(SourceText(old), SourceText(new), path):
            print_difference(self._out, line)

    def _print(self, console: Console, line: Line) -> None:
        console.print(line, soft_wrap=True)


def difference(old: SourceText, new: SourceText, path: str) -> Iterator[str]:
    """The unified difference of two texts without their secrets, line by line, without line breaks."""
    name = path.lstrip("/")
    for line in difflib.unified_diff(_lines(old), _lines(new), f"a/{name}", f"b/{name}"):
        yield line.removesuffix("\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _lines(source: SourceText) -> list[str]:
    lines = source.shown(Span(0, len(source.data))).split("\n")
    return [*(f"{line}\n" for line in lines[:-1]), *filter(None, lines[-1:])]


def print_difference(console: Console, line: str) -> None:
    """Prints one line of a difference; its characters stay as they are where nobody looks."""
    if not console.is_terminal:
        sys.stdout.write(f"{line}\n")
        return
    style = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
    if line.startswith(("+++", "---")):
        style = "bold"
    shown = "".join(character if character == "\t" else visible(character) for character in line.rstrip("\r"))
    console.print(Line(shown, style=style), soft_wrap=True)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"

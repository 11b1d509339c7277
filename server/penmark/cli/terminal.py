"""Findings as a compiler prints them."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from penmark.cli.report import FileReport, Totals, shown_path
from penmark.cli.source import SourceText
from penmark.findings import Applicability, Finding, Problem, Severity
from penmark.rules.ruleset import RuleSet
from penmark.text.span import Span
from penmark.workspace.checking import Checked
from penmark.workspace.uris import to_path

STYLES = {
    Severity.CRITICAL: "bold white on red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "bold yellow",
    Severity.LOW: "bold cyan",
}
_GUTTER = "blue"
_STEP = "cyan"
_TAB = 4
_BEFORE, _AFTER = 300, 300
"""How many bytes of a long line are shown before and after the start of what is underlined."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """The command itself knows what to do when its reader has gone."""
        raise BrokenPipeError


def make_console(*, plain: bool = False, stderr: bool = False, file: TextIO | None = None) -> Console:
    """A console that breaks no lines and never takes text for markup."""
    return _Console(
        file=file or (sys.stderr if stderr else sys.stdout),
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
        no_color=True if plain else None,
        color_system=None if plain else "auto",
        legacy_windows=None,
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """Something to underline: in which text and where, with what label; `main` for the finding itself."""

    source: SourceText
    path: str
    span: Span
    label: str
    main: bool

    @property
    def line(self) -> int:
        return self.source.lines.line_of(min(self.span.start, len(self.source.data)))


class Printer:
    """Prints files, problems and the summary to a console."""

    def __init__(self, console: Console, rules: RuleSet) -> None:
        self._console = console
        self._rules = rules
        self._unicode = "utf" in (console.encoding or "").lower()

    def file(self, file: FileReport, *, show_ignored: bool = False) -> None:
        """One file's findings and problems."""
        for finding in file.findings:
            self.finding(file, finding)
        if show_ignored:
            for ignored in file.checked.ignored:
                reason = f": {clean(ignored.reason)}" if ignored.reason else " without a reason"
                self.finding(file, ignored.finding, f"ignored{reason}")
        for problem in file.checked.problems:
            self.problem(file.checked, problem, file.source)

    def finding(self, file: FileReport, finding: Finding, note: str = "") -> None:
        """One finding: where and what, the lines, and its fixes."""
        path = clean(shown_path(file.checked.path))
        lines = [self._head(file, finding, path), *self._body(file, finding, path)]
        if note:
            lines.append(self._remark(lines, note))
        self._print([*lines, Text()])

    def head(self, file: FileReport, finding: Finding) -> None:
        """One finding in one line."""
        self._print([self._head(file, finding, clean(shown_path(file.checked.path)))])

    def problem(self, checked: Checked, problem: Problem, source: SourceText) -> None:
        """One thing that could not be checked."""
        place = clean(shown_path(checked.path))
        if problem.span is not None and source.data:
            position = source.position(problem.span.start)
            place += f":{position.line + 1}:{position.column + 1}"
        rule = f"{problem.rule}: " if problem.rule else ""
        self._print(
            [
                Text.assemble(
                    (place, "bold"), ": ", ("warning", "bold yellow"), f": {rule}{clean(problem.message)}"
                )
            ]
        )

    def warning(self, message: str) -> None:
        """Something that concerns no file."""
        self._print([Text.assemble(("warning", "bold yellow"), f": {clean(message)}")])

    def summary(self, totals: Totals, seconds: float) -> None:
        """The last lines: what was found, in how much, how long it took, and what was not checked."""
        found = f"{_count(totals.findings, 'finding')}"
        text = Text(found if totals.findings else "No findings", style="bold")
        if totals.findings:
            kinds = [
                f"{number} {severity}" for severity in Severity if (number := totals.severities[severity])
            ]
            text.append(f" ({', '.join(kinds)})", style="not bold")
        text.append(
            f" in {_count(totals.files, 'file')}, {_count(totals.lines, 'line')}, {seconds:.1f} s",
            style="not bold",
        )
        extra = [
            f"{totals.known} known from the baseline" if totals.known else "",
            f"{totals.ignored} ignored by comments" if totals.ignored else "",
            f"{_count(totals.binary, 'binary file')} passed over" if totals.binary else "",
        ]
        if any(extra):
            text.append(f"; {', '.join(filter(None, extra))}", style="not bold")
        self._print([text])
        if totals.left_out or totals.partly:
            parts = [
                _count(totals.left_out, "file") + " not checked" if totals.left_out else "",
                _count(totals.partly, "file") + " not fully checked" if totals.partly else "",
            ]
            self._print(
                [Text(f"{', '.join(filter(None, parts))}: see the warnings above", style="bold yellow")]
            )

    def _head(self, file: FileReport, finding: Finding, path: str) -> Text:
        position = file.source.position(finding.span.start)
        rule = self._rules.get(finding.rule)
        kinds = "".join(f" (CWE-{number})" for number in rule.cwe[:1]) if rule else ""
        return Text.assemble(
            (f"{path}:{position.line + 1}:{position.column + 1}", "bold"),
            ": ",
            (finding.severity.value, STYLES[finding.severity]),
            (f" {finding.rule}{kinds}", "bold"),
            f": {clean(file.source.cleaned(finding.message))}",
        )

    def _body(self, file: FileReport, finding: Finding, path: str) -> list[Text]:
        marks = _marks(file, finding, path)
        width = max(len(str(mark.line + 1)) for mark in marks)
        bar = "│" if self._unicode else "|"
        lines = [Text(f"{' ' * width} {bar}", style=_GUTTER)]
        current, last = path, -1
        for (where, number), group in groupby(marks, key=lambda mark: (mark.path, mark.line)):
            if where != current:
                lines.append(Text(f"{' ' * width} ::: {where}:{number + 1}", style=_GUTTER))
                current = where
            elif last >= 0 and number > last + 1:
                lines.append(Text("...".rjust(width), style=_GUTTER))
            lines += self._marked_line(list(group), number, width, bar, finding.severity)
            last = number
        for fix in finding.fixes:
            how = {
                Applicability.SAFE: "",
                Applicability.REVIEW: " [review]",
                Applicability.MANUAL: " [by hand]",
            }
            title = f"{clean(file.source.cleaned(fix.title))}{how[fix.applicability]}"
            lines.append(Text.assemble((f"{' ' * width} = ", _GUTTER), ("fix", "bold green"), f": {title}"))
        return lines

    def _marked_line(
        self, marks: Sequence[_Mark], number: int, width: int, bar: str, severity: Severity
    ) -> list[Text]:
        source = marks[0].source
        view = _View(source, number, min(mark.span.start for mark in marks))
        lines = [Text.assemble((f"{number + 1:>{width}} {bar} ", _GUTTER), view.text.rstrip())]
        for mark in marks:
            start, end = view.columns(mark.span)
            under = ("^" if mark.main else "-") * max(1, end - start)
            style = STYLES[severity].replace(" on red", "").replace("white", "red") if mark.main else _STEP
            tail = f" {clean(source.cleaned(mark.label))}" if mark.label else ""
            last = source.lines.line_of(max(mark.span.start, mark.span.end - 1))
            if last > number:
                tail = f" to line {last + 1}{tail}"
            lines.append(
                Text.assemble((f"{' ' * width} {bar} ", _GUTTER), " " * start, (under + tail, style))
            )
        return lines

    def _remark(self, lines: Sequence[Text], note: str) -> Text:
        width = len(lines[1].plain) - 2
        return Text.assemble((f"{' ' * width} = ", _GUTTER), note)

    def _print(self, lines: Iterable[Text]) -> None:
        for line in lines:
            self._console.print(line, soft_wrap=True)


class _View:
    """One line in cells of a terminal: tabs widened, characters that do something made visible, secrets hidden."""

    def __init__(self, source: SourceText, number: int, around: int) -> None:
        line = source.line_span(number)
        window = Span(
            max(line.start, _boundary(source.data, around - _BEFORE)), min(line.end, around + _AFTER)
        )
        self._edges: list[tuple[int, int]] = []
        cells: list[str] = []
        column = 0
        if window.start > line.start:
            cells.append("…")
            column = 1
        for piece in source.pieces(window):
            offset = piece.start
            for character in piece.text:
                self._edges.append((offset, column))
                drawn = " " * (_TAB - column % _TAB) if character == "\t" else visible(character)
                cells.append(drawn)
                column += cell_len(drawn)
                offset += len(character.encode(errors="replace"))
                if piece.secret:
                    offset = piece.end
        self._edges.append((window.end, column))
        if window.end < line.end:
            cells.append("…")
        self.text = "".join(cells)
        self._line = line

    def columns(self, span: Span) -> tuple[int, int]:
        """The cells, from 0, that the part of `span` in this line takes."""
        return self._column(max(span.start, self._line.start)), self._column(min(span.end, self._line.end))

    def _column(self, offset: int) -> int:
        column = 0
        for edge, at in self._edges:
            if edge > offset:
                break
            column = at
        return column


def _marks(file: FileReport, finding: Finding, path: str) -> list[_Mark]:
    """What to underline, file by file and line by line, this file first."""
    marks = [_Mark(file.source, path, finding.span, "", True)]
    number = 0
    for step in finding.steps:
        if step.uri is None and step.span == finding.span:
            marks[0] = _Mark(file.source, path, finding.span, step.message, True)
            continue
        number += 1
        source, where = file.source, path
        if step.uri is not None:
            other = to_path(step.uri)
            if other is None or step.uri not in file.others:
                continue
            source, where = file.others[step.uri], clean(shown_path(other))
        marks.append(_Mark(source, where, step.span, f"{number}: {step.message}", False))
    return sorted(marks, key=lambda mark: (mark.path != path, mark.path, mark.line, mark.span))


def clean(text: str) -> str:
    """`text` in one line in which no character does anything to a terminal."""
    return "".join(map(visible, " ".join(text.split("\n"))))


def visible(character: str) -> str:
    """The character, or a sign for one that controls the terminal or the direction of the text."""
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0x80 <= code < 0xA0 or unicodedata.category(character) in ("Cf", "Zl", "Zp", "Cs"):
        return "\ufffd"
    return character


def _boundary(data: bytes, offset: int) -> int:
    """The nearest start of a character at or after `offset`."""
    offset = max(0, offset)
    while offset < len(data) and data[offset] & 0xC0 == 0x80:
        offset += 1
    return offset


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"

"""What a scan has to say, ready for any format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from penmark.cli.source import SourceText
from penmark.findings import Finding, Problem, Severity
from penmark.workspace.checking import Checked
from penmark.workspace.project import Project


@dataclass
class FileReport:
    """One file's part: what is said about it, and its text as it may be shown. `known` counts what the baseline knows."""

    checked: Checked
    findings: tuple[Finding, ...]
    known: int = 0

    @cached_property
    def source(self) -> SourceText:
        """The file's text."""
        return SourceText(self.checked.text)

    @cached_property
    def others(self) -> dict[str, SourceText]:
        """The texts of other files, by URI."""
        return {uri: SourceText(text) for uri, text in self.checked.others.items()}


@dataclass
class Report:
    """A whole scan. `problems` are those that belong to no file."""

    project: Project
    files: list[FileReport] = field(default_factory=list)
    problems: Sequence[Problem] = ()
    started: datetime = field(default_factory=lambda: datetime.now().astimezone())
    ended: datetime = field(default_factory=lambda: datetime.now().astimezone())
    exit_code: int = 0
    totals: Totals = field(default_factory=lambda: Totals())


@dataclass
class Totals:
    """The figures of a scan, counted file by file."""

    severities: Counter[Severity] = field(default_factory=Counter)
    files: int = 0
    lines: int = 0
    binary: int = 0
    left_out: int = 0
    partly: int = 0
    known: int = 0
    ignored: int = 0

    def add(self, file: FileReport) -> None:
        """Counts one file."""
        checked = file.checked
        self.severities.update(finding.severity for finding in file.findings)
        self.known += file.known
        self.ignored += len(checked.ignored)
        self.lines += checked.lines
        if checked.binary:
            self.binary += 1
        elif checked.left_out:
            self.left_out += 1
        else:
            self.files += 1
            self.partly += bool(checked.problems)

    @property
    def findings(self) -> int:
        """The number of findings."""
        return self.severities.total()


def shown_path(path: Path) -> str:
    """A path as a person would write it here: relative to the working folder if it lies below."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


def relative_uri_path(path: Path, root: Path) -> str | None:
    """The path below `root` with slashes; None where it is not below."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else None

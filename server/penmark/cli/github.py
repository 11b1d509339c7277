"""Workflow commands of GitHub Actions: each finding becomes an annotation of its lines."""

from __future__ import annotations

from collections.abc import Iterable

from penmark.cli.report import FileReport, Report
from penmark.findings import Finding, Severity
from penmark.workspace.baseline import relative_path

_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
}


def github(report: Report) -> bytes:
    """The report, one command a line."""
    return "".join(f"{line}\n" for line in _lines(report)).encode()


def _lines(report: Report) -> Iterable[str]:
    for problem in report.problems:
        yield f"::error title=Penmark::{_data(problem.message)}"
    for file in report.files:
        path = relative_path(file.checked.path, report.project.root)
        for finding in file.findings:
            yield _command(path, file, finding)
        for unchecked in file.checked.problems:
            yield f"::warning file={_property(path)},title=Penmark::{_data(unchecked.message)}"


def _command(path: str, file: FileReport, finding: Finding) -> str:
    start, end = file.source.position(finding.span.start), file.source.position(finding.span.end)
    places = {"file": path, "line": start.line + 1, "endLine": end.line + 1}
    if start.line == end.line:
        places |= {"col": start.column + 1, "endColumn": end.column + 1}
    places["title"] = f"Penmark: {finding.rule}"
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in places.items())
    return f"::{_LEVELS[finding.severity]} {properties}::{_data(file.source.cleaned(finding.message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

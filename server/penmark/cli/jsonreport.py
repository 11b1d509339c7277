"""The report as JSON. Lines and columns count from 1, columns in characters; ends are exclusive."""

from __future__ import annotations

from typing import Any

import orjson

from penmark import __version__
from penmark.cli.report import FileReport, Report
from penmark.cli.source import SourceText
from penmark.findings import Finding
from penmark.text.span import Span
from penmark.workspace.baseline import relative_path
from penmark.workspace.uris import to_path


def json_report(report: Report) -> bytes:
    """The report: UTF-8, with a final line break. Paths are relative to the workspace's root."""
    totals = report.totals
    table = {
        "version": 1,
        "penmark": __version__,
        "root": str(report.project.root),
        "findings": [_finding(report, file, finding) for file in report.files for finding in file.findings],
        "ignored": [
            {**_finding(report, file, ignored.finding), "reason": ignored.reason}
            for file in report.files
            for ignored in file.checked.ignored
        ],
        "problems": [
            *({"message": problem.message} for problem in report.problems),
            *(problem for file in report.files for problem in _problems(report, file)),
        ],
        "summary": {
            "findings": totals.findings,
            "bySeverity": {severity.value: number for severity, number in sorted(totals.severities.items())},
            "files": totals.files,
            "lines": totals.lines,
            "notChecked": totals.left_out,
            "partlyChecked": totals.partly,
            "binary": totals.binary,
            "known": totals.known,
            "seconds": round((report.ended - report.started).total_seconds(), 3),
        },
    }
    return orjson.dumps(table, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _finding(report: Report, file: FileReport, finding: Finding) -> dict[str, Any]:
    rule = report.project.rules.get(finding.rule)
    clean = file.source.cleaned
    return {
        "rule": finding.rule,
        "path": relative_path(file.checked.path, report.project.root),
        **_place(file.source, finding.span),
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "cwe": list(rule.cwe) if rule else [],
        "message": clean(finding.message),
        "fingerprint": finding.fingerprint,
        "steps": _steps(report, file, finding),
        "fixes": [
            {
                "title": clean(fix.title),
                "applicability": fix.applicability.value,
                "edits": [{**_place(file.source, edit.span), "text": clean(edit.text)} for edit in fix.edits],
            }
            for fix in finding.fixes
        ],
    }


def _steps(report: Report, file: FileReport, finding: Finding) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    for step in finding.steps:
        path, source = file.checked.path, file.source
        if step.uri is not None:
            other = to_path(step.uri)
            if other is None or step.uri not in file.others:
                continue
            path, source = other, file.others[step.uri]
        steps.append(
            {
                "path": relative_path(path, report.project.root),
                **_place(source, step.span),
                "message": file.source.cleaned(step.message),
            }
        )
    return steps


def _problems(report: Report, file: FileReport) -> list[dict[str, Any]]:
    path = relative_path(file.checked.path, report.project.root)
    problems: list[dict[str, Any]] = []
    for problem in file.checked.problems:
        entry: dict[str, Any] = {"path": path, "message": problem.message}
        if problem.rule is not None:
            entry["rule"] = problem.rule
        if problem.span is not None and file.source.data:
            entry |= _place(file.source, problem.span)
        problems.append(entry)
    return problems


def _place(source: SourceText, span: Span) -> dict[str, int]:
    start, end = source.position(span.start), source.position(span.end)
    return {
        "line": start.line + 1,
        "column": start.column + 1,
        "endLine": end.line + 1,
        "endColumn": end.column + 1,
    }

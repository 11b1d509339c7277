"""SARIF 2.1.0 (Static Analysis Results Interchange Format), as code hosts read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from penmark import __version__
from penmark.cli.report import FileReport, Report, relative_uri_path
from penmark.cli.source import SourceText
from penmark.findings import Finding, Fix, Problem, Severity, Step
from penmark.rules.rule import Rule
from penmark.text.span import Span
from penmark.workspace.uris import to_path

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}
_SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "3.0"}
_FINGERPRINT = "penmark/v1"

_Json = dict[str, Any]


def sarif(report: Report) -> bytes:
    """The report as a SARIF log: UTF-8, with a final line break."""
    return orjson.dumps(log(report), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def log(report: Report) -> _Json:
    """The log as plain data."""
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_Run(report).run()]}


class _Run:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._root = report.project.root
        self._rules = _rules_of(report)
        self._rule_index = {rule.id: index for index, rule in enumerate(self._rules)}
        numbers = sorted({number for rule in self._rules for number in rule.cwe})
        self._cwe_index = {number: index for index, number in enumerate(numbers)}
        self._artifacts: dict[str, _Json] = {}
        self._artifact_index: dict[str, int] = {}

    def run(self) -> _Json:
        results = [result for file in self._report.files for result in self._results(file)]
        notifications = [note for file in self._report.files for note in self._notifications(file)]
        return {
            "tool": {"driver": self._driver()},
            "automationDetails": {"id": "penmark/"},
            "invocations": [self._invocation(notifications)],
            "originalUriBaseIds": {_ROOT: {"uri": self._root.as_uri().rstrip("/") + "/"}},
            "columnKind": "utf16CodeUnits",
            "artifacts": list(self._artifacts.values()),
            "taxonomies": [self._taxonomy()],
            "results": results,
        }

    def _driver(self) -> _Json:
        return {
            "name": "Penmark",
            "version": __version__,
            "semanticVersion": __version__,
            "rules": [self._rule(rule) for rule in self._rules],
            "supportedTaxonomies": [{"name": "CWE", "index": 0}],
        }

    def _rule(self, rule: Rule) -> _Json:
        described: _Json = {
            "id": rule.id,
            "name": rule.title,
            "shortDescription": {"text": rule.title},
            "fullDescription": {"text": rule.prose or rule.title},
            "help": {"text": rule.prose or rule.title, "markdown": rule.markdown()},
            "defaultConfiguration": {"level": _LEVELS[rule.severity]},
            "properties": {
                "tags": ["security", *(f"external/cwe/cwe-{number:03d}" for number in rule.cwe), *rule.owasp],
                "precision": rule.confidence.value,
                "security-severity": _SCORES[rule.severity],
            },
            "relationships": [
                {
                    "target": {
                        "id": str(number),
                        "index": self._cwe_index[number],
                        "toolComponent": {"name": "CWE", "index": 0},
                    },
                    "kinds": ["superset"],
                }
                for number in rule.cwe
            ],
        }
        if rule.url:
            described["helpUri"] = rule.url
        return described

    def _taxonomy(self) -> _Json:
        return {
            "name": "CWE",
            "organization": "MITRE",
            "informationUri": "https://cwe.mitre.org/",
            "shortDescription": {"text": "The MITRE Common Weakness Enumeration"},
            "taxa": [
                {"id": str(number), "helpUri": f"https://cwe.mitre.org/data/definitions/{number}.html"}
                for number in self._cwe_index
            ],
        }

    def _invocation(self, notifications: Sequence[_Json]) -> _Json:
        configuration = [
            {"level": "error", "message": {"text": problem.message}} for problem in self._report.problems
        ]
        return {
            "executionSuccessful": not notifications and not configuration,
            "exitCode": self._report.exit_code,
            "startTimeUtc": _time(self._report.started),
            "endTimeUtc": _time(self._report.ended),
            "toolExecutionNotifications": notifications,
            "toolConfigurationNotifications": configuration,
        }

    def _notifications(self, file: FileReport) -> Iterable[_Json]:
        for problem in file.checked.problems:
            note: _Json = {
                "level": "error",
                "message": {"text": problem.message},
                "locations": [self._location(file, problem)],
            }
            if problem.rule in self._rule_index:
                note["associatedRule"] = {"id": problem.rule, "index": self._rule_index[problem.rule]}
            yield note

    def _location(self, file: FileReport, problem: Problem) -> _Json:
        physical: _Json = {"artifactLocation": self._artifact(file.checked.path, file)}
        if problem.span is not None and file.source.data:
            physical["region"] = _region(file.source, problem.span)
        return {"physicalLocation": physical}

    def _results(self, file: FileReport) -> Iterable[_Json]:
        for finding in file.findings:
            yield self._result(file, finding)
        for ignored in file.checked.ignored:
            suppression: _Json = {"kind": "inSource"}
            if ignored.reason:
                suppression["justification"] = ignored.reason
            yield {**self._result(file, ignored.finding), "suppressions": [suppression]}

    def _result(self, file: FileReport, finding: Finding) -> _Json:
        place = self._place(file, finding.span)
        result: _Json = {
            "ruleId": finding.rule,
            "level": _LEVELS[finding.severity],
            "message": {"text": file.source.cleaned(finding.message)},
            "locations": [{"physicalLocation": place}],
            "properties": {"severity": finding.severity.value, "confidence": finding.confidence.value},
        }
        if finding.rule in self._rule_index:
            result["ruleIndex"] = self._rule_index[finding.rule]
        if finding.fingerprint:
            result["partialFingerprints"] = {_FINGERPRINT: finding.fingerprint}
        steps = [location for step in finding.steps if (location := self._step(file, step)) is not None]
        if steps:
            result["relatedLocations"] = [
                {**location, "id": number} for number, location in enumerate(steps, start=1)
            ]
            last = finding.steps[-1]
            if last.uri is not None or last.span != finding.span:
                steps.append({"physicalLocation": place, "message": result["message"]})
            flow = {"locations": [{"location": location} for location in steps]}
            result["codeFlows"] = [{"threadFlows": [flow]}]
        fixes = [self._fix(file, fix) for fix in finding.fixes if fix.edits]
        if fixes:
            result["fixes"] = fixes
        return result

    def _step(self, file: FileReport, step: Step) -> _Json | None:
        if step.uri is None:
            place = self._place(file, step.span)
        else:
            path, source = to_path(step.uri), file.others.get(step.uri)
            if path is None or source is None:
                return None
            place = {
                "artifactLocation": self._artifact(path),
                "region": _region(source, step.span, snippet=True),
            }
        return {"physicalLocation": place, "message": {"text": file.source.cleaned(step.message)}}

    def _fix(self, file: FileReport, fix: Fix) -> _Json:
        replacements = [
            {
                "deletedRegion": _region(file.source, edit.span),
                "insertedContent": {"text": file.source.cleaned(edit.text)},
            }
            for edit in fix.edits
        ]
        change = {"artifactLocation": self._artifact(file.checked.path, file), "replacements": replacements}
        return {
            "description": {"text": file.source.cleaned(fix.title)},
            "artifactChanges": [change],
            "properties": {"applicability": fix.applicability.value},
        }

    def _place(self, file: FileReport, span: Span) -> _Json:
        return {
            "artifactLocation": self._artifact(file.checked.path, file),
            "region": _region(file.source, span, snippet=True),
        }

    def _artifact(self, path: Path, file: FileReport | None = None) -> _Json:
        """Where the file is, by the number in `artifacts`, to which it is added."""
        relative = relative_uri_path(path, self._root)
        location: _Json = {"uri": path.as_uri()}
        if relative is not None:
            root = self._root.as_uri().rstrip("/") + "/"
            location = {"uri": path.as_uri().removeprefix(root), "uriBaseId": _ROOT}
        uri = location["uri"]
        if uri not in self._artifacts:
            self._artifact_index[uri] = len(self._artifacts)
            self._artifacts[uri] = {"location": location}
        if file is not None:
            self._artifacts[uri]["roles"] = ["analysisTarget"]
            if file.checked.language != "text":
                self._artifacts[uri]["sourceLanguage"] = file.checked.language
        return {**location, "index": self._artifact_index[uri]}


def _region(source: SourceText, span: Span, *, snippet: bool = False) -> _Json:
    """Lines and columns count from 1, columns in UTF-16 code units; the end is exclusive."""
    start, end = source.position(span.start), source.position(span.end)
    region: _Json = {
        "startLine": start.line + 1,
        "startColumn": start.utf16 + 1,
        "endLine": end.line + 1,
        "endColumn": end.utf16 + 1,
    }
    if snippet:
        region["snippet"] = {"text": source.shown(span)}
    return region


def _rules_of(report: Report) -> list[Rule]:
    rules = report.project.rules
    return [rule for rule in rules if rules.enabled(rule.id)]


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"

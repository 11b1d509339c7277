"""Diagnostics as JSON; what did not change is made once."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import Any

import orjson

from penmark.analysis.result import Analysis, Placed
from penmark.findings import Finding, Problem, Severity, Step
from penmark.lsp.client import Client
from penmark.rules.ruleset import RuleSet
from penmark.text.document import Document
from penmark.text.positions import to_position
from penmark.text.span import Span

NOT_CHECKED = "not-checked"
SOURCE = "penmark"

_ERROR, _WARNING, _INFORMATION = 1, 2, 3
_SEVERITIES = {
    Severity.CRITICAL: _ERROR,
    Severity.HIGH: _ERROR,
    Severity.MEDIUM: _WARNING,
    Severity.LOW: _INFORMATION,
}

Others = Callable[[str], Document | None]
"""The text of another file that a step speaks of, by URI; None where it is not known."""


@dataclass(frozen=True, slots=True)
class Renderer:
    """Makes diagnostics for a client, with what the rules say."""

    client: Client
    rules: RuleSet

    def finding(
        self, finding: Finding, offset: int, fingerprint: str, document: Document, others: Others
    ) -> bytes:
        """One diagnostic. The finding's spans are relative to `offset`."""
        rule = self.rules.get(finding.rule)
        diagnostic: dict[str, Any] = {
            "range": self.range(document, finding.span.shifted(offset)),
            "severity": _SEVERITIES[finding.severity],
            "code": finding.rule,
            "source": SOURCE,
            "message": finding.message,
        }
        if self.client.describes and rule is not None and rule.url:
            diagnostic["codeDescription"] = {"href": rule.url}
        if self.client.keeps_data:
            diagnostic["data"] = {"fingerprint": fingerprint, "rule": finding.rule}
        if self.client.related and finding.steps:
            steps = (self._step(step, offset, document, others) for step in finding.steps)
            diagnostic["relatedInformation"] = [step for step in steps if step is not None]
        return orjson.dumps(diagnostic)

    def problem(self, problem: Problem, document: Document) -> bytes:
        """What was not checked, as a diagnostic: at its place, or else on the first line."""
        span = problem.span if problem.span is not None else Span(0, document.line_end(0))
        return orjson.dumps(
            {
                "range": self.range(document, span),
                "severity": _INFORMATION,
                "code": NOT_CHECKED,
                "source": SOURCE,
                "message": _sentence(problem.message),
            }
        )

    def range(self, document: Document, span: Span) -> dict[str, dict[str, int]]:
        """The range of an absolute span."""
        start = to_position(document, span.start, self.client.encoding)
        end = to_position(document, span.end, self.client.encoding)
        return {
            "start": {"line": start.line, "character": start.character},
            "end": {"line": end.line, "character": end.character},
        }

    def _step(self, step: Step, offset: int, document: Document, others: Others) -> dict[str, Any] | None:
        if step.uri is None:
            place, span = document, step.span.shifted(offset)
        else:
            other = others(step.uri)
            if other is None:
                return None
            place, span = other, step.span
        return {"location": {"uri": place.uri, "range": self.range(place, span)}, "message": step.message}


class Fragments:
    """The diagnostics of one document, from version to version.

    What a part's findings look like depends on the findings, on where the part starts, and on the fingerprints; it is kept
    by these. A tuple of findings is held as long as its identity is a key, so that no other can come by the same.
    """

    def __init__(self) -> None:
        self._renderer: Renderer | None = None
        self._kept: dict[tuple[object, ...], tuple[Placed, bytes]] = {}
        self._parts: tuple[int, ...] = ()
        self._fingerprints: list[tuple[str, ...]] = []

    def render(
        self, analysis: Analysis, renderer: Renderer, others: Others, known: Set[str] = frozenset()
    ) -> list[bytes]:
        """The diagnostics of the analysis, one or more in each entry, separated by commas.

        Findings whose fingerprints are `known` are left out; with the same renderer they are always the same.
        """
        if self._renderer is not renderer:
            self._renderer = renderer
            self._kept, self._parts, self._fingerprints = {}, (), []
        document = analysis.document
        placed = sorted((part for part in analysis.placed if part.findings), key=_offset)
        parts = tuple([id(part.findings) for part in placed])
        if parts != self._parts:
            self._fingerprints = _fingerprints(analysis, placed)
        fresh: dict[tuple[object, ...], tuple[Placed, bytes]] = {}
        pieces: list[bytes] = []
        for part, marks in zip(placed, self._fingerprints, strict=True):
            indent = document.data[document.lines.start_of(part.line) : part.offset]
            key = (id(part.findings), part.line, indent, marks)
            kept = self._kept.get(key)
            if kept is None or _elsewhere(part):
                kept = (part, _render(part, marks, document, renderer, others, known))
            fresh[key] = kept
            if kept[1]:
                pieces.append(kept[1])
        self._kept = fresh
        self._parts = parts
        return pieces


def joined(pieces: Sequence[bytes]) -> bytes:
    """A JSON array of diagnostics."""
    return b"[%b]" % b",".join(pieces)


def _offset(part: Placed) -> int:
    return part.offset


def _render(
    part: Placed,
    marks: Sequence[str],
    document: Document,
    renderer: Renderer,
    others: Others,
    known: Set[str],
) -> bytes:
    return b",".join(
        renderer.finding(finding, part.offset, mark, document, others)
        for finding, mark in zip(part.findings, marks, strict=True)
        if mark not in known
    )


def _elsewhere(part: Placed) -> bool:
    """Whether the part's findings speak of other files, whose lines may have moved."""
    return any(step.uri is not None for finding in part.findings for step in finding.steps)


def _fingerprints(analysis: Analysis, placed: Sequence[Placed]) -> list[tuple[str, ...]]:
    """The fingerprints of each part's findings."""
    by_place: dict[tuple[Span, str, str], list[str]] = {}
    for finding in analysis.findings:
        by_place.setdefault((finding.span, finding.rule, finding.message), []).append(finding.fingerprint)
    return [
        tuple(
            by_place[finding.span.shifted(part.offset), finding.rule, finding.message].pop(0)
            for finding in part.findings
        )
        for part in placed
    ]


def _sentence(message: str) -> str:
    """The message with what it is about, so that nobody takes silence for safety."""
    text = message[:1].upper() + message[1:]
    return text if "not checked" in message.lower() else f"Not checked: {message}"

"""A part of a document with its findings repaired, round by round."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from penmark.analysis.edits import combine
from penmark.analysis.engine import Analyzer
from penmark.analysis.moving import shifted
from penmark.analysis.result import Analysis
from penmark.findings import Applicability, Edit, Finding, Fix
from penmark.text.difference import difference
from penmark.text.span import Span

_MOST_ROUNDS = 5
"""Each round applies every fix that overlaps no other; a second one takes the rest and what came of the first."""


def choice(finding: Finding) -> Fix | None:
    """The first fix of a finding that can be made by a tool."""
    return next((fix for fix in finding.fixes if fix.applicability is not Applicability.MANUAL), None)


def repairable(
    analysis: Analysis, region: Span, known: Collection[str] = ()
) -> Iterator[tuple[Finding, Fix]]:
    """The findings in `region` that can be repaired, each with its first fix; none whose fingerprint is `known`."""
    # This is asked with every key, and fingerprints cost more than all the rest.
    found = analysis.findings if known else _within(analysis, region)
    for finding in found:
        if finding.fingerprint not in known and _overlap(finding.span, region):
            fix = choice(finding)
            if fix is not None:
                yield finding, fix


def repair(
    engine: Analyzer, analysis: Analysis, region: Span, known: Collection[str] = ()
) -> tuple[Edit, ...]:
    """The edits that repair what can be repaired in `region`, and what a fix brings up there in turn.

    All speak of offsets in the analysed document. A round that would break the syntax is left out, and ends it.
    """
    current = analysis
    for _ in range(_MOST_ROUNDS):
        edits, _applied = combine(current, [fix for _, fix in repairable(current, region, known)])
        if not edits:
            break
        changes = [(edit.span, edit.text.encode()) for edit in reversed(edits)]
        document = current.document.edit(changes, current.document.version)
        after = engine.analyze(document, analysis.context, current)
        if _errors(after) > _errors(current):
            break
        region = _grown(region, edits)
        current = after
    found = difference(analysis.document.data, current.document.data)
    return tuple(Edit(span, text.decode()) for span, text in found)


def _within(analysis: Analysis, region: Span) -> list[Finding]:
    """The findings in `region`, without fingerprints, in order of position."""
    return sorted(
        (
            shifted(finding, part.offset)
            for part in analysis.placed
            for finding in part.findings
            if _overlap(finding.span.shifted(part.offset), region)
        ),
        key=lambda finding: finding.span,
    )


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _errors(analysis: Analysis) -> int:
    return len(analysis.tree.errors()) if analysis.tree is not None else 0


def _grown(region: Span, edits: Collection[Edit]) -> Span:
    """Where the region stands after `edits`, with what was put into it."""
    start, end = region
    for edit in edits:
        growth = len(edit.text.encode()) - (edit.span.end - edit.span.start)
        if edit.span.end <= region.start:
            start += growth
        if edit.span.start < region.end:
            end += growth
    return Span(start, end)

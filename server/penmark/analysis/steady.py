"""What is shown while a person types.

An analysis is pure: it says what stands in one version of the text. Half-typed code breaks the syntax, and what a parser
makes of the rest is a guess; shown as it is, findings would come and go with every key. So, where an edit has just
caused a syntax error, findings that were shown stay as they were (unless the edit touched what they underline) and new ones
wait until the text parses again. Text that arrives as a block (a completion, a paste) is shown as found, torn end or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from penmark.analysis.moving import carried, carried_span, shifted
from penmark.analysis.result import Analysis, Placed
from penmark.findings import Finding
from penmark.text.blocks import is_block
from penmark.text.document import Change, Document
from penmark.text.span import Span


def steady(shown: Analysis | None, analysis: Analysis) -> Analysis:
    """`analysis` as it is to be shown after `shown`, an earlier version of the same document.

    The result's caches are `analysis`'s: it can be handed on as `previous`.
    """
    errors = analysis.tree.errors() if analysis.tree is not None else ()
    settled = replace(analysis, errors=tuple(errors))
    if not errors or shown is None:
        return settled
    changes = analysis.document.changes_since(shown.document)
    if changes is None or any(
        is_block(analysis.document.data[change.start : change.new_end]) for change in changes
    ):
        return settled
    baseline = [moved for span in shown.errors if (moved := carried_span(span, changes)) is not None]
    caused = [span for span in errors if span not in baseline]
    if not caused:
        return settled
    frozen = _around(analysis, caused)
    if any(_touches(change, frozen) for change in changes):
        placed = _carried(shown, analysis.document, changes)
    else:
        placed = (
            *_outside(analysis.placed, frozen),
            *_inside(_carried(shown, analysis.document, changes), frozen),
        )
    return replace(analysis, placed=tuple(placed), errors=tuple(baseline))


def _around(analysis: Analysis, errors: Sequence[Span]) -> list[Span]:
    """The parts in which `errors` stand, each widened to whole lines and a line more on either side."""
    document = analysis.document
    lines, size = document.lines, len(document.data)
    widened: list[Span] = []
    for error in errors:
        span = error
        for part in analysis.broken:
            if part.touches(error):
                span = Span(min(span.start, part.start), max(span.end, part.end))
        first = max(0, lines.line_of(span.start) - 1)
        last = lines.line_of(span.end) + 2
        widened.append(Span(lines.start_of(first), lines.start_of(last) if last < len(lines) else size))
    return widened


def _touches(change: Change, spans: Sequence[Span]) -> bool:
    edited = Span(change.start, change.new_end)
    return any(span.touches(edited) for span in spans)


def _carried(shown: Analysis, document: Document, changes: Sequence[Change]) -> tuple[Placed, ...]:
    """What was shown, moved along with the edits, less what they touched."""
    if not changes:
        return shown.placed
    first = min(change.start for change in changes)
    placed: list[Placed] = []
    for part in shown.placed:
        reach = part.offset + max((_reach(finding) for finding in part.findings), default=0)
        if reach <= first:
            placed.append(part)
            continue
        moved = carried_span(Span(part.offset, reach), changes)
        if moved is not None and moved.end - moved.start == reach - part.offset:
            placed.append(Placed(moved.start, document.lines.line_of(moved.start), part.findings))
            continue
        absolute = (carried(shifted(finding, part.offset), changes) for finding in part.findings)
        kept = tuple(finding for finding in absolute if finding is not None)
        if kept:
            placed.append(Placed(0, 0, kept))
    return tuple(placed)


def _reach(finding: Finding) -> int:
    """Where the last byte that the finding or its steps and fixes speak of ends."""
    ends = [finding.span.end]
    ends += [step.span.end for step in finding.steps if step.uri is None]
    ends += [edit.span.end for fix in finding.fixes for edit in fix.edits]
    return max(ends)


def _inside(placed: Sequence[Placed], regions: Sequence[Span]) -> list[Placed]:
    return _filtered(placed, regions, inside=True)


def _outside(placed: Sequence[Placed], regions: Sequence[Span]) -> list[Placed]:
    return _filtered(placed, regions, inside=False)


def _filtered(placed: Sequence[Placed], regions: Sequence[Span], *, inside: bool) -> list[Placed]:
    """The findings that stand inside (or outside) of `regions`; parts that are kept whole keep their identity."""
    kept: list[Placed] = []
    for part in placed:
        chosen = tuple(
            finding
            for finding in part.findings
            if any(region.touches(finding.span.shifted(part.offset)) for region in regions) is inside
        )
        if len(chosen) == len(part.findings):
            kept.append(part)
        elif chosen:
            kept.append(Placed(part.offset, part.line, chosen))
    return kept

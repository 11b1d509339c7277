"""Moving findings: to where their part stands, and along with edits made around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from penmark.findings import Edit, Finding, Fix, Step
from penmark.text.document import Change
from penmark.text.span import Span

Mover = Callable[[Span], Span | None]


def shifted(finding: Finding, offset: int) -> Finding:
    """The finding `offset` bytes later in the same document."""
    if not offset:
        return finding
    moved = _moved(finding, lambda span: span.shifted(offset))
    assert moved is not None
    return moved


def carried(finding: Finding, changes: Sequence[Change]) -> Finding | None:
    """The finding after `changes`, None if one of them touched what it underlines.

    A fix or a step that a change touched is dropped.
    """
    return _moved(finding, lambda span: carried_span(span, changes))


def carried_span(span: Span, changes: Sequence[Change]) -> Span | None:
    """The span after `changes`; None if one of them replaced or removed a part of it."""
    start, end = span
    for change in changes:
        if change.old_end <= start and change.start < end:
            delta = change.new_end - change.old_end
            start, end = start + delta, end + delta
        elif change.start < end:
            return None
    return Span(start, end)


def _moved(finding: Finding, move: Mover) -> Finding | None:
    span = move(finding.span)
    if span is None:
        return None
    steps = tuple(moved for step in finding.steps if (moved := _moved_step(step, move)))
    fixes = tuple(kept for fix in finding.fixes if (kept := _moved_fix(fix, move)))
    return replace(finding, span=span, steps=steps, fixes=fixes)


def _moved_step(step: Step, move: Mover) -> Step | None:
    if step.uri is not None:
        return step
    span = move(step.span)
    return None if span is None else Step(span, step.message)


def _moved_fix(fix: Fix, move: Mover) -> Fix | None:
    edits: list[Edit] = []
    for edit in fix.edits:
        span = move(edit.span)
        if span is None:
            return None
        edits.append(Edit(span, edit.text))
    return Fix(fix.title, tuple(edits), fix.applicability, fix.additions)

from __future__ import annotations

import pytest

from penmark.analysis.moving import carried, carried_span, shifted
from penmark.findings import Applicability, Confidence, Edit, Finding, Fix, Severity, Step
from penmark.text.document import Change
from penmark.text.span import Span


def finding(start: int, end: int) -> Finding:
    return Finding(
        "some-rule",
        Span(start, end),
        "message",
        Severity.HIGH,
        Confidence.HIGH,
        steps=(Step(Span(start - 5, start - 2), "here"), Step(Span(1, 2), "elsewhere", "file:///other")),
        fixes=(Fix("Fix it", (Edit(Span(start, end), "x"),), Applicability.SAFE),),
    )


def test_shifting_moves_everything_of_this_document() -> None:
    moved = shifted(finding(10, 20), 7)
    assert moved.span == Span(17, 27)
    assert [step.span for step in moved.steps] == [Span(12, 15), Span(1, 2)]
    assert moved.fixes[0].edits[0].span == Span(17, 27)
    assert shifted(moved, -7) == finding(10, 20)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change(0, 0, 3), Span(13, 23)),
        (Change(0, 5, 0), Span(5, 15)),
        (Change(10, 10, 11), Span(11, 21)),
        (Change(20, 20, 25), Span(10, 20)),
        (Change(25, 30, 25), Span(10, 20)),
        (Change(12, 12, 13), None),
        (Change(5, 11, 5), None),
        (Change(19, 25, 19), None),
    ],
)
def test_a_span_follows_the_edits_around_it(change: Change, expected: Span | None) -> None:
    assert carried_span(Span(10, 20), [change]) == expected


def test_changes_apply_one_after_the_other() -> None:
    changes = [Change(0, 0, 10), Change(15, 18, 15)]
    assert carried_span(Span(10, 20), changes) == Span(17, 27)


def test_a_fix_that_an_edit_touched_is_dropped_and_the_finding_stays() -> None:
    wide = Finding(
        "some-rule",
        Span(10, 12),
        "message",
        Severity.HIGH,
        Confidence.HIGH,
        fixes=(Fix("Fix it", (Edit(Span(10, 30), "x"),), Applicability.SAFE),),
    )
    moved = carried(wide, [Change(20, 20, 21)])
    assert moved is not None
    assert moved.span == Span(10, 12)
    assert moved.fixes == ()

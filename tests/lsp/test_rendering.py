from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from penmark.analysis.result import Analysis, Placed
from penmark.findings import Confidence, Finding, Severity, Step
from penmark.lsp.client import Client
from penmark.lsp.rendering import Fragments, Renderer, joined
from penmark.rules.ruleset import RuleSet
from penmark.text.document import Document
from penmark.text.span import Span

RENDERER = Renderer(Client(keeps_data=True, related=True), RuleSet({}))


def finding(start: int, end: int, *steps: Step) -> Finding:
    return Finding("rule", Span(start, end), "Said.", Severity.HIGH, Confidence.HIGH, steps)


def shown(fragments: Fragments, text: str, *placed: Placed, others: dict[str, Document] | None = None) -> Any:
    document = Document("file:///a.py", 1, "python", text.encode())
    analysis = Analysis(document, None, placed, (), (), frozenset(), {})
    pieces = fragments.render(analysis, RENDERER, (others or {}).get)
    return pieces, [lines(one) for one in json.loads(joined(pieces))]


def lines(diagnostic: dict[str, Any]) -> Sequence[int]:
    start, end = diagnostic["range"]["start"], diagnostic["range"]["end"]
    return (start["line"], start["character"], end["line"], end["character"])


def test_what_stays_is_not_made_again() -> None:
    fragments, findings, more = Fragments(), (finding(0, 3),), (finding(1, 2),)
    first, places = shown(fragments, "one\ntwo\n", Placed(4, 1, more), Placed(0, 0, findings))
    assert places == [(0, 0, 0, 3), (1, 1, 1, 2)]
    second, places = shown(fragments, "one\n\ntwo\n", Placed(5, 2, more), Placed(0, 0, findings))
    assert places == [(0, 0, 0, 3), (2, 1, 2, 2)]
    assert second[0] is first[0]
    third, _ = shown(fragments, "one\n\ntwo\n", Placed(5, 2, more), Placed(0, 0, (finding(0, 3),)))
    assert third[0] is not second[0]


def test_a_part_that_moves_within_its_line_is_made_again() -> None:
    fragments, findings = Fragments(), (finding(0, 3),)
    assert shown(fragments, "x one", Placed(2, 0, findings))[1] == [(0, 2, 0, 5)]
    assert shown(fragments, "xx one", Placed(3, 0, findings))[1] == [(0, 3, 0, 6)]
    assert shown(fragments, "é one", Placed(3, 0, findings))[1] == [(0, 2, 0, 5)]


def test_equal_lines_have_different_fingerprints() -> None:
    findings, more = (finding(0, 3),), (finding(0, 3),)
    fragments = Fragments()

    def fingerprints(text: str, *placed: Placed) -> list[str]:
        pieces, _ = shown(fragments, text, *placed)
        return [one["data"]["fingerprint"] for one in json.loads(joined(pieces))]

    both = fingerprints("one\none\n", Placed(0, 0, findings), Placed(4, 1, more))
    assert len(set(both)) == 2
    assert fingerprints("two\none\n", Placed(4, 1, more)) == both[:1]


def test_other_files_are_looked_up_each_time() -> None:
    uri = "file:///b.tf"
    findings = (finding(0, 3, Step(Span(0, 1), "here", uri)),)
    fragments = Fragments()

    def end_of_step(text: str) -> int:
        other = Document(uri, 1, "terraform", text.encode())
        pieces, _ = shown(fragments, "one", Placed(0, 0, findings), others={uri: other})
        (diagnostic,) = json.loads(joined(pieces))
        (step,) = diagnostic["relatedInformation"]
        character: int = step["location"]["range"]["end"]["character"]
        return character

    assert end_of_step("x") == 1
    assert end_of_step("") == 0

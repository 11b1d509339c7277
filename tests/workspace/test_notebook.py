from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from penmark.analysis.engine import Engine
from penmark.findings import Finding
from penmark.settings import Settings
from penmark.text.document import Document
from penmark.text.span import Span
from penmark.workspace.notebook import Cell, CellAnalysis, CellEngine, Joined
from penmark.workspace.project import Project

TEXTS = [
    "",
    "x = 1",
    "import os\n",
    "import random, hashlib\n",
    "from flask import request\n",
    "request = build()\n",
    "os.system('ls ' + request.args['path'])\n",
    "def f():\n    return request.args['é']\n",
    "def g():\n    os.system('ls ' + f())",
    "token = random.choice('abc')\n",
    "%time hashlib.md5(b'x')\n!ls 'x\n",
    "%%bash\nfor x in 'a; do\n",
    "h = hashlib.md5(b'x')  # penmark: ignore[weak-hash] checksum\r\n",
    "f(1,\n  [2\n",
    "class A:\n    x = '''\n",
    "    token = random.choice('abc')\n",
]


def _engine() -> Engine:
    return Project(Path("/nowhere"), Settings()).engine_for(None)


ENGINE = _engine()


def cell(text: str, number: int = 0) -> Cell:
    return Cell(Document(f"cell:{number}", 1, "python", text.encode()))


def analyses(*texts: str) -> list[CellAnalysis]:
    joined = Joined("book:", [cell(text, number) for number, text in enumerate(texts)])
    return list(joined.separated(ENGINE.analyze(joined.document), {}))


def said(found: list[CellAnalysis]) -> list[tuple[tuple[Finding, ...], object, object]]:
    return [(one.findings, one.problems, one.ignored) for one in found]


def rules(found: list[CellAnalysis]) -> list[list[str]]:
    return [[finding.rule for finding in one.findings] for one in found]


CELLS = st.tuples(st.integers(0, 9), st.sampled_from(TEXTS))


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(CELLS, max_size=7, unique_by=lambda one: one[0]), min_size=2, max_size=5))
def test_whichever_way_a_notebook_came_about(versions: list[list[tuple[int, str]]]) -> None:
    kept: dict[tuple[int, str], Cell] = {}
    joined: Joined | None = None
    analysis = None
    found: dict[str, CellAnalysis] = {}
    for version in versions:
        cells = [kept.setdefault(one, cell(one[1], one[0])) for one in version]
        joined = Joined("book:", cells, joined)
        analysis = ENGINE.analyze(joined.document, previous=analysis)
        current = list(joined.separated(analysis, found))
        found = {one.document.uri: one for one in current}
        fresh = Joined("book:", [cell(text, number) for number, text in version])
        assert joined.document.data == fresh.document.data
        assert len(joined.document.lines) == len(fresh.document.lines)
        assert said(current) == said(list(fresh.separated(ENGINE.analyze(fresh.document), {})))


def test_findings_of_a_cell_that_stays_are_the_same_object() -> None:
    one, other = cell("import hashlib\nhashlib.md5(b'x')\n", 1), cell("x = 1\n", 2)
    joined = Joined("book:", [one, other])
    first = list(joined.separated(ENGINE.analyze(joined.document), {}))
    joined = Joined("book:", [other, one], joined)
    again = list(
        joined.separated(ENGINE.analyze(joined.document), {each.document.uri: each for each in first})
    )
    assert again[1].placed[0].findings is first[0].placed[0].findings


def test_equal_findings_of_two_cells_have_different_fingerprints() -> None:
    found = analyses("import hashlib\nhashlib.md5(b'x')\n", "hashlib.md5(b'x')\n")
    prints = {finding.fingerprint for one in found for finding in one.findings}
    assert len(prints) == 2


def test_an_empty_notebook() -> None:
    joined = Joined("book:", [])
    assert list(joined.separated(ENGINE.analyze(joined.document), {})) == []


def test_a_cell_is_analysed_anew_among_the_others() -> None:
    joined = Joined("book:", [cell("import random\n", 0), cell("%time x()\ntoken = random.choice('a')\n", 1)])
    shown = ENGINE.analyze(joined.document)
    analysis = list(joined.separated(shown, {}))[1]
    engine = CellEngine(ENGINE, joined, 1, shown)
    text = analysis.document.data
    at = text.index(b"token")
    after = analysis.document.edit([(Span(at, at), b"# \xc3\xa9\n")], 2)
    again = engine.analyze(after)
    assert again.document.data == after.data
    assert [finding.span.start for finding in again.findings] == [
        finding.span.start + 5 for finding in analysis.findings
    ]
    assert isinstance(again, CellAnalysis)
    assert not again.allows(Span(3, 3))

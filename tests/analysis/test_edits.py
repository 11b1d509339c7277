from __future__ import annotations

from penmark.analysis.edits import apply, combine
from penmark.analysis.engine import Engine
from penmark.analysis.result import Analysis
from penmark.findings import Addition, Applicability, Edit, Fix
from penmark.rules.loader import load_rules
from penmark.settings import Settings
from penmark.text.document import Document
from penmark.text.span import Span

SOURCE = b'"""A module."""\n\nfrom flask import request\n\nx = 1\ny = 2\n'


def analysis(data: bytes = SOURCE) -> Analysis:
    return Engine(load_rules(), Settings()).analyze(Document("file:///a.py", 1, "python", data))


def fix(start: int, end: int, text: str, *imports: str) -> Fix:
    additions = tuple(Addition("import", name) for name in imports)
    return Fix("Do", (Edit(Span(start, end), text),), Applicability.SAFE, additions)


def combined(*fixes: Fix) -> str:
    edits, _ = combine(analysis(), fixes)
    return apply(SOURCE, edits).decode()


def test_the_imports_of_several_fixes_stand_in_order_and_once():
    made = combined(fix(44, 49, "x = 3", "subprocess", "os"), fix(50, 55, "y = 4", "secrets", "os"))
    assert made == (
        '"""A module."""\n\nimport os\nimport secrets\nimport subprocess\n\nfrom flask import request\n\nx = 3\ny = 4\n'
    )


def test_the_import_of_a_fix_that_is_left_out_is_not_added():
    made = combined(fix(44, 49, "x = 3", "os"), fix(46, 55, "z", "secrets"))
    assert made == '"""A module."""\n\nimport os\n\nfrom flask import request\n\nx = 3\ny = 2\n'


def test_a_fix_whose_import_meets_the_edit_of_another_is_left_out():
    edits, applied = combine(analysis(), [fix(10, 30, ""), fix(44, 49, "x = 3", "os")])
    assert edits == (Edit(Span(10, 30), ""),)
    assert len(applied) == 1

"""Which functions are read at all: those with the words that lead to what the matchers ask for."""

from __future__ import annotations

import textwrap

import pytest

from penmark.dataflow import CallMatcher, MatcherSet, Program, models_for
from penmark.dataflow.checking import Cache, File
from penmark.syntax import code
from penmark.syntax.adapter import CodeAdapter, adapter_for
from penmark.text.document import Document

PROGRAM = Program(
    "python",
    models_for("python"),
    MatcherSet(
        (
            CallMatcher.from_data({"calls": ["re.split"]}),
            CallMatcher.from_data({"calls": ["sqlite3.Cursor().executemany"]}),
            CallMatcher.from_data({"calls": ["~vault.seal"]}),
            CallMatcher.from_data({"calls": ["operator.eq"], "where": {"0": {"name": ["token"]}}}),
        )
    ),
)


def wanted(source: str, *, projected: bool = False) -> list[str]:
    """The names of the functions of a module that are read."""
    document = Document("file:///module.py", 1, "python", textwrap.dedent(source).encode())
    adapter = adapter_for("python")
    assert isinstance(adapter, CodeAdapter)
    tree = adapter.parse(document)
    parts = adapter.parts(tree)
    facts = [adapter.facts(part, tree) for part in parts]
    file = File.read(parts, facts, PROGRAM, Cache(), projected=projected)
    named = [one.body[0] for one in facts]
    return [
        node.name
        for node, is_wanted in zip(named, file.wanted, strict=True)
        if is_wanted and isinstance(node, code.Function)
    ]


def test_a_method_of_the_same_name_says_nothing() -> None:
    source = """
    import re

    def a(line):
        return line.split(",")

    def b(line):
        return re.split(",", line)
    """
    assert wanted(source) == ["b"]


@pytest.mark.parametrize(
    "head",
    ["import re as rx", "from re import split as rx", "import re\nrx = re", "import re\nrx = re.split"],
)
def test_a_module_is_reached_by_any_name_that_stands_for_it(head: str) -> None:
    source = f"{head}\ndef a(line): return rx.split(',', line)\ndef b(line): return line.split(',')\n"
    assert wanted(source) == ["a"]


def test_a_name_that_the_function_imports() -> None:
    assert wanted("def a(line):\n    from re import split\n    return split(',', line)\n") == ["a"]


def test_a_wildcard_may_bring_any_name() -> None:
    assert wanted("from helpers import *\ndef a(line): return rx.split(',', line)\n") == ["a"]


def test_a_name_of_the_project_may_stand_for_anything() -> None:
    source = "from helpers import rx\ndef a(line): return rx.split(',', line)\n"
    assert wanted(source, projected=True) == ["a"]
    assert wanted(source, projected=False) == []


def test_an_instance_may_come_from_anywhere() -> None:
    assert wanted("def a(rows, rows_in): rows.executemany('', rows_in)\ndef b(rows): rows.execute('')\n") == [
        "a"
    ]


def test_a_spelling_needs_its_last_word_only() -> None:
    assert wanted("def a(v): v.vault.seal(1)\ndef b(v): v.seal(1)\ndef c(v): v.open(1)\n") == ["a", "b"]


def test_an_operator_needs_what_its_conditions_name() -> None:
    source = """
    def a(token, given):
        return token == given

    def b(size, given):
        return size == given
    """
    assert wanted(source) == ["a"]

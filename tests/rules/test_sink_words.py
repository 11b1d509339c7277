"""A module in which data reaches a sink is never taken for one that need not be read."""

from __future__ import annotations

import pytest

from penmark.dataflow import MatcherSet, Program, check, models_for
from penmark.dataflow.operations import is_operator
from penmark.dataflow.roots import Roots
from penmark.dataflow.sink_words import SinkWords
from penmark.rules.examples import Example
from penmark.rules.loader import load_rules
from penmark.syntax.adapter import CodeAdapter, adapter_for
from penmark.text.document import Document

RULES = load_rules()
MODELS = models_for("python")
SINKS = [one.matcher for one in RULES.checks("taint", "python")]
PROGRAM = Program("python", MODELS, MatcherSet(SINKS))
WORDS = [SinkWords(MatcherSet([sink]), Roots(MODELS)) for sink in SINKS]
EXAMPLES = [
    pytest.param(example, id=f"{rule.id}-{number}")
    for rule in RULES
    if "taint" in rule.kinds
    for number, example in enumerate(rule.examples, 1)
    if example.role == "flagged" and example.language == "python"
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_words_of_a_sink_are_written_where_data_reaches_it(example: Example) -> None:
    document = Document("file:///example.py", 1, "python", example.text.encode())
    adapter = adapter_for("python")
    assert isinstance(adapter, CodeAdapter)
    tree = adapter.parse(document)
    parts = adapter.parts(tree)
    checked = check(parts, [adapter.facts(part, tree) for part in parts], PROGRAM)
    assert checked is not None
    assert [
        match.path
        for match in checked.matches
        if not is_operator(match.path) and not WORDS[match.matcher].written_in(document.data)
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "def get(self):\n    return self.items\n",
        "import requests\n\nSESSION = requests\n",
        "é = 'cursor'\n",
    ],
)
def test_a_module_without_a_sink_need_not_be_read(text: str) -> None:
    assert not PROGRAM.sink_words.written_in(text.encode())

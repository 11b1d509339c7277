"""An operator whose operand is still to be typed does not take the next statement for it."""

from __future__ import annotations

import pytest

from penmark.syntax import code
from penmark.syntax.adapter import adapter_for
from penmark.text.document import Document


@pytest.mark.parametrize(
    "torn", ["value.", "value = ", "value +", "return not", "a = b if c else", "value.x.  # why"]
)
def test_the_next_statement_stands_for_itself(torn: str) -> None:
    text = f"def f():\n    {torn}\n    other(1)\n".encode()
    adapter = adapter_for("python")
    assert adapter is not None
    tree = adapter.parse(Document("file:///a.py", 1, "python", text))
    assert tree.has_error
    [part] = adapter.parts(tree)  # type: ignore[union-attr]
    assert part.broken
    facts = adapter.facts(part, tree)  # type: ignore[union-attr]
    [function] = [node for node in facts.body if isinstance(node, code.Function)]
    calls = [
        node
        for node in function.body
        if isinstance(node, code.Evaluate) and isinstance(node.value, code.Call)
    ]
    callees = [node.value.callee for node in calls if isinstance(node.value, code.Call)]
    if torn == "a = b if c else":  # what stands before it is torn too far to be read
        return
    assert any(isinstance(callee, code.Name) and callee.id == "other" for callee in callees)


@pytest.mark.parametrize(
    "whole",
    [
        "value = ...",
        "value = 4.",
        "value = (a +\n        b)",
        "'''a.\n    b ='''",
        "value = [1,\n        2 +\n    3]",
        "x = a \\\n + b",
    ],
)
def test_whole_code_is_no_error(whole: str) -> None:
    text = f"def f():\n    {whole}\n    other(1)\n".encode()
    adapter = adapter_for("python")
    assert adapter is not None
    assert not adapter.parse(Document("file:///a.py", 1, "python", text)).has_error


@pytest.mark.parametrize("torn", ['"""', '"""a\nb\n', "'a", '"a\\"', "'''a''", '"'])
def test_a_docstring_that_is_not_closed_is_an_error(torn: str) -> None:
    adapter = adapter_for("python")
    assert adapter is not None
    assert adapter.parse(Document("file:///a.py", 1, "python", torn.encode())).has_error


@pytest.mark.parametrize("whole", ['"""a\nb"""', "''", '""', '"a\\\\"', "r'''a'''\n", 'u"a\\"b"'])
def test_a_docstring_is_none(whole: str) -> None:
    adapter = adapter_for("python")
    assert adapter is not None
    assert not adapter.parse(Document("file:///a.py", 1, "python", whole.encode())).has_error

"""Comparisons, repetitions, assertions and decorators are calls too; numbers are followed as sizes."""

from __future__ import annotations

from typing import Any

import pytest
from tests.dataflow.support import run
from tests.dataflow.test_matchers import marks

from penmark.dataflow import AssignMatcher, CallMatcher, MatcherSet, Program, TaintMatcher, models_for

EQUAL = CallMatcher.from_data(
    {"calls": ["operator.eq"], "where": {"*": {"name": ["*.secret"]}}, "mark": "call"}
)
ASSERTED = CallMatcher.from_data(
    {"calls": ["assert"], "where": {"*": {"name": ["*.allowed", "*.allowed()"]}}, "mark": "call"}
)
SIZE = TaintMatcher.from_data(
    {
        "sources": ["remote"],
        "numbers": "too",
        "sanitizers": ["size"],
        "mark": "call",
        "sinks": [{"calls": ["operator.mul"], "argument": "1"}],
    }
)
COUNT = TaintMatcher.from_data(
    {"sources": ["remote"], "numbers": "only", "sinks": [{"calls": ["bytes"], "argument": "0"}]}
)


def told(source: str, *matchers: Any) -> list[str]:
    return marks(f"from flask import request\nimport operator\n{source}\n", *matchers)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("a.secret == b", ["a.secret == b"]),
        ("if b == a.secret and c:\n    pass", ["b == a.secret"]),
        ("x = 1 < a.secret == b", ["a.secret == b"]),
        ("operator.eq(a.secret, b)", ["operator.eq(a.secret, b)"]),
        ("while a.secret == b:\n    pass", ["a.secret == b"]),
        ("a.secret != b", []),
        ("a.secret is b", []),
        ("a.secret == 'x'", []),
        ("a.name == b", []),
    ],
)
def test_a_comparison(source: str, found: list[str]) -> None:
    assert told(source, EQUAL) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("assert user.allowed, 'no'", ["assert user.allowed, 'no'"]),
        ("assert not (a or user.allowed())", ["assert not (a or user.allowed())"]),
        ("assert a == user.allowed", ["assert a == user.allowed"]),
        ("assert size > 0, user.allowed", []),
        ("assert 1", []),
    ],
)
def test_an_assertion(source: str, found: list[str]) -> None:
    assert told(source, ASSERTED) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("n = int(request.args['n'])\n'-' * n", ["'-' * n"]),
        ("n = int(request.args['n'])\nn * '-'", ["n * '-'"]),
        ("n = int(request.args['n'])\n[0] * n", ["[0] * n"]),
        ("n = int(request.args['n'])\n[0] * min(n, 9)", []),
        ("n = int(request.args['n'])\nif n < 9:\n    [0] * n", []),
        ("n = int(request.args['n'])\nif 9 > n:\n    [0] * n", []),
        ("n = int(request.args['n'])\nif n > 9:\n    [0] * n", ["[0] * n"]),
        ("n = int(request.args['n'])\nif n > 9:\n    raise ValueError\n[0] * n", []),
        ("n = int(request.args['n'])\nif n < 9:\n    raise ValueError\n[0] * n", ["[0] * n"]),
        ("n = int(request.args['n'])\nif not 0 < n <= 9:\n    raise ValueError\n[0] * n", []),
        ("n = int(request.args['n'])\nif n < request.json:\n    [0] * n", ["[0] * n"]),
        ("n = int(request.args['n'])\n3 * n, n * n", []),
        ("'-' * 8", []),
    ],
)
def test_a_repetition(source: str, found: list[str]) -> None:
    assert told(source, SIZE) == found


def test_only_numbers() -> None:
    assert told("bytes(request.data)\nbytes(int(request.args['n']))", COUNT) == ["bytes"]


def test_a_number_does_nothing_to_a_text() -> None:
    shell = TaintMatcher.from_data(
        {"sources": ["remote"], "sinks": [{"calls": ["os.system"], "argument": "0"}]}
    )
    source = "import os\nos.system(f\"kill {int(request.args['n'])}\")\nos.system(request.args['m'])"
    assert told(source, shell) == ["os.system"]


def test_a_decorator() -> None:
    exempt = CallMatcher.from_data(
        {"calls": ["lib.exempt"], "unless": {"0": {"name": ["hook*"]}}, "mark": "callee"}
    )
    source = "from lib import exempt\n@exempt\ndef view():\n    pass\n@exempt\ndef hook_in():\n    pass\n"
    done = run(source, program=Program("python", models_for("python"), MatcherSet([exempt])))
    assert [match.node.start for match in done.checked.matches] == [1]  # after the `@` of the first function


def test_elements_of_what_is_returned() -> None:
    def answered(**options: object) -> list[str]:
        data = {"targets": ["flask.Flask().route(return)"], "sources": ["remote"], "mark": "value", **options}
        source = (
            "from flask import Flask, request\napp = Flask(__name__)\n@app.route('/')\ndef f():\n    return "
        )
        return [
            text
            for value in ("{'a': request.json}", "[request.json], 200", "request.data")
            for text in marks(f"{source}{value}\n", AssignMatcher.from_data(data))
        ]

    assert answered() == ["request.data"]
    assert answered(elements=True) == ["{'a': request.json}", "[request.json]", "request.data"]


def test_near_is_in_the_same_function() -> None:
    near = TaintMatcher.from_data(
        {"sources": ["remote"], "near": True, "sinks": [{"calls": ["assert"], "argument": "*"}]}
    )
    source = "def f(x):\n    assert x\ndef g():\n    y = request.json\n    assert y\n    f(y)\n"
    assert told(source, near) == ["assert"]


MAPPED = TaintMatcher.from_data(
    {
        "sources": ["remote"],
        "mark": "argument content",
        "sinks": [
            {"calls": ["operator.mapping.role"], "argument": "content", "where": {"role": "system"}},
        ],
    }
)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("[{'role': 'system', 'content': request.data}]", ["request.data"]),
        ("[{'role': 'system', 'content': 'a' + request.data}]", ["'a' + request.data"]),
        ("who = 'system'\nx = {'role': who, **more, 'content': request.data}", ["request.data"]),
        ("[{'role': 'user', 'content': request.data}]", []),
        ("[{'role': 'system', 'content': 'a', 'note': request.data}]", []),
        ("[{'name': 'system', 'content': request.data}]", []),
        ("[{'role': 'system', **request.json}, {}, {1: 2}]", []),
    ],
)
def test_a_mapping_is_named_by_its_first_key(source: str, found: list[str]) -> None:
    assert told(source, MAPPED) == found

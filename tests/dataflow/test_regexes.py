"""The condition `regex`: patterns and flags as they are written in a call."""

from __future__ import annotations

import pytest
from tests.dataflow.support import run

from penmark.dataflow import CallMatcher, DataError, MatcherSet, Program, models_for


def holds(call: str, whole: bool = False, flags: str = "1:flags") -> bool:
    condition = {"regex": {"time": "exponential", "whole": whole, "flags": flags}}
    matcher = CallMatcher.from_data({"calls": ["lib.f"], "where": {"0:a": condition}})
    program = Program("python", models_for("python"), MatcherSet([matcher]))
    return bool(run(f"import lib\n{call}", program=program).checked.matches)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("lib.f(r'(a+)+$')", True),
        ("lib.f(a=b'(a+)+$')", True),
        ("lib.f('(a+' + ')+$')", True),
        ("LETTERS = 'a+'\nlib.f(f'({LETTERS})+$')", True),
        ("lib.f(unknown + '(a+)+$')", False),
        ("lib.f(r'(a+)$')", False),
        ("lib.f(r'(a+)+')", False),
        ("lib.f(3)", False),
        ("lib.f()", False),
        ("lib.f(r'(a+)+$', 0)", True),
        ("lib.f(r'( a + )+ $', re.X)", True),
        ("lib.f(r'( a + )+ $', flags=re.DOTALL | (re.VERBOSE | re.I))", True),
        ("from re import VERBOSE\nlib.f(r'( a + )+ $', VERBOSE)", True),
        ("lib.f(r'( a + )+ $')", False),
        ("lib.f(r'(a+)+$', unknown)", False),
        ("lib.f(r'(a+)+$', re.X | unknown)", False),
        ("lib.f(r'(a+)+$', re.LOCALE)", False),
        ("lib.f(r'(a+)+$', *unknown)", False),
        ("lib.f(r'(a+)+$', **unknown)", False),
    ],
)
def test_patterns_and_flags(call: str, expected: bool) -> None:
    assert holds(call) is expected


def test_all_of_the_text() -> None:
    assert holds("lib.f(r'(a+)+')", whole=True)


def test_flags_elsewhere() -> None:
    assert holds("lib.f(r'( a + )+ $', 'x', re.X)", flags="2:flags")
    assert not holds("lib.f(r'( a + )+ $', re.X)", flags="2:flags")
    assert holds("lib.f(r'(a+)+$', unknown)", flags="")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"time": "cubic"}, "“time” must be one of exponential, not “cubic”"),
        ({"tiem": "exponential"}, "unknown key “tiem”; did you mean “time”?"),
        ({"flags": "a b"}, "“a b” is no argument"),
        ({"whole": 1}, "“whole” must be true or false"),
        ("exponential", "regex must be a table"),
    ],
)
def test_wrong_data_is_an_error(data: object, message: str) -> None:
    with pytest.raises(DataError) as error:
        CallMatcher.from_data({"calls": ["lib.f"], "where": {"0:a": {"regex": data}}})
    assert message in str(error.value)

"""The data of matchers, and conditions on arguments."""

from __future__ import annotations

from typing import Any

import pytest
from tests.dataflow.support import run

from penmark.dataflow import (
    AssignMatcher,
    CallMatcher,
    DataError,
    MatcherSet,
    Program,
    TaintMatcher,
    models_for,
)

SINK = {"calls": ["a.b"], "argument": "0"}


@pytest.mark.parametrize(
    ("kind", "data", "message"),
    [
        (CallMatcher, {"calls": ["a"], "wher": {}}, "call: unknown key “wher”; did you mean “where”?"),
        (CallMatcher, {}, "call: “calls” must name at least one"),
        (CallMatcher, {"calls": "a"}, "call: “calls” must be a list of strings"),
        (CallMatcher, {"calls": ["a"], "where": {"a b": True}}, "“a b” is no argument"),
        (CallMatcher, {"calls": ["a"], "where": {"a": {"constnt": True}}}, "did you mean “constant”?"),
        (CallMatcher, {"calls": ["a"], "where": {"a": [1]}}, "did you mean { in = […] }?"),
        (CallMatcher, {"calls": ["a"], "where": {"a": {}}}, "must not be empty"),
        (CallMatcher, {"calls": ["a"], "where": {"a": {"matches": "("}}}, "no RE2 pattern"),
        (CallMatcher, {"calls": ["a"], "where": {"a": {"matches": "(?=a)"}}}, "no RE2 pattern"),
        (CallMatcher, {"calls": ["a"], "where": {"a": {"below": "1"}}}, "must be a number"),
        (CallMatcher, {"calls": ["a"], "mark": "argument"}, "“mark” must be callee, call or “argument NAME”"),
        (TaintMatcher, {"sources": ["remot"], "sinks": [SINK]}, "“remot” is no trust class"),
        (TaintMatcher, {"sources": ["remote"], "sinks": []}, "“sinks” must name at least one"),
        (TaintMatcher, {"sinks": [{**SINK, "shap": "built"}]}, "taint.sinks: unknown key “shap”"),
        (TaintMatcher, {"unknown": "maybe", "sinks": [SINK]}, "must be one of never, built, any"),
        (AssignMatcher, {"targets": ["a"]}, "needs either “value” or “sources”"),
    ],
)
def test_wrong_data_is_an_error(kind: Any, data: dict[str, object], message: str) -> None:
    with pytest.raises(DataError) as raised:
        kind.from_data(data)
    assert message in str(raised.value)


def test_the_keys_of_others_are_left_alone() -> None:
    CallMatcher.from_data({"calls": ["a"], "fix": [{}], "message": "m"}, ignored=("fix", "message"))


def marks(source: str, *matchers: Any) -> list[str]:
    done = run(source, program=Program("python", models_for("python"), MatcherSet(matchers)))
    return [done.text(one.part, *one.mark) for one in done.checked.matches]


def holds(call: str, **conditions: Any) -> bool:
    return bool(marks(f"import lib\n{call}\n", CallMatcher.from_data({"calls": ["lib.f"], **conditions})))


@pytest.mark.parametrize(
    ("condition", "call", "expected"),
    [
        (True, "lib.f(a=True)", True),
        (True, "lib.f(a=1)", False),
        (True, "lib.f(a=unknown)", False),
        (True, "lib.f()", False),
        (True, "D = True\nlib.f(a=D)", True),
        (True, "D = unknown or True\nlib.f(a=D)", False),
        (True, "lib.f(a=True if unknown else False)", True),
        (True, "lib.f(**{'a': True})", True),
        ({"in": ["x", "y"]}, "lib.f(a='y')", True),
        ({"in": ["x", "y"]}, "lib.f(a='z')", False),
        ({"not-in": ["x", "y"]}, "lib.f(a='z')", True),
        ({"not-in": ["x", "y"]}, "lib.f(a=unknown)", False),
        ({"absent": True}, "lib.f()", True),
        ({"absent": True}, "lib.f(a=1)", False),
        ({"absent": True}, "lib.f(**unknown)", False),
        ({"absent": False}, "lib.f(a=unknown)", True),
        ({"none": True}, "lib.f(a=None)", True),
        ({"below": 5}, "lib.f(a=2 + 2)", True),
        ({"below": 5}, "lib.f(a=5)", False),
        ({"below": 5}, "lib.f(a=True)", False),
        ({"above": 5}, "lib.f(a=5.5)", True),
        ({"above": 1, "below": 3}, "lib.f(a=4)", False),
        ({"matches": "^a+$"}, "lib.f(a='aa')", True),
        ({"matches": "^a+$"}, "lib.f(a=b'aa')", True),
        ({"matches": "^a+$"}, "lib.f(a='b')", False),
        ({"constant": True}, "lib.f(a=','.join('?' * len(unknown)))", True),
        ({"constant": True}, "lib.f(a=['x', ('y', 1)])", True),
        ({"constant": True}, "lib.f(a=['x', unknown])", False),
        ({"constant": False}, "lib.f(a=unknown)", True),
        ({"constant": False}, "lib.f()", False),
        ({"path": ["lib.NONE"]}, "lib.f(a=lib.NONE)", True),
        ({"path": ["lib.NONE"]}, "from lib import NONE as n\nlib.f(a=n)", True),
        ({"path": ["lib.C()"]}, "c = lib.C()\nlib.f(a=c)", True),
        ({"name": ["*password*"]}, "lib.f(a=user.password_hash)", True),
        ({"name": ["*password*"]}, "lib.f(a=user.name)", False),
        ({"built": True}, "lib.f(a=f'a{unknown}')", True),
        ({"built": True}, "lib.f(a=f'a{1}')", False),
        ({"contains": "*"}, "lib.f(a=['x', '*'])", True),
        ({"contains": "*"}, "lib.f(a=['x'])", False),
        ({"contains": {"matches": "^[*]"}}, "lib.f(a=('*.x',))", True),
    ],
)
def test_conditions(condition: Any, call: str, expected: bool) -> None:
    assert holds(call, where={"a": condition}) is expected


@pytest.mark.parametrize(
    ("spec", "call", "expected"),
    [
        ("0:a", "lib.f(1)", True),
        ("0:a", "lib.f(a=1)", True),
        ("a", "lib.f(1)", False),
        ("0", "lib.f(a=1)", False),
        ("1", "lib.f(1)", False),
        ("1", "lib.f(*[0, 1])", True),
        ("*", "lib.f(0, b=1)", True),
        ("*", "lib.f(0, b=2)", False),
    ],
)
def test_argument_specifications(spec: str, call: str, expected: bool) -> None:
    assert holds(call, where={spec: 1}) is expected


def test_where_and_unless_hold_together() -> None:
    both = {"where": {"a": 1}, "unless": {"b": 2}}
    assert [
        holds(call, **both)
        for call in ("lib.f(a=1)", "lib.f(a=1, b=2)", "lib.f(a=1, b=unknown)", "lib.f(a=2)")
    ] == [
        True,
        False,
        True,
        False,
    ]


def test_marks() -> None:
    source = "import lib\nlib.f(\n 1, verify=False)\n"
    assert marks(source, CallMatcher.from_data({"calls": ["lib.f"]})) == ["lib.f"]
    assert marks(source, CallMatcher.from_data({"calls": ["lib.f"], "mark": "call"})) == [
        "lib.f(\n 1, verify=False)"
    ]
    assert marks(source, CallMatcher.from_data({"calls": ["lib.f"], "mark": "argument verify"})) == [
        "verify=False"
    ]
    assert marks(source, CallMatcher.from_data({"calls": ["lib.f"], "mark": "argument 0"})) == ["1"]


def test_the_receiver_is_an_argument() -> None:
    matcher = CallMatcher.from_data({"calls": ["~*.update"], "where": {"self": {"path": ["lib.C()"]}}})
    assert marks("import lib\na = lib.C()\na.update()\nb.update()\n", matcher) == ["a.update"]


def test_assignments() -> None:
    secret = AssignMatcher.from_data(
        {"targets": ["~*password", "~*.password", "~*[password]"], "value": {"matches": "."}}
    )
    assert marks(
        """
        password = "a"
        self.password = "b"
        config["password"] = "c"
        password = unknown
        password: str = "d"
        name = "e"
        password += "f"
        """,
        secret,
    ) == ["password", "self.password", 'config["password"]', "password", "password"]
    value = AssignMatcher.from_data({"targets": ["lib.flag"], "value": True, "mark": "value"})
    assert marks("import lib\nlib.flag = not False\n", value) == ["not False"]
    statement = AssignMatcher.from_data({"targets": ["lib.flag"], "value": True, "mark": "statement"})
    assert marks("import lib\nlib.flag = x = True\n", statement) == ["lib.flag = x = True"]


def test_untrusted_data_that_is_assigned() -> None:
    matcher = AssignMatcher.from_data({"targets": ["~*.headers[Location]"], "sources": ["remote"]})
    source = "from flask import request\ndef f(r):\n    r.headers['Location'] = request.args['u']\n    r.headers['Location'] = '/'\n"
    assert marks(source, matcher) == ["r.headers['Location']"]


def test_one_finding_of_a_matcher_at_a_place() -> None:
    data = {
        "sources": ["remote"],
        "sinks": [{"calls": ["lib.f"], "argument": "*"}, {"calls": ["lib.*"], "argument": "0"}],
    }
    source = "import lib\nfrom flask import request\nlib.f(request.args, request.form)\n"
    assert marks(source, TaintMatcher.from_data(data)) == ["lib.f"]

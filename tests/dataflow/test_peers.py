"""A function that lacks what most of its peers have."""

from __future__ import annotations

import pytest
from tests.dataflow.support import run

from penmark.dataflow import CallMatcher, MatcherSet, Program, models_for

MATCHER = CallMatcher.from_data(
    {
        "calls": ["~*app.post", "~*app.delete"],
        "peers": {
            "guards": ["*_required"],
            "open": ["login"],
            "words": ["current_user"],
            "anywhere": ["guard_all"],
        },
        "mark": "call",
    }
)
PROGRAM = Program("python", models_for("python"), MatcherSet([MATCHER]))
GUARDED = """
@app.post("/{0}")
@login_required
def {0}():
    pass
"""
OPEN = """
@app.delete("/{0}")
def {0}():
    {1}
"""
FREE = """
@app.get("/{0}")
def {0}():
    pass
"""


def found(*functions: str) -> list[tuple[str, str]]:
    done = run("".join(functions), program=PROGRAM)
    return [(done.text(one.part, *one.mark), one.source) for one in done.checked.matches]


def test_the_one_that_stands_out() -> None:
    said = found(GUARDED.format("a"), OPEN.format("b", "pass"), GUARDED.format("c"), FREE.format("d"))
    assert said == [('app.delete("/b")', "login_required")]


@pytest.mark.parametrize(
    "functions",
    [
        (GUARDED.format("a"), OPEN.format("b", "pass")),
        (GUARDED.format("a"), GUARDED.format("c"), *(OPEN.format(f"b{n}", "pass") for n in range(3))),
        (GUARDED.format("a"), GUARDED.format("c"), OPEN.format("login", "pass")),
        (GUARDED.format("a"), GUARDED.format("c"), OPEN.format("b", "current_user.check()")),
        (GUARDED.format("a"), GUARDED.format("c"), OPEN.format("b", "pass"), "guard_all(app)\n"),
        (GUARDED.format("a"), GUARDED.format("c"), OPEN.format("b", "pass").replace("app.", "other.")),
    ],
    ids=["too few", "most are open", "a name", "it guards itself", "all are guarded", "another application"],
)
def test_none_stands_out(functions: tuple[str, ...]) -> None:
    assert found(*functions) == []

"""Assignments: settings of a module and of a class, and what decorated functions return."""

from __future__ import annotations

from tests.dataflow.support import run

from penmark.dataflow import AssignMatcher, MatcherSet, Program, models_for

HTML = "fastapi.responses.HTMLResponse"
PROGRAM = Program(
    "python",
    models_for("python"),
    MatcherSet(
        (
            AssignMatcher.from_data({"targets": ["~DEBUG"], "value": True, "beside": ["URLS", "APPS"]}),
            AssignMatcher.from_data({"targets": ["~Live*.DEBUG"], "value": True}),
            AssignMatcher.from_data(
                {
                    "targets": ["fastapi.FastAPI().get(return)"],
                    "where": {"response_class": {"path": [HTML]}},
                    "sources": ["remote"],
                }
            ),
        )
    ),
)


def lines(source: str) -> list[tuple[int, int]]:
    """Line and index of the matcher, of every match."""
    done = run(source, program=PROGRAM)
    return [(done.line(one.part, one.mark.start), one.matcher) for one in done.checked.matches]


def test_only_where_the_module_binds_what_must_stand_beside():
    assert lines("DEBUG = True\n") == []
    assert lines("DEBUG = True\nAPPS = []\n") == [(1, 0)]
    assert lines("URLS = []\nDEBUG = False\n") == []


def test_a_setting_in_a_class_is_known_by_the_name_of_the_class():
    source = "class Live:\n    DEBUG = True\n\nclass Test:\n    DEBUG = True\n\ndef f():\n    DEBUG = True\n"
    assert lines(source) == [(2, 1)]


def test_what_is_given_to_the_decorator():
    source = """
    from fastapi import FastAPI
    from fastapi.responses import HTMLResponse, JSONResponse

    app = FastAPI()

    @app.get("/a", response_class=HTMLResponse)
    def a(name: str):
        return "<b>" + name

    @app.get("/b", response_class=JSONResponse)
    def b(name: str):
        return "<b>" + name

    @app.get("/c")
    def c(name: str):
        return "<b>" + name
    """
    assert lines(source) == [(8, 2)]

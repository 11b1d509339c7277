"""regular-expression-injection: words are found as before, and a pattern is a word like any other."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

WHOLE = """
import re

from flask import Flask, request

app = Flask(__name__)
LINES = ["three tulips", "a rose (red)", "a" * 40 + "!"]

@app.route("/")
def search():
    return str([line[:12] for line in LINES if re.search(request.args["q"], line)])
"""
PART = WHOLE.replace('request.args["q"]', """rf"\\b{request.args['q']}" """.rstrip())


@pytest.mark.parametrize("source", [WHOLE, PART])
def test_a_pattern_is_taken_literally(source: str) -> None:
    pytest.importorskip("flask")
    after = fixed(source, "regular-expression-injection")
    ask = "print(app.test_client().get('/', query_string={{'q': {!r}}}).text)"
    honest = ask.format("tulip")
    assert printed(source, honest) == printed(after, honest) == "['three tulips']"
    every = ask.format(".*")
    assert printed(source, every) == "['three tulips', 'a rose (red)', 'aaaaaaaaaaaa']"
    assert printed(after, every) == "[]"
    hours = ask.format("(a+)+$")  # the code before would not come back
    assert printed(after, hours) == "[]"

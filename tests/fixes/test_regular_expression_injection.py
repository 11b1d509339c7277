"""regular-expression-injection: plain words are found as before, and a pattern is none any more."""

from __future__ import annotations

from tests.fixes.support import fixed, printed

SOURCE = """
import re

from flask import Flask, request

app = Flask(__name__)
LINES = ["ann 12", "bob 7"]


@app.get("/find")
def find():
    return "|".join(line for line in LINES if re.search(request.args["word"], line))
"""
ASK = "print(app.test_client().get('/find', query_string={'word': %r}).get_data(as_text=True))"


def test_a_pattern() -> None:
    after = fixed(SOURCE, "regular-expression-injection")
    assert printed(SOURCE, ASK % "ann") == printed(after, ASK % "ann") == "ann 12"
    assert printed(SOURCE, ASK % ".") == "ann 12|bob 7"
    assert printed(after, ASK % ".") == ""
    assert printed(after, ASK % "(a+)+$") == ""

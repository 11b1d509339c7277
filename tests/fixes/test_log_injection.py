"""log-injection: an entry says the same, and a line break in it begins no entry."""

from __future__ import annotations

from tests.fixes.support import fixed, printed

SOURCE = """
import logging

from flask import Flask, request

app = Flask(__name__)


@app.post("/login")
def login():
    logging.warning(f"no user {request.form['name']}")
    return ""
"""
SETUP = (
    "import io\nlog = io.StringIO()\nlogging.basicConfig(stream=log, format='%(levelname)s %(message)s')\n"
)
ASK = "app.test_client().post('/login', data={'name': %r})\nprint(log.getvalue().splitlines())"


def test_a_line_break() -> None:
    after = fixed(SOURCE, "log-injection")
    assert printed(SOURCE, SETUP, ASK % "ann") == "['WARNING no user ann']"
    assert printed(after, SETUP, ASK % "ann") == "[\"WARNING no user 'ann'\"]"
    attack = ASK % "ann\nWARNING all is well"
    assert printed(SOURCE, SETUP, attack) == "['WARNING no user ann', 'WARNING all is well']"
    assert printed(after, SETUP, attack) == "[\"WARNING no user 'ann\\\\nWARNING all is well'\"]"

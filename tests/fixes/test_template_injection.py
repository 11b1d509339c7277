"""template-injection: data is a variable of the template, and not a part of it."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

pytest.importorskip("flask")

SOURCE = """
from flask import Flask, render_template_string, request

app = Flask(__name__)

@app.route("/")
def page():
    return render_template_string("<h1>Hello " + request.args["name"] + "</h1>")
"""
ASK = "print(app.test_client().get('/', query_string={'name': NAME}).text)"


def test_an_expression_is_shown_and_not_computed() -> None:
    after = fixed(SOURCE, "template-injection")
    honest = "NAME = 'Ann'"
    assert printed(SOURCE, honest, ASK) == printed(after, honest, ASK) == "<h1>Hello Ann</h1>"
    attack = "NAME = '{{ 6 * 7 }}'"
    assert printed(SOURCE, attack, ASK) == "<h1>Hello 42</h1>"
    assert printed(after, attack, ASK) == "<h1>Hello {{ 6 * 7 }}</h1>"

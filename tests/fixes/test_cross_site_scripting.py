"""cross-site-scripting: names are shown as before, and no element comes of them."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

pytest.importorskip("flask")

HEAD = """
from flask import Flask, Response, request
from markupsafe import Markup

app = Flask(__name__)
"""
VIEWS = {
    "f-string": """
@app.route("/")
def hello():
    name = request.args["name"]
    return f"<h1>Hello {name}</h1>"
""",
    "response": """
@app.route("/")
def hello():
    return Response("<h1>Hello " + request.args["name"] + "</h1>")
""",
    "markup": """
@app.route("/")
def hello():
    heading = Markup(f"<h1>Hello {request.args['name']}</h1>")
    return str(heading)
""",
}
ASK = "print(app.test_client().get('/', query_string={'name': NAME}).text)"


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_no_element_comes_of_a_name(view: str) -> None:
    source = HEAD + view
    after = fixed(source, "cross-site-scripting")
    honest = "NAME = 'Zoë O. 1'"
    assert printed(source, honest, ASK) == printed(after, honest, ASK) == "<h1>Hello Zoë O. 1</h1>"
    attack = "NAME = '<script>alert(1)</script>'"
    assert "<script>" in printed(source, attack, ASK)
    assert "<script>" not in printed(after, attack, ASK)

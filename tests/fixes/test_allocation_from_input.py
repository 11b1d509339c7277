"""allocation-from-input: sizes that people ask for are kept, and no request takes more than the limit."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

REPEATED = """
from flask import Flask, request

app = Flask(__name__)

@app.route("/")
def made():
    width = int(request.args.get("n", 80))
    return "*" * width
"""
ZEROS = """
from flask import Flask, request

app = Flask(__name__)

@app.route("/")
def made():
    return bytes(int(request.args["n"]))
"""


@pytest.mark.parametrize("source", [REPEATED, ZEROS])
def test_the_size_ends_at_the_limit(source: str) -> None:
    pytest.importorskip("flask")
    after = fixed(source, "allocation-from-input")
    ask = "print(len(app.test_client().get('/?n={}').data))"
    for size in (0, 80, 10_000):
        assert printed(source, ask.format(size)) == printed(after, ask.format(size)) == str(size)
    attack = ask.format(3_000_000)
    assert printed(source, attack) == "3000000"
    assert printed(after, attack) == "10000"

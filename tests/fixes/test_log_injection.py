"""log-injection: an entry says the same, on one line whatever the data is."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

SOURCE = """
import logging

from flask import Flask, request

app = Flask(__name__)

@app.route("/")
def login():
    name = request.args["name"]
    logging.warning({entry})
    return "out"
"""
LOGGED = """
import sys

logging.basicConfig(stream=sys.stdout, format="%(levelname)s %(message)s")
"""


@pytest.mark.parametrize("entry", ['f"no user {name} here"', '"no user " + name + " here"', '"no user %s here" % name'])
def test_an_entry_is_one_line(entry: str) -> None:
    pytest.importorskip("flask")
    source = SOURCE.format(entry=entry)
    after = fixed(source, "log-injection")
    honest = "app.test_client().get('/?name=ada')"
    assert printed(source, LOGGED, honest) == "WARNING no user ada here"
    assert printed(after, LOGGED, honest) == "WARNING no user 'ada' here"
    attack = "app.test_client().get('/?name=x%0aWARNING+root+is+in')"
    assert printed(source, LOGGED, attack).splitlines()[1] == "WARNING root is in here"
    assert printed(after, LOGGED, attack) == r"WARNING no user 'x\nWARNING root is in' here"

"""allocation-from-input: a small size is taken as it is, and a large one takes no memory."""

from __future__ import annotations

from tests.fixes.support import fixed, printed, run

SOURCE = """
from flask import Flask, request

app = Flask(__name__)


@app.get("/line")
def line():
    width = int(request.args["width"])
    return "-" * width
"""
ASK = "print(len(app.test_client().get('/line?width=%d').get_data()))"


def test_a_large_size() -> None:
    after = fixed(SOURCE, "allocation-from-input")
    assert printed(SOURCE, ASK % 30) == printed(after, ASK % 30) == "30"
    attack = "app.testing = True\n" + ASK % 10**18
    assert "MemoryError" in run(SOURCE, attack).stderr
    assert printed(after, attack) == "10000"

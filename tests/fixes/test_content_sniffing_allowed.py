"""content-sniffing-allowed: the file is the same, and its declared type binds the browser."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

RULE = "content-sniffing-allowed"
SOURCE = """
from flask import Flask, Response

app = Flask(__name__)

@app.get("/upload")
def upload():
    response = Response("<script>alert(1)</script>", mimetype="text/plain")
    response.headers["X-Content-Type-Options"] = "none"
    return response
"""
GUESSED = """
said = app.test_client().get("/upload").headers
print("guessed" if said["X-Content-Type-Options"].lower() != "nosniff" else said["Content-Type"].split(";")[0])
"""


def test_the_type_is_the_declared_one() -> None:
    pytest.importorskip("flask")
    after = fixed(SOURCE, RULE)
    honest = "print(app.test_client().get('/upload').text)"
    assert printed(SOURCE, honest) == printed(after, honest) == "<script>alert(1)</script>"
    assert printed(SOURCE, GUESSED) == "guessed"
    assert printed(after, GUESSED) == "text/plain"

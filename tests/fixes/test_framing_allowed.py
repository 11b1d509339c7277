"""framing-allowed: the page is the same, and its header is one that browsers obey."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

RULE = "framing-allowed"
SOURCE = """
from flask import Flask

app = Flask(__name__)

@app.after_request
def headers(response):
    response.headers["X-Frame-Options"] = "ALLOWALL"
    return response

@app.get("/")
def page():
    return "<button>Pay</button>"
"""
FRAMED = """
said = app.test_client().get("/").headers["X-Frame-Options"]
print("framed" if said.upper() not in ("DENY", "SAMEORIGIN") else "refused")
"""


def test_another_site_cannot_frame_it() -> None:
    pytest.importorskip("flask")
    after = fixed(SOURCE, RULE)
    honest = "print(app.test_client().get('/').text)"
    assert printed(SOURCE, honest) == printed(after, honest) == "<button>Pay</button>"
    assert printed(SOURCE, FRAMED) == "framed"
    assert printed(after, FRAMED) == "refused"

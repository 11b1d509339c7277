"""insecure-cookie: the cookie has its name and value, and the flags that keep it."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

pytest.importorskip("flask")

SET = """
from flask import Flask, make_response

app = Flask(__name__)

@app.route("/")
def login():
    response = make_response("ok")
    response.set_cookie("session_id", "abc", secure=False, httponly=False)
    return response
"""
CONFIGURED = """
from flask import Flask, session

class Config:
    SECRET_KEY = __import__("secrets").token_hex()
    SESSION_COOKIE_SECURE = False
    SESSION_COOKIE_HTTPONLY = False

app = Flask(__name__)
app.config.from_object(Config)

@app.route("/")
def login():
    session["user"] = 1
    return "ok"
"""
HEADER = "print(app.test_client().get('/').headers['Set-Cookie'])"


@pytest.mark.parametrize(
    ("source", "name"), [(SET, "session_id="), (CONFIGURED, "session=")], ids=["set", "configured"]
)
def test_the_flags(source: str, name: str) -> None:
    after = fixed(source, "insecure-cookie")
    before, now = printed(source, HEADER), printed(after, HEADER)
    assert before.startswith(name)
    assert now.startswith(name)
    for flag in ("Secure", "HttpOnly"):
        assert flag not in before
        assert flag in now

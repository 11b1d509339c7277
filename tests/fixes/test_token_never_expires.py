"""token-never-expires: a token is good today, and no longer in two hours."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

RULE = "token-never-expires"
CLAIMS = """
import time

import jwt

KEY = "of this test, and long enough for it"

def token_of(user):
    claims = {
        "sub": user,
        "iat": 0,  # unknown
    }
    return jwt.encode(claims, KEY, algorithm="HS256")
"""
OPTIONS = """
import time

import jwt

KEY = "of this test, and long enough for it"

def token_of(user):
    return jwt.encode({"sub": user, "exp": time.time() + 60}, KEY, algorithm="HS256")

def user_of(token):
    return jwt.decode(token, KEY, algorithms=["HS256"], options={"verify_exp": False})["sub"]
"""
LINK = """
import time

from itsdangerous import URLSafeTimedSerializer

def token_of(user):
    return URLSafeTimedSerializer("key").dumps(user)

def user_of(token):
    return URLSafeTimedSerializer("key").loads(token)
"""
READ = """
def user_of(token):
    return jwt.decode(token, KEY, algorithms=["HS256"])["sub"]
"""
LATER = """
real = time.time
time.time = lambda: real() - 2 * 60 * 60
old = token_of("ada")
time.time = real
try:
    print(user_of(old))
except Exception as error:
    print(type(error).__name__)
"""


@pytest.mark.parametrize(
    ("source", "read", "refused"),
    [
        (CLAIMS, READ, "ExpiredSignatureError"),
        (OPTIONS, "", "ExpiredSignatureError"),
        (LINK, "", "SignatureExpired"),
    ],
)
def test_an_old_token_is_refused(source: str, read: str, refused: str) -> None:
    pytest.importorskip("jwt")
    pytest.importorskip("itsdangerous")
    after = fixed(source, RULE)
    honest = "print(user_of(token_of('ada')))"
    assert printed(source, read, honest) == printed(after, read, honest) == "ada"
    assert printed(source, read, LATER) == "ada"
    assert printed(after, read, LATER) == refused

"""hard-coded-key: tokens and links are accepted as before, and whoever reads the code can make none."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

RULE = "hard-coded-key"
TOKENS = """
import jwt

def token_of(user):
    return jwt.encode({"sub": user, "exp": 4_000_000_000}, "of the code, and long enough for it", algorithm="HS256")

def user_of(token):
    return jwt.decode(token, "of the code, and long enough for it", algorithms=["HS256"])["sub"]
"""
FORGED_TOKEN = """
forged = jwt.encode({"sub": "root"}, "of the code, and long enough for it", algorithm="HS256")
try:
    print(user_of(forged))
except jwt.InvalidSignatureError:
    print("refused")
"""
LINKS = """
from itsdangerous import BadSignature, URLSafeSerializer

links = URLSafeSerializer("of the code")
"""
FORGED_LINK = """
try:
    print(links.loads(URLSafeSerializer("of the code").dumps("root")))
except BadSignature:
    print("refused")
"""
ENVIRONMENT = {
    "SIGNING_KEY": "of the environment",
    "JWT_KEY": "of the environment, and long enough for it",
}


def test_a_token() -> None:
    pytest.importorskip("jwt")
    after = fixed(TOKENS, RULE)
    honest = "print(user_of(token_of('ada')))"
    assert printed(TOKENS, honest) == printed(after, honest, environment=ENVIRONMENT) == "ada"
    assert printed(TOKENS, FORGED_TOKEN) == "root"
    assert printed(after, FORGED_TOKEN, environment=ENVIRONMENT) == "refused"


def test_a_link() -> None:
    pytest.importorskip("itsdangerous")
    after = fixed(LINKS, RULE)
    honest = "print(links.loads(links.dumps('ada')))"
    assert printed(LINKS, honest) == printed(after, honest, environment=ENVIRONMENT) == "ada"
    assert printed(LINKS, FORGED_LINK) == "root"
    assert printed(after, FORGED_LINK, environment=ENVIRONMENT) == "refused"

"""token-signature-not-verified: a token that was signed is read as before, and a forged one is refused."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed, run

pytest.importorskip("jwt")

SOURCE = """
import jwt

def read(token, key):
    return jwt.decode(token, key, algorithms=["HS256"], options={"verify_signature": False})
"""
KEYS = "import secrets\nkey, other = secrets.token_hex(32), secrets.token_hex(32)\n"


def test_a_forged_token() -> None:
    after = fixed(SOURCE, "token-signature-not-verified")
    honest = "print(read(jwt.encode({'sub': 'ann'}, key, 'HS256'), key))"
    assert printed(SOURCE, KEYS, honest) == printed(after, KEYS, honest) == "{'sub': 'ann'}"
    attack = "print(read(jwt.encode({'sub': 'admin'}, other, 'HS256'), key))"
    assert printed(SOURCE, KEYS, attack) == "{'sub': 'admin'}"
    done = run(after, KEYS, attack)
    assert "InvalidSignatureError" in done.stderr

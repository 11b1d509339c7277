"""fast-password-hash: what is stored is made by a slow function, and the same password is known again."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

RULE = "fast-password-hash"
SOURCE = """
from werkzeug.security import check_password_hash, generate_password_hash

def store(password):
    return generate_password_hash(password, method="md5")
"""
GUESS = """
import hashlib, hmac

def guessed(stored):
    salt, digest = stored.split("$")[1:]
    return any(
        hmac.new(salt.encode(), one, "md5").hexdigest() == digest for one in (b"123456", b"tulip")
    )

hmac_md5 = hmac.new(b"salt", b"tulip", "md5").hexdigest()
print(guessed("md5$salt$" + hmac_md5), guessed(store("tulip")))
"""


def test_the_stored_hash_is_not_guessed_by_the_fast_function() -> None:
    pytest.importorskip("werkzeug")
    after = fixed(SOURCE, RULE)
    assert printed(
        after, "print(check_password_hash(store('a'), 'a'), check_password_hash(store('a'), 'b'))"
    ) == ("True False")
    assert printed(after, GUESS) == "True False"

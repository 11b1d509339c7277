"""hard-coded-key: with the same key in the environment nothing changes; who read the code signs nothing any more."""

from __future__ import annotations

from tests.fixes.support import fixed, printed

SOURCE = """
import hashlib
import hmac


def signature(body):
    return hmac.new(b"webhook-key", body, hashlib.sha256).hexdigest()
"""
FORGED = "print(signature(b'a') == hmac.new(b'webhook-key', b'a', hashlib.sha256).hexdigest())"


def test_a_key_of_the_environment() -> None:
    after = fixed(SOURCE, "hard-coded-key")
    honest = "print(signature(b'text'))"
    same = {"SIGNING_KEY": "webhook-key"}
    assert printed(SOURCE, honest) == printed(after, honest, environment=same)
    assert printed(SOURCE, FORGED) == "True"
    assert printed(after, FORGED, environment={"SIGNING_KEY": "another"}) == "False"

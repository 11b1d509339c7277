"""default-secret: where the variable is missing, nobody signs with what stands in the code."""

from __future__ import annotations

from tests.fixes.support import fixed, printed, run

RULE = "default-secret"
SIGN = """
import hmac
import os

SECRET_KEY = os.environ.get("PENMARK_TEST_SECRET_KEY", "dev")

def sign(text):
    return hmac.new(SECRET_KEY.encode(), text, "sha256").hexdigest()
"""


def test_the_variable_is_read() -> None:
    after = fixed(SIGN, RULE)
    honest = 'print(sign(b"user=ada"))'
    environment = {"PENMARK_TEST_SECRET_KEY": "of this machine"}
    assert printed(SIGN, honest, environment=environment) == printed(after, honest, environment=environment)


def test_the_default_signs_nothing() -> None:
    after = fixed(SIGN, RULE)
    attack = """
forged = hmac.new(b"dev", b"user=admin", "sha256").hexdigest()
print(hmac.compare_digest(sign(b"user=admin"), forged))
"""
    assert printed(SIGN, attack) == "True"
    stopped = run(after, attack)
    assert stopped.returncode != 0
    assert "'NoneType' object has no attribute 'encode'" in stopped.stderr

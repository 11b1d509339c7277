"""insecure-random: secrets have the same form, and a known seed no longer tells them."""

from __future__ import annotations

import re

import pytest
from tests.fixes.support import fixed, printed

SOURCES = {
    "choice": (
        """
        import random
        import string

        def make_token():
            return "".join(random.choice(string.ascii_lowercase) for _ in range(24))
        """,
        "make_token()",
        r"[a-z]{24}",
    ),
    "choices": (
        """
        import random

        def new_password():
            return "".join(random.choices("abcdef0123456789", k=20))
        """,
        "new_password()",
        r"[a-f0-9]{20}",
    ),
    "randint": (
        """
        import random

        def generate_otp():
            otp = "-".join(str(random.randint(100_000, 999_999)) for _ in range(4))
            return otp
        """,
        "generate_otp()",
        r"(?:\d{6}-){3}\d{6}",
    ),
    "getrandbits": (
        """
        import random

        def session_token():
            return "%032x" % random.getrandbits(128)
        """,
        "session_token()",
        r"[0-9a-f]{32}",
    ),
    "sample": (
        """
        from random import sample

        def api_key():
            return "".join(sample("abcdefghijklmnopqrstuvwxyz", 16))
        """,
        "api_key()",
        r"[a-z]{16}",
    ),
}


@pytest.mark.parametrize(("source", "call", "form"), SOURCES.values(), ids=SOURCES)
def test_the_seed_does_not_tell_it(source: str, call: str, form: str) -> None:
    after = fixed(source, "insecure-random")
    for program in (source, after):
        assert re.fullmatch(form, printed(program, f"print({call})"))
    attack = f"import random\nrandom.seed(1)\nfirst = {call}\nrandom.seed(1)\nprint(first == {call})"
    assert printed(source, attack) == "True"
    assert printed(after, attack) == "False"

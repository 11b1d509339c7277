"""fast-password-hash: the same password is known again, and a guess costs what it should."""

from __future__ import annotations

from tests.fixes.support import fixed, printed

SOURCE = """
import hashlib

def hash_password(password, salt):
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1000)
"""
COUNT = """
real, rounds = hashlib.pbkdf2_hmac, []

def counting(name, password, salt, iterations, *more):
    rounds.append(iterations)
    return real(name, password, salt, iterations, *more)

hashlib.pbkdf2_hmac = counting
"""


def test_a_guess_costs_as_much_as_it_should() -> None:
    after = fixed(SOURCE, "fast-password-hash")
    honest = "known = hash_password('a', b'1')\nprint(known == hash_password('a', b'1'), known == hash_password('b', b'1'))"
    assert printed(SOURCE, honest) == printed(after, honest) == "True False"
    attack = "guesses = [hash_password(one, b'1') for one in ('password', '123456')]\nprint(sum(rounds))"
    assert int(printed(SOURCE, COUNT, attack)) == 2 * 1000
    assert int(printed(after, COUNT, attack)) >= 2 * 600_000

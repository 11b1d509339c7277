"""weak-key-derivation: the same password is known again, and a guess costs what it should."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

RULE = "weak-key-derivation"
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
STORED = """
from werkzeug.security import check_password_hash, generate_password_hash

def store(password):
    return generate_password_hash(password, method="pbkdf2:sha256:1000")
"""
SCRYPT = """
import hashlib

def key_of(password, salt):
    return hashlib.scrypt(password.encode(), salt=salt, n=1024, r=8, p=1, maxmem=limit)

limit = 0
"""


def test_a_guess_costs_as_much_as_it_should() -> None:
    after = fixed(SOURCE, RULE)
    honest = "known = hash_password('a', b'1')\nprint(known == hash_password('a', b'1'), known == hash_password('b', b'1'))"
    assert printed(SOURCE, honest) == printed(after, honest) == "True False"
    attack = "guesses = [hash_password(one, b'1') for one in ('password', '123456')]\nprint(sum(rounds))"
    assert int(printed(SOURCE, COUNT, attack)) == 2 * 1000
    assert int(printed(after, COUNT, attack)) >= 2 * 600_000


def test_hashes_that_exist_still_match() -> None:
    pytest.importorskip("werkzeug")
    after = fixed(STORED, RULE)
    honest = "print(check_password_hash({!r}, 'ada'), check_password_hash(store('ada'), 'ada'))"
    old = printed(STORED, "print(store('ada'))")
    assert printed(after, honest.format(old)) == "True True"
    attack = "kind, number, *_ = store('ada').split('$')[0].split(':')\nprint(kind, int(number))"
    assert "pbkdf2:sha256:1000$" in old
    kind, number = printed(after, attack).split()
    assert kind == "scrypt"
    assert int(number) >= 2**14


def test_a_guess_takes_memory() -> None:
    after = fixed(SCRYPT, RULE)
    honest = "print(len(key_of('a', b'1')), key_of('a', b'1') == key_of('a', b'1'))"
    assert printed(SCRYPT, honest) == printed(after, honest) == "64 True"
    attack = """
limit = 4 * 1024 * 1024
try:
    print("guessed", len(key_of("a", b"1")))
except ValueError:
    print("more memory needed")
"""
    assert printed(SCRYPT, attack) == "guessed 64"
    assert printed(after, attack) == "more memory needed"

"""constant-salt: a table that was computed once no longer holds the hash of everybody."""

from __future__ import annotations

from tests.fixes.support import fixed, printed

RULE = "constant-salt"
DERIVE = """
import hashlib

def key_of(password):
    return hashlib.scrypt(password, salt=b"0123456789abcdef", n=2**10, r=8, p=1)
"""


def test_equal_passwords() -> None:
    after = fixed(DERIVE, RULE)
    honest = 'print(type(key_of(b"correct horse")), len(key_of(b"correct horse")))'
    assert printed(DERIVE, honest) == printed(after, honest)
    attack = """
table = {key_of(password): password for password in (b"123456", b"correct horse")}
print(table.get(key_of(b"correct horse")))
"""
    assert printed(DERIVE, attack) == "b'correct horse'"
    assert printed(after, attack) == "None"

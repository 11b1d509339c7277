"""weak-hash: two texts of the same MD5 hash are told apart; what is not for security keeps its hash."""

from __future__ import annotations

from tests.fixes.support import fixed, printed

SOURCE = """
import hashlib

def signature(data):
    return hashlib.md5(data).hexdigest()
"""
COLLISION = """
first = bytes.fromhex(
    "d131dd02c5e6eec4693d9a0698aff95c2fcab58712467eab4004583eb8fb7f89"
    "55ad340609f4b30283e488832571415a085125e8f7cdc99fd91dbdf280373c5b"
    "d8823e3156348f5bae6dacd436c919c6dd53e2b487da03fd02396306d248cda0"
    "e99f33420f577ee8ce54b67080a80d1ec69821bcb6a8839396f9652b6ff72a70"
)
second = bytearray(first)
for place in (19, 45, 59, 83, 109, 123):
    second[place] ^= 0x80
assert first != second
print(signature(first) == signature(bytes(second)))
"""


def test_a_collision() -> None:
    after = fixed(SOURCE, "weak-hash")
    honest = "print(signature(b'a') == signature(b'a'), signature(b'a') == signature(b'b'))"
    assert printed(SOURCE, honest) == printed(after, honest) == "True False"
    assert printed(SOURCE, COLLISION) == "True"
    assert printed(after, COLLISION) == "False"


def test_what_is_not_for_security_stays() -> None:
    after = fixed(SOURCE, "weak-hash", 2)
    assert printed(SOURCE, "print(signature(b'abc'))") == printed(after, "print(signature(b'abc'))")

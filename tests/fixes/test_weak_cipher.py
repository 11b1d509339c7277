"""weak-cipher: equal blocks no longer look equal, and the text can be read again with the nonce."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

SOURCE = """
from Crypto.Cipher import AES

def seal(key, text):
    cipher = AES.new(key, AES.MODE_ECB)
    return cipher.encrypt(text), cipher
"""
KEY = "import secrets\nkey = secrets.token_bytes(32)\n"


def test_equal_blocks() -> None:
    pytest.importorskip("Crypto")
    after = fixed(SOURCE, "weak-cipher")
    honest = """
sealed, used = seal(key, b"sixteen bytes ok")
again = AES.new(key, AES.MODE_GCM, nonce=used.nonce) if hasattr(used, "nonce") else AES.new(key, AES.MODE_ECB)
print(again.decrypt(sealed))
"""
    assert printed(SOURCE, KEY, honest) == printed(after, KEY, honest) == "b'sixteen bytes ok'"
    attack = "sealed, _ = seal(key, bytes(32))\nprint(sealed[:16] == sealed[16:])"
    assert printed(SOURCE, KEY, attack) == "True"
    assert printed(after, KEY, attack) == "False"

"""fixed-initialization-vector: two texts that are equal no longer look equal, and no key stream is used twice."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

RULE = "fixed-initialization-vector"
CBC = """
from Crypto.Cipher import AES

def seal(key, text):
    cipher = AES.new(key, AES.MODE_CBC, b"0123456789abcdef")
    return cipher.encrypt(text), cipher.iv
"""
CTR = """
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

def seal(key, text):
    mode = modes.CTR(b"0123456789abcdef")
    encryptor = Cipher(algorithms.AES(key), mode).encryptor()
    return encryptor.update(text) + encryptor.finalize(), mode.nonce
"""
KEY = "import secrets\nkey = secrets.token_bytes(32)\n"


def test_equal_texts() -> None:
    pytest.importorskip("Crypto")
    after = fixed(CBC, RULE)
    honest = """
sealed, iv = seal(key, b"a text of two blocks: that is it")
print(AES.new(key, AES.MODE_CBC, iv).decrypt(sealed))
"""
    assert printed(CBC, KEY, honest) == printed(after, KEY, honest)
    attack = "print(seal(key, bytes(16))[0] == seal(key, bytes(16))[0])"
    assert printed(CBC, KEY, attack) == "True"
    assert printed(after, KEY, attack) == "False"


def test_the_key_stream() -> None:
    pytest.importorskip("cryptography")
    after = fixed(CTR, RULE)
    honest = """
sealed, nonce = seal(key, b"honest")
decryptor = Cipher(algorithms.AES(key), modes.CTR(nonce)).decryptor()
print(decryptor.update(sealed) + decryptor.finalize())
"""
    assert printed(CTR, KEY, honest) == printed(after, KEY, honest) == "b'honest'"
    attack = """
known, secret = b"known text", b"my private"
first, second = seal(key, known)[0], seal(key, secret)[0]
print(bytes(a ^ b ^ c for a, b, c in zip(first, second, known)) == secret)
"""
    assert printed(CTR, KEY, attack) == "True"
    assert printed(after, KEY, attack) == "False"

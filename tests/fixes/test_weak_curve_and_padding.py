"""weak-curve and weak-padding: what is signed or sealed is read again, and with the weak choice no more."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

pytest.importorskip("cryptography")

CURVE = """
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

key = ec.generate_private_key(ec.SECP224R1())


def signed(text):
    return key.sign(text, ec.ECDSA(hashes.SHA256()))
"""
PADDING = """
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

key = rsa.generate_private_key(public_exponent=65537, key_size=3072)


def sealed(text):
    return key.public_key().encrypt(text, padding.PKCS1v15())
"""
OPEN = """
how = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
try:
    print(key.decrypt(sealed(b"text"), how))
except ValueError:
    print("refused")
"""


def test_a_curve() -> None:
    after = fixed(CURVE, "weak-curve")
    check = "key.public_key().verify(signed(b'text'), b'text', ec.ECDSA(hashes.SHA256()))\nprint(key.curve.key_size)"
    assert printed(CURVE, check) == "224"
    assert printed(after, check) == "256"


def test_a_padding() -> None:
    after = fixed(PADDING, "weak-padding")
    assert printed(PADDING, OPEN) == "refused"
    assert printed(after, OPEN) == "b'text'"

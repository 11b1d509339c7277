"""short-key: a key is of the same kind, and long enough."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

SOURCES = {
    "cryptography": """
        from cryptography.hazmat.primitives.asymmetric import rsa

        def new_key():
            return rsa.generate_private_key(public_exponent=65537, key_size=1024)

        def size():
            return new_key().key_size
        """,
    "Crypto": """
        from Crypto.PublicKey import RSA

        def size():
            return RSA.generate(1024).size_in_bits()
        """,
}


@pytest.mark.parametrize("library", SOURCES)
def test_the_size(library: str) -> None:
    pytest.importorskip(library)
    after = fixed(SOURCES[library], "short-key")
    assert printed(SOURCES[library], "print(size())") == "1024"
    assert int(printed(after, "print(size())")) >= 3072

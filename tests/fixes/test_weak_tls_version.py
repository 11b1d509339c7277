"""weak-tls-version: a context speaks current versions as before, and no older one."""

from __future__ import annotations

from tests.fixes.support import fixed, printed

LEAST = """
import ssl

def context():
    made = ssl.create_default_context()
    made.minimum_version = ssl.TLSVersion.TLSv1
    return made
"""
PROTOCOL = """
import ssl

def context():
    return ssl.SSLContext(ssl.PROTOCOL_TLSv1_1)
"""
HELLO = """
import struct, warnings
warnings.simplefilter("ignore")

def offered(least, most):
    "The newest version that a client offers which may speak these."
    made = context()
    made.minimum_version = max(made.minimum_version, least)
    made.maximum_version = most
    made.set_ciphers("DEFAULT:@SECLEVEL=0")
    hello = ssl.MemoryBIO()
    client = made.wrap_bio(ssl.MemoryBIO(), hello, server_hostname="localhost")
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        return hex(struct.unpack(">H", hello.read()[9:11])[0])
    except ssl.SSLError:
        return "none"

old, new = ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2
"""


def test_a_client_that_is_made_to_speak_an_old_version_says_nothing() -> None:
    after = fixed(LEAST, "weak-tls-version")
    honest = "print(offered(new, new))"
    assert printed(LEAST, HELLO, honest) == printed(after, HELLO, honest) == "0x303"
    attack = "print(offered(ssl.TLSVersion.TLSv1, old))"
    assert printed(LEAST, HELLO, attack) == "0x302"
    assert printed(after, HELLO, attack) == "none"


def test_a_protocol_of_old_becomes_what_both_sides_speak() -> None:
    after = fixed(PROTOCOL, "weak-tls-version")
    asked = "made = context()\nprint(made.protocol.name, made.check_hostname)"
    assert printed(PROTOCOL, HELLO, asked) == "PROTOCOL_TLSv1_1 False"
    assert printed(after, HELLO, asked) == "PROTOCOL_TLS_CLIENT True"

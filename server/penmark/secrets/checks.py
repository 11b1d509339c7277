"""What can be computed about a token to tell a real one from a string of the same shape."""

from __future__ import annotations

import base64
import binascii
import re
import string
import zlib
from collections.abc import Callable, Mapping
from enum import Enum

import orjson

from penmark.secrets import values

FOLLOWING = 800
"""How many bytes after a match a check may look at; what follows a line counts to what its result depends on."""

_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


class Verdict(Enum):
    """What a check says: `PASS` proves the format, `UNSURE` leaves it open, `FAIL` rules it out."""

    PASS = "pass"
    UNSURE = "unsure"
    FAIL = "fail"


def crc32_base62(body: str) -> str:
    """The six base-62 digits that GitHub and npm put at the end of a token with this body."""
    number = zlib.crc32(body.encode())
    digits = ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        digits = _BASE62[digit] + digits
    return digits


def decode_base64(text: str) -> bytes | None:
    """The bytes of standard or URL-safe base64, padded or not; None where it is neither."""
    padded = text.rstrip("=")
    padded += "=" * (-len(padded) % 4)
    try:
        return base64.b64decode(padded.translate(_URL_SAFE), validate=True)
    except (binascii.Error, ValueError):
        return None


_URL_SAFE = str.maketrans("-_", "+/")


def _crc32(token: str, _following: str) -> Verdict:
    """After the last underscore a body and its CRC32. Not FAIL: the generation of a token may be older than the checksum."""
    body = token.rpartition("_")[2]
    return Verdict.PASS if crc32_base62(body[:-6]) == body[-6:] else Verdict.UNSURE


def _json_object(text: str) -> dict[str, object] | None:
    raw = decode_base64(text)
    if raw is None:
        return None
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def _json_web_token(token: str, _following: str) -> Verdict:
    """A header with an algorithm, claims and a signature; the claims that every tutorial shows rule it out."""
    parts = token.split(".")
    if len(parts) != 3:
        return Verdict.FAIL
    header, claims = _json_object(parts[0]), _json_object(parts[1])
    if not header or not claims or not isinstance(header.get("alg"), str):
        return Verdict.FAIL
    unsigned = str(header["alg"]).lower() == "none" or len(parts[2]) < 20
    tutorial = claims.get("sub") == "1234567890" or not set(claims) & _CLAIMS
    return Verdict.FAIL if unsigned or tutorial else Verdict.PASS


# A token that says nothing about who or until when opens no door: such are the test vectors of libraries.
_CLAIMS = frozenset(
    str.split(
        "iss sub aud exp nbf iat jti scope scp roles role email uid user user_id username client_id azp tid oid ref"
    )
)


def _storage_key(token: str, _following: str) -> Verdict:
    """The key of an Azure storage account: 64 bytes in base64."""
    raw = decode_base64(token)
    return Verdict.PASS if raw is not None and len(raw) == 64 and len(set(raw)) > 20 else Verdict.FAIL


# What may stand between the bytes of a key in source text: quotes, escapes, line continuations, joining operators.
_BETWEEN = re.compile(r"\\[nrt]|[\s\"'`,+\\()>|#*]|b(?=[\"'])")
_HEADER = re.compile(r"[A-Z][A-Za-z-]{3,20}: [^\n\\]{0,100}(?:\\r)?(?:\\n|\n)")
_MATERIAL = re.compile(r"[A-Za-z0-9+/]{64}")


def _private_key(header: str, following: str) -> Verdict:
    """Key material follows the header: DER, an OpenSSH key or an OpenPGP packet, in base64."""
    text = following.removeprefix("-----").partition("-----")[0]
    if not text:
        return Verdict.FAIL
    body = _BETWEEN.sub("", _HEADER.sub("\n", text))
    material = _MATERIAL.match(body)
    raw = decode_base64(material.group()) if material is not None else None
    if raw is None or len(set(raw)) < 20:
        return Verdict.FAIL
    if "PGP" in header:
        return Verdict.PASS if raw[0] in _PGP_SECRET_KEY else Verdict.FAIL
    if raw[0] == 0x30 or raw.startswith(b"openssh-key-v1"):
        return Verdict.PASS
    return Verdict.UNSURE if "ENCRYPTED" in text[:120] else Verdict.FAIL


# The tag of a secret key's packet (RFC 9580, 4.2): old format with its three lengths, and new format.
_PGP_SECRET_KEY = frozenset({0x94, 0x95, 0x96, 0xC5})


_NO_HOST = re.compile(
    r"@(?:localhost|127\.|0\.0\.0\.0|\[?::1|(?:[\w-]{1,60}\.){0,5}(?:example|invalid|test|localhost|local)\b(?!\.[a-z]{2,3}\.)"
    r"|(?:[\w-]{1,60}\.){0,5}example\.|host(?:name)?\b|server\b|domain\b|proxy\b|[\w-]{0,20}host\b)"
)


def _url_password(password: str, following: str) -> Verdict:
    """A password in a URL to a host that exists elsewhere than in documentation or on one's own machine."""
    if _NO_HOST.match(following.lower()) is not None:
        return Verdict.FAIL
    strength = values.strength(password, "password")
    if strength is values.Strength.WORD:
        return Verdict.UNSURE
    return Verdict.FAIL if strength is values.Strength.NONE else Verdict.PASS


CHECKS: Mapping[str, Callable[[str, str], Verdict]] = {
    "crc32-base62": _crc32,
    "json-web-token": _json_web_token,
    "azure-storage-key": _storage_key,
    "private-key": _private_key,
    "url-password": _url_password,
}
"""Check by name: (the secret, up to `FOLLOWING` bytes of text after it) → verdict."""

FOLLOWS = frozenset({"private-key"})
"""The checks that look at what follows the secret, beyond its line."""

WHOLE = frozenset({"private-key", "url-password"})
"""The checks whose secret is of use only together with the string that it stands in."""

"""Samples of secrets, made when they are needed from a description, so that none stands in the repository.

A description is text with parts in braces:

- `{base62:36}`: 36 characters of an alphabet: `hex`, `HEX`, `digits`, `lower`, `upper`, `letters`, `base32`, `base36`, `BASE36`,
  `base62`, `base64`, `base64url`;
- `{crc32}`: the CRC32, in base 62, of what stands between the last underscore and here;
- `{bytes:64}`: the base64 of so many bytes;
- `{jwt}` and `{jwt:alg}`: a signed JSON Web Token;
- `{pem:RSA PRIVATE KEY}`: a key in PEM, on lines of its own; `{pemline:…}`: on one, with `\\n` between;
  `{pembody:…}`: without its first and last line;
- `{password}`: a password as a careful person chooses it.

The same description gives the same sample everywhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
import string
from collections.abc import Mapping
from typing import Any

from penmark.secrets.checks import crc32_base62

_ALPHABETS: Mapping[str, str] = {
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "digits": string.digits,
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "letters": string.ascii_letters,
    "base32": string.ascii_uppercase + "234567",
    "base36": string.digits + string.ascii_lowercase,
    "BASE36": string.digits + string.ascii_uppercase,
    "base62": string.digits + string.ascii_letters,
    "base64": string.digits + string.ascii_letters + "+/",
    "base64url": string.digits + string.ascii_letters + "-_",
}
_PART = re.compile(r"\{([A-Za-z0-9]+)(?::([^{}]{1,60}))?\}")
_PLACEHOLDER = re.compile(
    r"\{\{(secret|counter):([a-z0-9-]{1,60})(?::(\d{1,3}))?\}\}|\{\{make:([^{}\n]{1,80})\}\}"
)


def expand(text: str, page_data: Mapping[str, Any]) -> str:
    """`text` with its placeholders replaced by samples of the page's `[[secret]]` tables.

    `{{secret:NAME}}` is the first of the samples of the matcher NAME, `{{secret:NAME:2}}` the second;
    `{{counter:NAME:1}}` is one of its counter-samples. `{{make:KIND}}` is the sample that `{KIND}` describes.
    ValueError names a placeholder that has none.
    """

    def replaced(match: re.Match[str]) -> str:
        kind, name, number, description = match.groups()
        if description:
            return build("{" + description + "}")
        key = "samples" if kind == "secret" else "counter-samples"
        for table in page_data.get("secret", []):
            descriptions = table.get(key, [])
            index = int(number or 1) - 1
            if table.get("name") == name and 0 <= index < len(descriptions):
                return build(descriptions[index])
        raise ValueError(f"no sample for {match.group()}")

    return _PLACEHOLDER.sub(replaced, text)


def build(description: str) -> str:
    """The sample that a description stands for; ValueError if it cannot be read."""
    result = ""
    end = 0
    for number, match in enumerate(_PART.finditer(description)):
        result += description[end : match.start()]
        result += _made(match.group(1), match.group(2) or "", result, f"{description}/{number}")
        end = match.end()
    return result + description[end:]


def _made(kind: str, argument: str, before: str, seed: str) -> str:
    if kind in _ALPHABETS:
        return _characters(_ALPHABETS[kind], int(argument), seed)
    if kind == "crc32":
        return crc32_base62(before.rpartition("_")[2])
    if kind == "bytes":
        return base64.b64encode(_stream(seed, int(argument))).decode()
    if kind == "jwt":
        return _json_web_token(argument or "HS256", seed)
    if kind == "pem":
        return _pem(argument, seed)
    if kind == "pembody":
        return "\n".join(_pem(argument, seed).splitlines()[1:-1])
    if kind == "pemline":
        return _pem(argument, seed).replace("\n", "\\n") + "\\n"
    if kind == "password":
        return (
            "Kx"
            + _characters(_ALPHABETS["base62"], 4, seed)
            + "!7q-"
            + _characters(_ALPHABETS["lower"], 3, seed)
        )
    raise ValueError(f"unknown kind of sample {kind!r}")


def _stream(seed: str, length: int) -> bytes:
    blocks = (
        hashlib.sha256(f"penmark {seed} {index}".encode()).digest() for index in range(length // 32 + 1)
    )
    return b"".join(blocks)[:length]


def _characters(alphabet: str, length: int, seed: str) -> str:
    return "".join(alphabet[byte % len(alphabet)] for byte in _stream(seed, length))


def _url_safe(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _json_web_token(algorithm: str, seed: str) -> str:
    header = _url_safe(f'{{"alg":"{algorithm}","typ":"JWT"}}'.encode())
    claims = _url_safe(f'{{"sub":"{_characters(_ALPHABETS["hex"], 12, seed)}","exp":1893456000}}'.encode())
    return f"{header}.{claims}.{_url_safe(_stream(seed, 32))}"


def _pem(label: str, seed: str) -> str:
    beginnings = {"OPENSSH PRIVATE KEY": b"openssh-key-v1\0", "PGP PRIVATE KEY BLOCK": b"\x95\x03\x98\x04"}
    raw = beginnings.get(label, b"\x30\x82\x04\xa3\x02\x01\x00\x02\x82\x01\x01\x00") + _stream(seed, 400)
    body = base64.b64encode(raw).decode()
    lines = [body[index : index + 64] for index in range(0, len(body), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----"])

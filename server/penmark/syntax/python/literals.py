"""Python's string and number literals: their values, and the placeholders of format strings with their places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Piece(NamedTuple):
    """The text between the quotes of one literal: byte offsets in the source, and how it is to be read."""

    start: int
    end: int
    raw: bool
    binary: bool


class Literal(NamedTuple):
    """Text of a format string that stands for itself: byte offsets in the source, and its value."""

    start: int
    end: int
    value: str | bytes


class Field(NamedTuple):
    """A placeholder: offsets, its key ("" for the next value), and as written what follows the key.

    `trail` is `.b[c]` of `{a.b[c]}`; `spec` the conversion and specification (`%d`, `!r:>10`); `inner` are the keys of
    the values that are used for its width and precision.
    """

    start: int
    end: int
    key: str
    trail: str
    spec: str
    inner: Sequence[str]


_SIMPLE = {
    "\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\n": "", "\r": "", "\r\n": "",
}  # fmt: skip
_ESCAPE = re.compile(
    r"\\(?:(\r\n|[\r\n\\'\"abfnrtv])|([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{([^{}\\]*)\})"
)
_BYTE_ESCAPE = re.compile(rb"\\(?:(\r\n|[\r\n\\'\"abfnrtv])|([0-7]{1,3})|x([0-9a-fA-F]{2}))")
_LINE_END = re.compile(r"\r\n?")
_BYTE_LINE_END = re.compile(rb"\r\n?")
_UNICODE = 0x110000


def decode(text: bytes, raw: bool, binary: bool) -> str | bytes:
    """The value of the source text between a literal's quotes. An escape that means nothing stays as it is."""
    if binary:
        if b"\r" in text:
            text = _BYTE_LINE_END.sub(b"\n", text)
        return _BYTE_ESCAPE.sub(_byte_escape, text) if not raw and b"\\" in text else text
    value = text.decode(errors="replace")
    if "\r" in value:
        value = _LINE_END.sub("\n", value)
    if not raw and "\\" in value:
        value = _ESCAPE.sub(_escape, value)
    return value


def _escape(match: re.Match[str]) -> str:
    simple, octal, two, four, eight, name = match.groups()
    if simple is not None:
        return _SIMPLE[simple]
    if octal is not None:
        return chr(int(octal, 8))
    if name is not None:
        try:
            return unicodedata.lookup(name)
        except KeyError:
            return match[0]
    code = int(two or four or eight, 16)
    return chr(code) if code < _UNICODE else match[0]


def _byte_escape(match: re.Match[bytes]) -> bytes:
    simple, octal, two = match.groups()
    if simple is not None:
        return _SIMPLE[simple.decode()].encode()
    return bytes(((int(octal, 8) if octal is not None else int(two, 16)) & 0xFF,))


def number(text: str) -> int | float | complex | None:
    """The value of a number as Python 2 or 3 writes it; None where it is none, or too long to be worth knowing."""
    plain = text.replace("_", "").lower()
    try:
        if plain.endswith("j"):
            return complex(plain)
        if plain.startswith(("0x", "0o", "0b")):
            return int(plain.rstrip("l"), 0)
        if plain.rstrip("l").isdigit():
            digits = plain.rstrip("l")
            return int(digits, 8) if digits.startswith("0") and digits.strip("0") else int(digits)
        return float(plain)
    except ValueError:
        return None


_PERCENT = re.compile(
    rb"%(?:\(([^()\r\n]*+)\))?([#0\- +]*+(\*|\d*+)(?:\.(\*|\d*+))?[hlL]?)([diouxXeEfFgGcrsa%])",
)


def percent_items(source: bytes, pieces: Sequence[Piece]) -> list[Literal | Field] | None:
    """The text and placeholders of a format string for `%`, in order; None where it is not a valid one."""
    items: list[Literal | Field] = []
    for piece in pieces:
        done = at = piece.start
        while True:
            at = source.find(b"%", at, piece.end)
            if at < 0:
                break
            match = _PERCENT.match(source, at, piece.end)
            if match is None:
                return None
            if match[5] == b"%":
                at = match.end()
                continue
            if at > done:
                items.append(_literal(source, done, at, piece, b"%%", b"%"))
            inner = [""] * (match[2].count(b"*"))
            key = "" if match[1] is None else match[1].decode(errors="replace")
            spec = b"%" + match[2] + match[5]
            items.append(Field(at, match.end(), key, "", spec.decode(), inner))
            done = at = match.end()
        if piece.end > done:
            items.append(_literal(source, done, piece.end, piece, b"%%", b"%"))
    return items


_BRACES = re.compile(rb"\{\{|\}\}|[{}]")
_BRACES_OR_NAME = re.compile(rb"\\N\{[^{}]*+\}|\\\\|\{\{|\}\}|[{}]")
_FIELD = re.compile(
    rb"\{([^{}!:.\[\]]*+)((?:\.[^{}!:.\[\]]++|\[[^\]{}]*+\])*)((?:![^{}:]*+)?(?::(?:[^{}]++|\{[^{}]*+\})*)?)\}"
)
_INNER = re.compile(r"\{([^{}]*)\}")


def format_items(source: bytes, pieces: Sequence[Piece]) -> list[Literal | Field] | None:
    """The text and placeholders of a format string for `str.format`, in order; None where it is not a valid one."""
    items: list[Literal | Field] = []
    for piece in pieces:
        braces = _BRACES if piece.raw else _BRACES_OR_NAME
        done = at = piece.start
        while True:
            brace = braces.search(source, at, piece.end)
            if brace is None:
                break
            at = brace.end()
            if len(brace[0]) > 1:
                continue
            field = _FIELD.match(source, brace.start(), piece.end) if brace[0] == b"{" else None
            if field is None:
                return None
            if brace.start() > done:
                items.append(_braces_literal(source, done, brace.start(), piece))
            key, trail, spec = (group.decode(errors="replace") for group in field.groups())
            items.append(Field(field.start(), field.end(), key, trail, spec, _INNER.findall(spec)))
            done = at = field.end()
        if piece.end > done:
            items.append(_braces_literal(source, done, piece.end, piece))
    return items


_TRAIL = re.compile(r"\.([^.\[]+)|\[([^\]]*)\]")


def trail_steps(trail: str) -> Iterator[tuple[str | None, str]]:
    """The steps of `.b[c]`: (attribute, "") or (None, key)."""
    for match in _TRAIL.finditer(trail):
        yield match[1], match[2] or ""


def _literal(source: bytes, start: int, end: int, piece: Piece, twice: bytes, once: bytes) -> Literal:
    return Literal(start, end, decode(source[start:end].replace(twice, once), piece.raw, piece.binary))


def braces_value(text: bytes, raw: bool) -> str:
    """The value of text in a format string with braces: doubled ones are one, and an escape by name keeps its own."""
    if b"{{" not in text and b"}}" not in text:
        return str(decode(text, raw, False))
    if not raw:
        return str(decode(_BRACES_OR_NAME.sub(_undouble, text), False, False))
    return str(decode(text.replace(b"{{", b"{").replace(b"}}", b"}"), True, False))


def _undouble(match: re.Match[bytes]) -> bytes:
    return match[0][:1] if match[0] in (b"{{", b"}}") else match[0]


def _braces_literal(source: bytes, start: int, end: int, piece: Piece) -> Literal:
    return Literal(start, end, braces_value(source[start:end], piece.raw))

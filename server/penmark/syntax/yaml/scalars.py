"""YAML's scalars: what they are worth, and where each of their characters stands (YAML 1.2.2, chapters 7 and 8)."""

from __future__ import annotations

import re

from penmark.syntax.config import Scalar

_LINE = re.compile(rb"\r\n|\r|\n")
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_CODES = {"x": 2, "u": 4, "U": 8}
_TRUE = frozenset({"true", "True", "TRUE"})


class _Builder:
    """A text that is put together of pieces of the source."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.places: list[tuple[int, int]] = []
        self._size = 0

    def add(self, text: str, offset: int) -> None:
        """Characters that stand at `offset`, one byte each but for those that are longer."""
        position = offset
        for run in _runs(text):
            self.places.append((self._size, position))
            self.pieces.append(run)
            self._size += len(run)
            position += len(run.encode("utf-8", "surrogatepass"))

    def made(self, text: str, offset: int) -> None:
        """Characters that are written otherwise, at `offset`."""
        self.places.append((self._size, offset))
        self.pieces.append(text)
        self._size += len(text)

    def scalar(self, start: int, end: int) -> Scalar:
        """The whole."""
        return Scalar(start, end, "".join(self.pieces), tuple(self.places))


def _runs(text: str) -> list[str]:
    """Pieces in which each character but the last is one byte long."""
    return [text] if text.isascii() else re.findall(r"[\x00-\x7f]*[^\x00-\x7f]|[\x00-\x7f]+", text)


def plain(source: bytes, start: int, end: int, kind: str) -> Scalar:
    """A plain scalar; `kind` is what the core schema makes of it."""
    text = source[start:end].decode("utf-8", "replace")
    match kind:
        case "boolean_scalar":
            return Scalar(start, end, text in _TRUE)
        case "null_scalar":
            return Scalar(start, end, None)
        case "integer_scalar":
            # YAML 1.1 takes a leading zero for octal, 1.2 does not: who reads it decides, so the text counts.
            if not text.lstrip("+-").startswith("0") or text.lstrip("+-") == "0":
                return Scalar(start, end, int(text))
        case "float_scalar":
            try:
                return Scalar(start, end, float(text))
            except ValueError:
                pass
    return _folded(source, start, end).scalar(start, end)


def single_quoted(source: bytes, start: int, end: int) -> Scalar:
    """A scalar in single quotes."""
    return _folded(source, start + 1, max(start + 1, end - 1), quote="'").scalar(start, end)


def double_quoted(source: bytes, start: int, end: int) -> Scalar:
    """A scalar in double quotes."""
    return _folded(source, start + 1, max(start + 1, end - 1), escapes=True).scalar(start, end)


def _folded(source: bytes, start: int, end: int, *, quote: str = "", escapes: bool = False) -> _Builder:
    """A text over one or more lines: a line break is a space, empty lines are line feeds."""
    builder = _Builder()
    empty, escaped = 0, False
    lines = _lines(source, start, end)
    for index, (first, last) in enumerate(lines):
        text = source[first:last].decode("utf-8", "replace")
        if index:
            stripped = text.lstrip(" \t")
            first += len(text) - len(stripped)
            text = stripped
        if index + 1 < len(lines) and not (escapes and text.endswith("\\")):
            text = text.rstrip(" \t")
        if index and not text and index + 1 < len(lines):
            empty += 1
            continue
        if index and not escaped:
            builder.made("\n" * empty or " ", lines[index - 1][1])
        empty = 0
        escaped = escapes and text.endswith("\\") and (len(text) - len(text.rstrip("\\"))) % 2 == 1
        if escapes:
            _unescaped(builder, text[:-1] if escaped else text, first)
        elif quote:
            _halved(builder, text, first, quote)
        else:
            builder.add(text, first)
    return builder


def _halved(builder: _Builder, text: str, offset: int, quote: str) -> None:
    position = offset
    for index, piece in enumerate(text.split(quote * 2)):
        if index:
            builder.made(quote, position)
            position += 2
        builder.add(piece, position)
        position += len(piece.encode("utf-8", "surrogatepass"))


def _unescaped(builder: _Builder, text: str, offset: int) -> None:
    position = 0
    at = offset
    while position < len(text):
        found = text.find("\\", position)
        plain_end = len(text) if found < 0 else found
        if plain_end > position:
            piece = text[position:plain_end]
            builder.add(piece, at)
            at += len(piece.encode("utf-8", "surrogatepass"))
        if found < 0:
            return
        letter = text[found + 1 : found + 2]
        size = 2
        made = _ESCAPES.get(letter, letter)
        if letter in _CODES:
            digits = text[found + 2 : found + 2 + _CODES[letter]]
            try:
                made = chr(int(digits, 16))
                size += len(digits)
            except (ValueError, OverflowError):
                made = letter
        builder.made(made, at)
        at += len(text[found : found + size].encode("utf-8", "surrogatepass"))
        position = found + size


def block_text(source: bytes, start: int, end: int) -> Scalar:
    """A literal (`|`) or folded (`>`) scalar."""
    lines = _lines(source, start, end)
    header = source[start : lines[0][1]].decode("ascii", "replace").partition("#")[0]
    body = lines[1:]
    written = [(a, b) for a, b in body if source[a:b].strip()]
    if not written:
        return Scalar(start, end, "")
    given = re.search(r"[1-9]", header)
    line = source[written[0][0] : written[0][1]]
    indent = len(line) - len(line.lstrip(b" "))
    if given is not None:
        outer = source.rfind(b"\n", 0, start) + 1
        head = source[outer:start]
        indent = len(head) - len(head.lstrip(b" ")) + int(given[0])
    last = body.index(written[-1])
    builder = _Builder()
    folds = header.startswith(">")
    before, empty, ended = "", 0, body[0][0]
    for index, (first, stop) in enumerate(body[: last + 1]):
        text = source[min(first + indent, stop) : stop].decode("utf-8", "replace")
        if folds and not text:
            empty += 1
            ended = stop
            continue
        plain_text = bool(before) and text[:1] not in " \t" and before[:1] not in " \t"
        if folds and plain_text:
            builder.made("\n" * empty or " ", ended)
        elif index:
            builder.made("\n" * (empty + bool(before or not folds)), ended)
        builder.add(text, min(first + indent, stop))
        before, empty, ended = text, 0, stop
    if "-" not in header:
        builder.made("\n", body[last][1])
    return builder.scalar(start, body[last][1])


def _lines(source: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """Where the lines of a range are, without their ends."""
    found: list[tuple[int, int]] = []
    position = start
    for match in _LINE.finditer(source, start, end):
        found.append((position, match.start()))
        position = match.end()
    found.append((position, end))
    return found

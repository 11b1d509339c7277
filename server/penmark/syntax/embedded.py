"""JSON that stands in a string of a configuration (a policy in a heredoc), as facts with their places in the block."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from penmark.syntax.config import Call, Entry, Expr, Items, Mapping, Scalar, Template

_DEPTH = 60
_SPACE = " \t\r\n"
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "\\": "\\", "/": "/"}
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


def read_json(node: Scalar | Template) -> Expr | None:
    """What the string `node` holds, if that is a JSON object or array; else None.

    An interpolation within a JSON string makes it a Template; one that stands for a whole value is decoded by a Call
    of `jsondecode`.
    """
    text = _Text(node)
    start = text.skip(0)
    if text.peek(start) not in ("{", "["):
        return None
    try:
        value, end = _value(text, start, 0)
    except _NotJsonError:
        return None
    return value if text.skip(end) == len(text.characters) else None


class _NotJsonError(Exception):
    """The text is no JSON."""


class _Text:
    """The characters of a string; an interpolation is one element of its own."""

    def __init__(self, node: Scalar | Template) -> None:
        self.characters: list[str | Expr] = []
        self._index: list[int] = []
        self._offset: list[int] = []
        self._end = node.end
        for part in node.parts if isinstance(node, Template) else (node,):
            base = len(self.characters)
            if isinstance(part, Scalar) and isinstance(part.value, str):
                for index, offset in part.places:
                    self._index.append(base + index)
                    self._offset.append(offset)
                self.characters.extend(part.value)
            else:
                self._index.append(base)
                self._offset.append(part.start)
                self.characters.append(part)

    def place(self, index: int) -> int:
        """The offset in the block of the character at `index`."""
        if index >= len(self.characters):
            return self._end
        run = bisect.bisect_right(self._index, index) - 1
        return self._offset[run] + index - self._index[run]

    def after(self, index: int) -> int:
        """Where the source of the character at `index` ends: an escaped one is longer than a byte."""
        here, following = self.place(index), self.place(index + 1)
        return following if index + 1 < len(self.characters) and following > here else here + 1

    def peek(self, index: int) -> str | Expr:
        """The character or interpolation at `index`; "" behind the end."""
        return self.characters[index] if index < len(self.characters) else ""

    def skip(self, index: int) -> int:
        """The first index from `index` that is no white space."""
        characters = self.characters
        while index < len(characters) and isinstance(found := characters[index], str) and found in _SPACE:
            index += 1
        return index


def _value(text: _Text, index: int, depth: int) -> tuple[Expr, int]:
    if depth > _DEPTH:
        raise _NotJsonError
    first = text.peek(index)
    if not isinstance(first, str):
        return Call(first.start, first.end, "jsondecode", [first]), index + 1
    if first == "{":
        return _object(text, index, depth)
    if first == "[":
        return _array(text, index, depth)
    if first == '"':
        return _string(text, index)
    return _word(text, index)


def _object(text: _Text, start: int, depth: int) -> tuple[Expr, int]:
    entries: list[Entry] = []
    index = text.skip(start + 1)
    if text.peek(index) == "}":
        return Mapping(text.place(start), text.place(index) + 1, entries), index + 1
    while True:
        if text.peek(index) != '"':
            raise _NotJsonError
        first = index
        key, index = _string(text, index)
        index = text.skip(index)
        if text.peek(index) != ":":
            raise _NotJsonError
        value, index = _value(text, text.skip(index + 1), depth + 1)
        entries.append(Entry(text.place(first), value.end, key, value))
        index = text.skip(index)
        following = text.peek(index)
        if following == "}":
            return Mapping(text.place(start), text.place(index) + 1, entries), index + 1
        if following != ",":
            raise _NotJsonError
        index = text.skip(index + 1)


def _array(text: _Text, start: int, depth: int) -> tuple[Expr, int]:
    items: list[Expr] = []
    index = text.skip(start + 1)
    if text.peek(index) == "]":
        return Items(text.place(start), text.place(index) + 1, items), index + 1
    while True:
        value, index = _value(text, index, depth + 1)
        items.append(value)
        index = text.skip(index)
        following = text.peek(index)
        if following == "]":
            return Items(text.place(start), text.place(index) + 1, items), index + 1
        if following != ",":
            raise _NotJsonError
        index = text.skip(index + 1)


def _string(text: _Text, start: int) -> tuple[Expr, int]:
    parts: list[Expr] = []
    characters: list[str] = []
    first = index = start + 1

    def flush(end: int) -> None:
        if characters:
            places = ((0, text.place(first)),)
            parts.append(Scalar(text.place(first), text.place(end), "".join(characters), places))
            characters.clear()

    while True:
        found = text.peek(index)
        if not isinstance(found, str):
            flush(index)
            parts.append(found)
            index += 1
            first = index
        elif found in ("", "\n"):
            raise _NotJsonError
        elif found == '"':
            flush(index)
            begin, end = text.place(start), text.after(index)
            return _joined(parts, begin, end), index + 1
        elif found == "\\":
            character, index = _escape(text, index + 1)
            characters.append(character)
        else:
            characters.append(found)
            index += 1


def _joined(parts: Sequence[Expr], start: int, end: int) -> Expr:
    if not parts:
        return Scalar(start, end, "")
    if len(parts) == 1 and isinstance(only := parts[0], Scalar):
        return Scalar(start, end, only.value, only.places)
    return Template(start, end, parts)


def _escape(text: _Text, index: int) -> tuple[str, int]:
    letter = text.peek(index)
    if isinstance(letter, str) and letter in _ESCAPES:
        return _ESCAPES[letter], index + 1
    if letter == "u":
        code, index = _code(text, index + 1)
        if 0xD800 <= code < 0xDC00 and (text.peek(index), text.peek(index + 1)) == ("\\", "u"):
            low, behind = _code(text, index + 2)
            if 0xDC00 <= low < 0xE000:
                return chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)), behind
        return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code), index
    raise _NotJsonError


def _code(text: _Text, index: int) -> tuple[int, int]:
    """The four hexadecimal digits at `index`, and the index behind them."""
    digits = "".join(str(text.peek(at)) for at in range(index, index + 4))
    try:
        return int(digits, 16), index + 4
    except ValueError:
        raise _NotJsonError from None


def _word(text: _Text, start: int) -> tuple[Expr, int]:
    """A number or one of the three names."""
    index = start
    letters: list[str] = []
    while isinstance(found := text.peek(index), str) and found and (found.isalnum() or found in "+-."):
        letters.append(found)
        index += 1
    word = "".join(letters)
    if word in _WORDS:
        return Scalar(text.place(start), text.place(index), _WORDS[word]), index
    try:
        number: int | float = float(word) if any(letter in word for letter in ".eE") else int(word)
    except ValueError:
        raise _NotJsonError from None
    return Scalar(text.place(start), text.place(index), number), index

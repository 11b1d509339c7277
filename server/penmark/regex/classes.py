"""Single characters of a pattern: escapes and sets in brackets."""

from __future__ import annotations

import unicodedata

from penmark.regex.nodes import Flags, Unreadable

Member = tuple[int, int] | str

_CONTROL = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92}
_DIGITS = {"x": 2, "u": 4, "U": 8}
_OCTAL = frozenset("01234567")
_HEX = frozenset("0123456789abcdefABCDEF")
_LAST_CODE = 0x10FFFF
_LAST_OCTAL = 0o377
CATEGORIES = frozenset("dDwWsS")


class Text:
    """The text of a pattern and the place that has been read to."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def peek(self, size: int = 1) -> str:
        """The next characters, "" at the end."""
        return self.text[self.at : self.at + size]

    def take(self) -> str:
        """The next character, "" at the end."""
        found = self.text[self.at : self.at + 1]
        self.at += len(found)
        return found

    def skip(self, text: str) -> bool:
        """Whether this comes next; it is then passed."""
        if not self.text.startswith(text, self.at):
            return False
        self.at += len(text)
        return True

    def run(self, members: frozenset[str], most: int) -> str:
        """The next characters that are of these, at most so many."""
        start = self.at
        while self.at - start < most and self.at < len(self.text) and self.text[self.at] in members:
            self.at += 1
        return self.text[start : self.at]

    def until(self, end: str) -> str:
        """What stands before `end`, which is passed. Raises Unreadable."""
        stop = self.text.find(end, self.at)
        if stop < 0:
            raise Unreadable(f"missing {end}")
        found = self.text[self.at : stop]
        self.at = stop + len(end)
        return found


def character_escape(text: Text, letter: str, flags: Flags) -> int:
    """The code point of an escape whose letter has been read. Raises Unreadable."""
    if letter in _CONTROL and letter != "b":
        return _CONTROL[letter]
    if letter == "x" or (letter in _DIGITS and not flags.binary):
        digits = text.run(_HEX, _DIGITS[letter])
        if len(digits) < _DIGITS[letter] or int(digits, 16) > _LAST_CODE:
            raise Unreadable("incomplete escape")
        return int(digits, 16)
    if letter == "N" and not flags.binary and text.skip("{"):
        try:
            return ord(unicodedata.lookup(text.until("}")))
        except (KeyError, TypeError):
            raise Unreadable("no such character") from None
    if not letter or (letter.isascii() and letter.isalpha()):
        raise Unreadable("bad escape")
    return ord(letter)


def octal(digits: str) -> int:
    """The code point of an octal escape. Raises Unreadable."""
    value = int(digits, 8)
    if value > _LAST_OCTAL:
        raise Unreadable("octal escape out of range")
    return value


def read_set(text: Text, flags: Flags) -> tuple[tuple[Member, ...], bool]:
    """The members of a set whose opening bracket has been read, and whether it is negated. Raises Unreadable."""
    negated = text.skip("^")
    members: list[Member] = []
    first = True
    while first or not text.skip("]"):
        first = False
        low = _member(text, flags)
        if text.peek() != "-" or text.peek(2) in ("-", "-]"):
            members.append(low)
            continue
        text.take()
        high = _member(text, flags)
        if isinstance(low, str) or isinstance(high, str) or high < low:
            raise Unreadable("bad character range")
        members.append((low[0], high[1]))
    return tuple(dict.fromkeys(members)), negated


def _member(text: Text, flags: Flags) -> Member:
    character = text.take()
    if not character:
        raise Unreadable("unterminated set")
    if character != "\\":
        return ord(character), ord(character)
    letter = text.take()
    if letter in CATEGORIES and letter:
        return letter
    if letter == "b":
        return _CONTROL["b"], _CONTROL["b"]
    if letter in _OCTAL and letter:
        code = octal(letter + text.run(_OCTAL, 2))
    elif letter.isascii() and letter.isdigit():
        raise Unreadable("bad escape")
    else:
        code = character_escape(text, letter, flags)
    return code, code

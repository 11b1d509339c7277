"""Sets of characters as bits. A few characters stand for all others, so that what two sets share is a character of both."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from penmark.regex.nodes import Chars

# Letters with and without case, digits that are no decimals, spaces, signs: one or two of each kind beyond ASCII.
_BEYOND = "\x85\xa0\xaa\xb2\xd7\xc0\xe0\xe9\u0100\u0101\u03a9\u03c9\u042f\u044f\u0663\u2003\u2028\u20ac\u4e2d\uac00\U0001f600"
_ASCII = "".join(map(chr, range(128)))
_BYTES = "".join(map(chr, range(256)))
_PREFERRED = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "".join(map(chr, range(33, 127))), " ")  # fmt: skip


class Alphabet:
    """The characters that stand for all in one pattern: in order of their code points, a bit each."""

    def __init__(self, binary: bool, more: Iterable[str] = ()) -> None:
        members = set(_BYTES) if binary else {*_ASCII, *_BEYOND, *more}
        self.characters = sorted(members)
        self._codes = [ord(character) for character in self.characters]
        self.all = (1 << len(self.characters)) - 1
        self._ascii = (1 << bisect_left(self._codes, 128)) - 1
        self._masks: dict[Chars, int] = {}
        self._categories: dict[tuple[str, bool], int] = {}
        self._cases: dict[bool, list[int]] = {}
        self._preferred = [self.bits(characters) for characters in _PREFERRED]

    def bits(self, characters: Iterable[str]) -> int:
        """The bits of these characters, as far as they are there."""
        wanted = set(characters)
        return sum(1 << index for index, one in enumerate(self.characters) if one in wanted)

    def bit(self, character: str) -> int:
        """The bit of one character that is there."""
        return 1 << bisect_left(self._codes, ord(character))

    def pick(self, mask: int) -> str:
        """One character of a set that is not empty, if possible one that can be read and typed."""
        mask = next((mask & preferred for preferred in self._preferred if mask & preferred), mask)
        return self.characters[(mask & -mask).bit_length() - 1]

    def mask(self, chars: Chars) -> int:
        """The bits of all characters that a set matches."""
        found = self._masks.get(chars)
        if found is None:
            found = 0
            for member in chars.members:
                found |= (
                    self._category(member, chars.ascii) if isinstance(member, str) else self._range(*member)
                )
            if chars.ignore_case:
                for case in self._case_sets(chars.ascii):
                    if found & case:
                        found |= case
            found = self._masks[chars] = self.all ^ found if chars.negated else found
        return found

    def words(self, ascii_only: bool) -> int:
        """The bits of what words are made of."""
        return self._category("w", ascii_only)

    def _range(self, low: int, high: int) -> int:
        return (1 << bisect_right(self._codes, high)) - (1 << bisect_left(self._codes, low))

    def _category(self, letter: str, ascii_only: bool) -> int:
        found = self._categories.get((letter, ascii_only))
        if found is None:
            found = self._collected(letter.lower())
            if ascii_only:
                found &= self._ascii
            if letter.isupper():
                found ^= self.all
            self._categories[letter, ascii_only] = found
        return found

    def _collected(self, letter: str) -> int:
        match letter:
            case "d":
                return self.bits(one for one in self.characters if one.isdecimal())
            case "s":
                return self.bits(one for one in self.characters if one.isspace())
            case _:
                return self.bits(one for one in self.characters if one.isalnum() or one == "_")

    def _case_sets(self, ascii_only: bool) -> list[int]:
        """The characters that are the same but for their case, as sets of two or more."""
        found = self._cases.get(ascii_only)
        if found is None:
            by_lower: dict[str, int] = {}
            for index, one in enumerate(self.characters):
                if one.isascii() or not ascii_only:
                    lower = one.lower()
                    by_lower[lower] = by_lower.get(lower, 0) | 1 << index
            found = self._cases[ascii_only] = [case for case in by_lower.values() if case.bit_count() > 1]
        return found


def edges(chars: Iterable[Chars]) -> set[str]:
    """The characters beyond ASCII at which the ranges of these sets begin and end."""
    codes = {code for one in chars for member in one.members if isinstance(member, tuple) for code in member}
    return {chr(code) for code in codes if 127 < code < sys.maxunicode and not 0xD800 <= code < 0xE000}

"""Patterns for names: resolved paths, and spellings marked by `~`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T")

_PATTERN = re.compile(r"~?\.{0,8}[\w*:][\w*()\[\].: -]{0,200}\Z")
_MOST_REMEMBERED = 20_000


def components(name: str) -> list[str]:
    """The parts of a dotted name; the dots of a relative import belong to its first part."""
    stripped = name.lstrip(".")
    parts = stripped.split(".")
    parts[0] = name[: len(name) - len(stripped)] + parts[0]
    return parts


def stem(component: str) -> str:
    """The bare name in a component: `cursor` in `cursor()` and `config` in `config[DEBUG]`."""
    for index, character in enumerate(component):
        if character in "([":
            return component[:index]
    return component


def glob(pattern: str, text: str) -> bool:
    """Whether `text` is `pattern`, in which `*` is any run of characters. Linear in both for a bounded number of stars."""
    pieces = pattern.split("*")
    if len(pieces) == 1:
        return pattern == text
    first, last = pieces[0], pieces[-1]
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    position, end = len(first), len(text) - len(last)
    for piece in pieces[1:-1]:
        found = text.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True


class Pattern:
    """One pattern: a resolved path, or a spelling marked by `~`; `*` is one component or a part of one.

    Raises ValueError if the text is no pattern.
    """

    __slots__ = ("last", "parts", "spelled", "text", "wild")

    def __init__(self, text: str) -> None:
        if not _PATTERN.match(text) or ".." in text.lstrip("~."):
            raise ValueError(f"“{text}” is no name pattern")
        self.text = text
        self.spelled = text.startswith("~")
        self.parts = components(text[1:] if self.spelled else text)
        self.wild = "*" in text
        self.last = stem(self.parts[-1])

    def matches_path(self, path: str) -> bool:
        """Whether the resolved path is this pattern's; never for a spelling."""
        if self.spelled:
            return False
        if not self.wild:
            return path == self.text
        parts = components(path)
        return len(parts) == len(self.parts) and all(map(glob, self.parts, parts))

    def matches_spelling(self, spelling: str) -> bool:
        """Whether the last components of what is written are this spelling's; never for a resolved path."""
        if not self.spelled:
            return False
        parts = components(spelling)
        tail = parts[len(parts) - len(self.parts) :] if len(parts) >= len(self.parts) else None
        return tail is not None and all(map(glob, self.parts, tail))


class PatternIndex(Generic[T]):
    """Finds patterns by the last component of a name."""

    __slots__ = ("_exact", "_firsts", "_lasts", "_remembered", "_wild")

    def __init__(self, entries: Iterable[tuple[Pattern, T]]) -> None:
        self._exact: dict[str, list[tuple[Pattern, T]]] = {}
        self._wild: list[tuple[Pattern, T]] = []
        for pattern, value in entries:
            if "*" in pattern.last:
                self._wild.append((pattern, value))
            else:
                self._exact.setdefault(pattern.last, []).append((pattern, value))
        # What a name must begin with, or where a pattern says nothing of that end with, for one of them to match.
        ends = {tuple(pattern.last.split("*")) for pattern, _ in self._wild}
        self._firsts = tuple({one[0] for one in ends if one[0]})
        self._lasts = tuple({one[-1] for one in ends if not one[0]})
        self._remembered: dict[str, tuple[tuple[Pattern, T], ...]] = {}

    def of(self, name: str) -> tuple[tuple[Pattern, T], ...]:
        """The patterns whose last component is, without brackets, `name`."""
        found = self._remembered.get(name)
        if found is None:
            wild: Iterable[tuple[Pattern, T]] = ()
            if name.startswith(self._firsts) or name.endswith(self._lasts):
                wild = [entry for entry in self._wild if glob(entry[0].last, name)]
            found = (*self._exact.get(name, ()), *wild)
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[name] = found
        return found

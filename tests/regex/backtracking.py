"""A tiny backtracking matcher that counts its steps, made of what Python's own parser reads and nothing of the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

Continue = Callable[[int], bool]


class TooLong(Exception):
    """More steps than were allowed."""


class Counter:
    """Matches a pattern of characters, sets, branches, groups and repetitions at the beginning of a text."""

    def __init__(self, pattern: str, most: int) -> None:
        self._tree = _parser.parse(pattern)
        self._most = most
        self.steps = 0

    def count(self, text: str) -> int:
        """The number of items that are tried; at most `most`."""
        self.steps = 0
        try:
            self._items(list(self._tree), 0, text, lambda at: True)
        except TooLong:
            return self._most
        return self.steps

    def _items(self, items: list[Any], at: int, text: str, then: Continue) -> bool:
        self.steps += 1
        if self.steps >= self._most:
            raise TooLong
        if not items:
            return then(at)
        (op, of), rest = items[0], items[1:]
        if op is _constants.BRANCH:
            return any(self._items([*choice, *rest], at, text, then) for choice in of[1])
        if op is _constants.SUBPATTERN:
            return self._items([*of[3], *rest], at, text, then)
        if op in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            return self._repeat(op is _constants.MIN_REPEAT, of, rest, at, text, then)
        if op is _constants.AT:
            return at == len(text) and self._items(rest, at, text, then)
        return at < len(text) and _takes(op, of, text[at]) and self._items(rest, at + 1, text, then)

    def _repeat(self, lazy: bool, of: Any, rest: list[Any], at: int, text: str, then: Continue) -> bool:
        low, high, body = of

        def again(times: int, last: int | None, at: int) -> bool:
            def more() -> bool:
                if (times >= low and at == last) or (high is not _constants.MAXREPEAT and times >= high):
                    return False
                return self._items(
                    list(body), at, text, lambda end: again(times + 1, at if times >= low else None, end)
                )

            def done() -> bool:
                return self._items(rest, at, text, then)

            if times < low:
                return more()
            return (done() or more()) if lazy else (more() or done())

        return again(0, None, at)


def _takes(op: Any, of: Any, character: str) -> bool:
    if op is _constants.LITERAL:
        return bool(of == ord(character))
    if op is _constants.NOT_LITERAL:
        return bool(of != ord(character))
    if op is _constants.ANY:
        return character != "\n"
    assert op is _constants.IN
    return _in_set(of, character)


def _in_set(members: Iterable[Any], character: str) -> bool:
    negated = False
    found = False
    for op, of in members:
        if op is _constants.NEGATE:
            negated = True
        elif op is _constants.RANGE:
            found = found or of[0] <= ord(character) <= of[1]
        else:
            found = found or of == ord(character)
    return found is not negated

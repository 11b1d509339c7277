"""Reads a pattern as Python's `re` does, as far as it decides what is tried in which order.

What `re` rewrites while it compiles is rewritten here too, because it takes alternatives away: beginnings that all branches
share, and branches of single characters, which become one set.
"""

from __future__ import annotations

from dataclasses import replace

from penmark.regex.classes import CATEGORIES, Text, character_escape, octal, read_set
from penmark.regex.nodes import (
    NEWLINE,
    At,
    Atomic,
    Branch,
    Chars,
    Conditional,
    Flags,
    Group,
    Look,
    Node,
    Reference,
    Repeat,
    Sequence,
    Unreadable,
    width,
)

_DEEPEST = 60
_MOST_TIMES = 4294967295
_DIGITS = frozenset("0123456789")
_BLANK = frozenset(" \t\n\r\v\f")
_FLAGS = {"i": "ignore_case", "m": "multi_line", "s": "dot_all", "x": "verbose", "a": "ascii"}
_PLACES = {"A": "start", "Z": "very-end", "z": "very-end", "b": "edge", "B": "no-edge"}
_KINDS = {"?": "lazy", "+": "possessive"}


def parse(pattern: str, flags: Flags) -> Node:
    """The tree of a pattern. Raises Unreadable."""
    reader = _Reader(pattern)
    flags = reader.global_flags(flags)
    node = reader.branches(flags, 0)
    if reader.text.peek():
        raise Unreadable("unbalanced parenthesis")
    return node


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.text = Text(pattern)
        self.groups = 0
        self.names: dict[str, int] = {}
        self.open: set[int] = set()
        self.behind = 0

    def global_flags(self, flags: Flags) -> Flags:
        """The flags with those that the pattern itself begins with, `(?ix)`."""
        while self.text.peek(2) == "(?":
            start = self.text.at
            self.text.at += 2
            letters = self.text.run(frozenset("aiLmsux"), 10)
            if not letters or not self.text.skip(")"):
                self.text.at = start
                break
            flags = _flagged(flags, letters, "")
        return flags

    def branches(self, flags: Flags, depth: int) -> Node:
        """Alternatives, up to a closing bracket or the end."""
        if depth > _DEEPEST:
            raise Unreadable("nested too deep")
        start = self.text.at
        choices = [self.sequence(flags, depth)]
        while self.text.skip("|"):
            choices.append(self.sequence(flags, depth))
        if len(choices) == 1:
            return choices[0]
        return _factored(start, self.text.at, choices)

    def sequence(self, flags: Flags, depth: int) -> Sequence:
        """What stands one after the other."""
        start = self.text.at
        items: list[Node] = []
        while True:
            if flags.verbose:
                self._skip_blank()
            following = self.text.peek()
            if not following or following in "|)":
                return Sequence(start, self.text.at, tuple(items))
            if following in "*+?" or (following == "{" and self._counts()):
                items.append(self._repeated(items))
                continue
            item = self._item(flags, depth)
            if item is not None:
                items.append(item)

    def _skip_blank(self) -> None:
        while (following := self.text.peek()) and (following in _BLANK or following == "#"):
            if self.text.take() == "#":
                end = self.text.text.find("\n", self.text.at)
                self.text.at = len(self.text.text) if end < 0 else end + 1

    # ------------------------------------------------------------ repetition

    def _counts(self) -> bool:
        """Whether the brace begins a count and not a character."""
        start = self.text.at
        self.text.take()
        if self.text.peek() == "}":
            self.text.at = start
            return False
        self.text.run(_DIGITS, len(self.text.text))
        if self.text.skip(","):
            self.text.run(_DIGITS, len(self.text.text))
        counts = self.text.peek() == "}"
        self.text.at = start
        return counts

    def _repeated(self, items: list[Node]) -> Node:
        low, high = self._times()
        kind = _KINDS.get(self.text.peek(), "greedy")
        if kind != "greedy":
            self.text.take()
        item = items.pop() if items else None
        if item is None or isinstance(item, (At, Repeat)):
            raise Unreadable("nothing to repeat")
        if isinstance(item, Sequence) and not item.items:
            raise Unreadable("nothing to repeat")
        return Repeat(item.start, self.text.at, item, low, high, kind)

    def _times(self) -> tuple[int, int | None]:
        sign = self.text.take()
        if sign != "{":
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        low = self.text.run(_DIGITS, len(self.text.text))
        high = self.text.run(_DIGITS, len(self.text.text)) if self.text.skip(",") else low
        self.text.take()
        if len(low) > len(str(_MOST_TIMES)) or len(high) > len(str(_MOST_TIMES)):
            raise Unreadable("repeated too often")
        least, most = int(low or 0), int(high) if high else None
        if least >= _MOST_TIMES or (most is not None and (most >= _MOST_TIMES or most < least)):
            raise Unreadable("repeated too often")
        return least, most

    # ------------------------------------------------------------ one item

    def _item(self, flags: Flags, depth: int) -> Node | None:
        start = self.text.at
        character = self.text.take()
        match character:
            case "\\":
                return self._escape(start, flags)
            case "[":
                members, negated = read_set(self.text, flags)
                return self._chars(start, members, negated, flags)
            case ".":
                return self._chars(start, () if flags.dot_all else ((NEWLINE, NEWLINE),), True, flags)
            case "^":
                return At(start, self.text.at, "line-start" if flags.multi_line else "start", flags.ascii)
            case "$":
                return At(start, self.text.at, "line-end" if flags.multi_line else "end", flags.ascii)
            case "(":
                return self._group(start, flags, depth + 1)
            case _:
                return self._chars(start, ((ord(character), ord(character)),), False, flags)

    def _chars(
        self, start: int, members: tuple[tuple[int, int] | str, ...], negated: bool, flags: Flags
    ) -> Chars:
        return Chars(start, self.text.at, members, negated, flags.ignore_case, flags.ascii or flags.binary)

    def _escape(self, start: int, flags: Flags) -> Node:
        letter = self.text.take()
        if letter and letter in CATEGORIES:
            return self._chars(start, (letter,), False, flags)
        if letter and letter in _PLACES:
            return At(start, self.text.at, _PLACES[letter], flags.ascii or flags.binary)
        if letter in _DIGITS and letter:
            return self._number(start, letter, flags)
        code = character_escape(self.text, letter, flags)
        return self._chars(start, ((code, code),), False, flags)

    def _number(self, start: int, digit: str, flags: Flags) -> Node:
        """A reference to a group, or an octal escape."""
        eight = frozenset("01234567")
        if digit == "0":
            code = octal(digit + self.text.run(eight, 2))
            return self._chars(start, ((code, code),), False, flags)
        if self.text.peek() in _DIGITS and self.text.peek():
            digit += self.text.take()
            if set(digit) <= eight and self.text.peek() and self.text.peek() in eight:
                code = octal(digit + self.text.take())
                return self._chars(start, ((code, code),), False, flags)
        return self._reference(start, int(digit), flags)

    def _reference(self, start: int, number: int, flags: Flags) -> Node:
        if not 0 < number <= self.groups or number in self.open or self.behind:
            raise Unreadable("no such group")
        return Reference(start, self.text.at, number, flags.ignore_case)

    # ------------------------------------------------------------ brackets

    def _group(self, start: int, flags: Flags, depth: int) -> Node | None:
        """What stands in brackets; None for a comment."""
        if not self.text.skip("?"):
            return self._captured(start, flags, depth, "")
        sign = self.text.take()
        match sign:
            case ":":
                item = self._inside(flags, depth)
                return Group(start, self.text.at, item, 0)
            case ">":
                item = self._inside(flags, depth)
                return Atomic(start, self.text.at, item)
            case "#":
                self.text.until(")")
                return None
            case "=" | "!":
                item = self._inside(flags, depth)
                return Look(start, self.text.at, item, False, sign == "!")
            case "<":
                return self._look_behind(start, flags, depth)
            case "P":
                return self._named(start, flags, depth)
            case "(":
                return self._conditional(start, flags, depth)
            case _:
                return self._flagged_group(start, sign, flags, depth)

    def _inside(self, flags: Flags, depth: int) -> Node:
        node = self.branches(flags, depth)
        if not self.text.skip(")"):
            raise Unreadable("missing )")
        return node

    def _captured(self, start: int, flags: Flags, depth: int, name: str) -> Node:
        self.groups += 1
        number = self.groups
        if name:
            if not name.isidentifier() or name in self.names:
                raise Unreadable("bad group name")
            self.names[name] = number
        self.open.add(number)
        item = self._inside(flags, depth)
        self.open.discard(number)
        return Group(start, self.text.at, item, number)

    def _named(self, start: int, flags: Flags, depth: int) -> Node:
        if self.text.skip("<"):
            return self._captured(start, flags, depth, self.text.until(">"))
        if self.text.skip("="):
            return self._reference(start, self.names.get(self.text.until(")"), 0), flags)
        raise Unreadable("unknown group")

    def _look_behind(self, start: int, flags: Flags, depth: int) -> Node:
        sign = self.text.take()
        if not sign or sign not in "=!":
            raise Unreadable("unknown group")
        self.behind += 1
        item = self._inside(flags, depth)
        self.behind -= 1
        low, high = width(item)
        if low != high:
            raise Unreadable("look-behind of no fixed width")
        return Look(start, self.text.at, item, True, sign == "!")

    def _conditional(self, start: int, flags: Flags, depth: int) -> Node:
        name = self.text.until(")")
        number = int(name) if name.isascii() and name.isdigit() else self.names.get(name, 0)
        if not 0 < number <= self.groups or self.behind:
            raise Unreadable("no such group")
        yes: Node = self.sequence(flags, depth)
        no: Node = Sequence(self.text.at, self.text.at, ())
        if self.text.skip("|"):
            no = self.sequence(flags, depth)
        if not self.text.skip(")"):
            raise Unreadable("missing )")
        return Conditional(start, self.text.at, number, yes, no)

    def _flagged_group(self, start: int, first: str, flags: Flags, depth: int) -> Node:
        letters = frozenset("aimsux")
        added = first + self.text.run(letters, 10) if first in letters else ""
        less = first == "-" or (bool(added) and self.text.skip("-"))
        removed = self.text.run(letters - frozenset("au"), 10) if less else ""
        if not self.text.skip(":") or not (removed if less else added) or set(added) & set(removed):
            raise Unreadable("unknown group")
        item = self._inside(_flagged(flags, added, removed), depth)
        return Group(start, self.text.at, item, 0)


def _flagged(flags: Flags, added: str, removed: str) -> Flags:
    if "L" in added or ("u" in added and ("a" in added or flags.binary)):
        raise Unreadable("locale")
    changes = {_FLAGS[letter]: True for letter in added if letter in _FLAGS}
    changes |= {_FLAGS[letter]: False for letter in removed if letter in _FLAGS}
    if "u" in added:
        changes["ascii"] = False
    return replace(flags, **changes)


def _factored(start: int, end: int, choices: list[Sequence]) -> Node:
    """Alternatives without the beginning that they share; one set where each is a single character."""
    shared: list[Node] = []
    while all(choice.items for choice in choices):
        first = choices[0].items[0]
        if not isinstance(first, (Chars, At, Reference)) or any(
            choice.items[0] != first for choice in choices
        ):
            break
        shared.append(first)
        choices = [replace(choice, items=choice.items[1:]) for choice in choices]
    rest = _merged(start, end, choices) or Branch(start, end, tuple(choices))
    return Sequence(start, end, (*shared, rest)) if shared else rest


def _merged(start: int, end: int, choices: list[Sequence]) -> Node | None:
    members: list[tuple[int, int] | str] = []
    for choice in choices:
        if len(choice.items) != 1:
            return None
        only = choice.items[0]
        if not isinstance(only, Chars) or only.negated:
            return None
        members += only.members
    first = choices[0].items[0]
    assert isinstance(first, Chars)
    return replace(first, start=start, end=end, members=tuple(dict.fromkeys(members)))

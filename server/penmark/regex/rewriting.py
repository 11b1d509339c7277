"""Nested repetitions written as one, where the language stays the same.

    (?:x+)*   x*          (x+)+   (x+)         (x+)*   (x+)?
    (?:x+|Z)*   (?:x|Z)*          where no branch before x+ begins like x
    (?:x+Z)*   (?:xZ)*            where Z can be empty and does not begin like x

`x` is one character of a set. All are repeated greedily, so that the same text is found too: what the second form tries, the first
tries in the same order, but more than once. A group that is repeated then holds other text if its own repetition has changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from penmark.regex.alphabet import Alphabet, edges
from penmark.regex.judge import judge
from penmark.regex.nodes import (
    Branch,
    Chars,
    Conditional,
    Flags,
    Group,
    Node,
    Reference,
    Repeat,
    Sequence,
    Unreadable,
    width,
)
from penmark.regex.parser import parse
from penmark.regex.program import walk


class Edit(NamedTuple):
    """`text` in place of what stands between two offsets of the pattern."""

    start: int
    end: int
    text: str


class Rewriting(NamedTuple):
    """The edits, in order, and the numbers of the groups that then hold other text."""

    edits: tuple[Edit, ...]
    groups: tuple[int, ...]


def rewritten(pattern: str, flags: Flags, whole: bool) -> Rewriting | None:
    """How a pattern is written so that it takes no exponential time; None where this is not known."""
    try:
        tree = parse(pattern, flags)
    except Unreadable:
        return None
    nodes = list(walk(tree))
    if any(isinstance(node, (Reference, Conditional)) for node in nodes):
        return None
    alphabet = Alphabet(flags.binary, edges(node for node in nodes if isinstance(node, Chars)))
    found = [one for node in nodes if (one := _of(node, pattern, alphabet)) is not None]
    edits = tuple(sorted(edit for one in found for edit in one.edits))
    text = _applied(pattern, edits)
    if (
        not edits
        or text is None
        or judge(pattern, flags, whole) is None
        or judge(text, flags, whole) is not None
    ):
        return None
    return Rewriting(edits, tuple(group for one in found for group in one.groups))


def _applied(pattern: str, edits: tuple[Edit, ...]) -> str | None:
    """The pattern with the edits made; None where they overlap or would take a comment away."""
    pieces: list[str] = []
    position = 0
    for edit in edits:
        if edit.start < position or "#" in pattern[edit.start : edit.end]:
            return None
        pieces += (pattern[position : edit.start], edit.text)
        position = edit.end
    return "".join((*pieces, pattern[position:]))


def _is_endless(node: Node) -> bool:
    return isinstance(node, Repeat) and node.high is None and node.low < 2 and node.kind == "greedy"


def _of(node: Node, pattern: str, alphabet: Alphabet) -> Rewriting | None:
    """What can be done with one repetition."""
    if not isinstance(node, Repeat) or not _is_endless(node) or not isinstance(node.item, Group):
        return None
    group = node.item
    match group.item:
        case Sequence(items=(Repeat(item=Chars()) as only,)) if _is_endless(only):
            return _one(node, group, only, pattern)
        case Sequence(items=(Repeat(item=Chars()) as first, *rest)) if _may_lose(first):
            inner = _rest_apart(first, rest, alphabet)
        case Branch(choices=choices):
            inner = list(_branches(choices, alphabet))
        case _:
            return None
    edits = tuple(Edit(one.item.end, one.end, "") for one in inner)
    return Rewriting(edits, (group.number,) if group.number else ()) if edits else None


def _one(node: Repeat, group: Group, only: Repeat, pattern: str) -> Rewriting:
    """A repetition of a repetition, with nothing else in it."""
    if pattern[group.start : only.start] == "(?:":
        sign = "+" if node.low and only.low else "*"
        edits = (Edit(node.start, only.start, ""), Edit(only.item.end, node.end, sign))
        return Rewriting(edits, ())
    sign = "?" if only.low and not node.low else ""
    changed = (group.number,) if group.number and not only.low else ()
    return Rewriting((Edit(group.end, node.end, sign),), changed)


def _may_lose(node: Repeat) -> bool:
    """Whether it is `x+`, which may become `x`."""
    return _is_endless(node) and node.low == 1


def _rest_apart(first: Repeat, rest: list[Node], alphabet: Alphabet) -> list[Repeat]:
    apart = all(width(one)[0] == 0 for one in rest) and not _captures(rest)
    begin = 0
    for one in rest:
        here = _beginning(one, alphabet)
        apart = apart and here is not None
        begin |= here or 0
    return [first] if apart and not begin & _beginning_of(first, alphabet) else []


def _branches(choices: tuple[Node, ...], alphabet: Alphabet) -> Iterator[Repeat]:
    if any(width(choice)[0] == 0 for choice in choices) or _captures(list(choices)):
        return
    before: int | None = 0
    for choice in choices:
        match choice:
            case Sequence(items=(Repeat(item=Chars()) as only,)) if _may_lose(only):
                if before is not None and not before & _beginning_of(only, alphabet):
                    yield only
        begin = _beginning(choice, alphabet)
        before = None if before is None or begin is None else before | begin


def _captures(nodes: list[Node]) -> bool:
    return any(isinstance(one, Group) and one.number for node in nodes for one in walk(node))


def _beginning_of(node: Repeat, alphabet: Alphabet) -> int:
    assert isinstance(node.item, Chars)
    return alphabet.mask(node.item)


def _beginning(node: Node, alphabet: Alphabet) -> int | None:
    """The characters that a node may begin with; None where this is not known."""
    match node:
        case Chars():
            return alphabet.mask(node)
        case Repeat() | Group():
            return _beginning(node.item, alphabet)
        case Branch():
            return _united([_beginning(one, alphabet) for one in node.choices])
        case Sequence():
            united: list[int | None] = []
            for one in node.items:
                united.append(_beginning(one, alphabet))
                if width(one)[0]:
                    break
            return _united(united)
        case _:
            return None


def _united(masks: list[int | None]) -> int | None:
    whole = 0
    for mask in masks:
        if mask is None:
            return None
        whole |= mask
    return whole

"""A regular expression of Python's dialect as a tree. `start` and `end` are offsets in its text."""

from __future__ import annotations

from dataclasses import dataclass, field

NEWLINE = 10


class Unreadable(ValueError):
    """The pattern is none of the dialect, or uses what is not followed here."""


@dataclass(frozen=True, slots=True)
class Flags:
    """What changes how a pattern is read. `binary`: it is one of bytes; `ascii`: as it is then anyway."""

    ignore_case: bool = False
    multi_line: bool = False
    dot_all: bool = False
    verbose: bool = False
    ascii: bool = False
    binary: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """Part of a pattern. Where it stands does not count when two are compared."""

    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Chars(Node):
    """One character: of these ranges of code points and categories (`d`, `D`, `w`, `W`, `s`, `S`), or none of them."""

    members: tuple[tuple[int, int] | str, ...]
    negated: bool
    ignore_case: bool
    ascii: bool


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    """One after the other."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Branch(Node):
    """One of several, tried in this order."""

    choices: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat(Node):
    """`low` to `high` times (None: without end). `kind`: greedy, lazy or possessive."""

    item: Node
    low: int
    high: int | None
    kind: str


@dataclass(frozen=True, slots=True)
class Group(Node):
    """Brackets. `number` is 0 where nothing is captured."""

    item: Node
    number: int


@dataclass(frozen=True, slots=True)
class Atomic(Node):
    """What is not tried in another way once it has matched."""

    item: Node


@dataclass(frozen=True, slots=True)
class Look(Node):
    """What must, or must not, stand ahead or behind."""

    item: Node
    behind: bool
    negated: bool


@dataclass(frozen=True, slots=True)
class At(Node):
    """A place: `start`, `line-start`, `end` (also before a last line end), `line-end`, `very-end`, `edge` or `no-edge` of a word."""

    kind: str
    ascii: bool


@dataclass(frozen=True, slots=True)
class Reference(Node):
    """The text of a group once more."""

    number: int
    ignore_case: bool


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    """`yes` if the group has matched, else `no`."""

    number: int
    yes: Node
    no: Node


def width(node: Node) -> tuple[int, int | None]:
    """The least and the greatest number of characters that a node matches; None is without end, or not known."""
    match node:
        case Chars():
            return 1, 1
        case Sequence():
            return _sum([width(item) for item in node.items])
        case Branch():
            return _either([width(choice) for choice in node.choices])
        case Conditional():
            return _either([width(node.yes), width(node.no)])
        case Group() | Atomic():
            return width(node.item)
        case Repeat():
            low, high = width(node.item)
            most = 0 if high == 0 else None if high is None or node.high is None else high * node.high
            return low * node.low, most
        case Reference():
            return 0, None
        case _:
            return 0, 0


def _sum(widths: list[tuple[int, int | None]]) -> tuple[int, int | None]:
    highs = [high for _, high in widths]
    return sum(low for low, _ in widths), None if None in highs else sum(high or 0 for high in highs)


def _either(widths: list[tuple[int, int | None]]) -> tuple[int, int | None]:
    highs = [high for _, high in widths]
    return min(low for low, _ in widths), None if None in highs else max(high or 0 for high in highs)

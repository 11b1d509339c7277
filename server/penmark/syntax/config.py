"""The dialect-independent facts of configuration: what a configuration adapter reads out of a document.

A document is a list of top-level blocks (for a format without blocks, one block that holds the document's mapping).
A block is the unit: it is read on its own, and its nodes' `start` and `end` are byte offsets relative to the start of the
top-level block, so that a block which moves needs no second reading. Names are not resolved here; what a reference
stands for is the business of `penmark.iac`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from penmark.text.span import Span


@dataclass(slots=True)
class Node:
    """`start` and `end`: byte offsets relative to the start of the top-level block."""

    start: int
    end: int

    @property
    def span(self) -> Span:
        """Where the node stands in its top-level block."""
        return Span(self.start, self.end)


# ---------------------------------------------------------------- expressions


@dataclass(slots=True)
class Scalar(Node):
    """A literal: str (unescaped), int, float, bool or None.

    `places` says, for a str, where its characters come from: pairs (index in `value`, offset in the block), each the
    beginning of a run in which every character is one byte further than the one before it.
    """

    value: str | int | float | bool | None
    places: Sequence[tuple[int, int]] = ()


@dataclass(slots=True)
class Template(Node):
    """A string with interpolations: literal parts are Scalar, in the order in which they appear in the result."""

    parts: Sequence[Expr]


@dataclass(slots=True)
class Get(Node):
    """`.name`, one step of a reference."""

    name: str


@dataclass(slots=True)
class Index(Node):
    """`[key]`, one step of a reference."""

    key: Expr


@dataclass(slots=True)
class Splat(Node):
    """`[*]` or `.*`: the steps after it are taken for each element. `full` is the spelling with brackets."""

    full: bool


Step = Get | Index | Splat


@dataclass(slots=True)
class Reference(Node):
    """`root.step.step`: a name and what is taken from it."""

    root: str
    steps: Sequence[Step] = ()


@dataclass(slots=True)
class Access(Node):
    """Steps taken from an expression that is no name: `merge(a, b).c`."""

    base: Expr
    steps: Sequence[Step]


@dataclass(slots=True)
class Call(Node):
    """`name(arguments)`; with `spread`, the last argument is a sequence of arguments."""

    name: str
    arguments: Sequence[Expr]
    spread: bool = False


@dataclass(slots=True)
class Conditional(Node):
    """`test ? then : orelse`."""

    test: Expr
    then: Expr
    orelse: Expr


@dataclass(slots=True)
class Operation(Node):
    """An operator with one or two operands; `op` as the language spells it."""

    op: str
    operands: Sequence[Expr]


@dataclass(slots=True)
class For(Node):
    """A sequence (`key` None) or mapping made of each element of `collection` for which `condition` holds.

    `names` are the one or two names that are bound: value, or key and value. `group`: equal keys gather their values.
    """

    names: Sequence[str]
    collection: Expr
    key: Expr | None
    value: Expr
    condition: Expr | None
    group: bool = False


@dataclass(slots=True)
class Items(Node):
    """`[a, b]`."""

    items: Sequence[Expr]


@dataclass(slots=True)
class Entry(Node):
    """One `key = value` of a mapping."""

    key: Expr
    value: Expr


@dataclass(slots=True)
class Mapping(Node):
    """`{ key = value }`."""

    entries: Sequence[Entry]


@dataclass(slots=True)
class Unknown(Node):
    """An expression whose meaning is not known, with what it is made of."""

    operands: Sequence[Expr] = ()


Expr = (
    Scalar | Template | Reference | Access | Call | Conditional | Operation | For | Items | Mapping | Unknown
)  # fmt: skip

# ---------------------------------------------------------------- blocks


@dataclass(slots=True)
class Attribute(Node):
    """`name = value`; `name_end` is where the name ends."""

    name: str
    name_end: int
    value: Expr


@dataclass(slots=True)
class Block(Node):
    """`type "label" … { … }`. `head_end` is where type and labels end; `open` and `close` the offsets of the braces."""

    type: str
    labels: Sequence[str]
    head_end: int
    open: int
    close: int
    attributes: Sequence[Attribute]
    blocks: Sequence[Block]

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of that name, if it is written here."""
        return next((found for found in self.attributes if found.name == name), None)


@dataclass(eq=False)
class Reading:
    """What was read out of the text of one top-level block. `errors` are its syntax errors; the rest is read when asked for."""

    errors: tuple[Span, ...]
    lower: Callable[[], tuple[Block | None, bool]] = field(repr=False)

    @cached_property
    def _lowered(self) -> tuple[Block | None, bool]:
        return self.lower()

    @property
    def block(self) -> Block | None:
        """The block; None if the text is none."""
        return self._lowered[0]

    @property
    def deep(self) -> bool:
        """Whether expressions are nested too deep to be read whole."""
        return self._lowered[1]


@dataclass(eq=False)
class Unit:
    """One top-level block, known by its text; it is read when it is first asked for.

    In one file the same text gives the same object from version to version, so that what was made of it can be kept by
    its identity; `key` is what its reading depends on. `type` and `labels` are read from the head at once. `torn` says that something is not closed (a quote, a
    brace), so that where the text ends is a guess.
    """

    key: Hashable
    text: bytes
    type: str
    labels: tuple[str, ...]
    torn: bool
    read: Callable[[], Reading] = field(repr=False)

    @cached_property
    def reading(self) -> Reading:
        """The block and its syntax errors."""
        return self.read()

    @property
    def block(self) -> Block | None:
        """The block that the text is; None if it is none."""
        return self.reading.block

    @property
    def broken(self) -> bool:
        """Whether the text holds a syntax error."""
        return self.torn or bool(self.reading.errors)


class Placed(NamedTuple):
    """A unit and the byte offset in the document at which it stands."""

    offset: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Body:
    """The top-level blocks of one document, in order of position."""

    units: tuple[Placed, ...]


def children(node: Expr) -> Sequence[Expr]:
    """The expressions directly inside `node`, in order."""
    match node:
        case Template(parts=inner) | Items(items=inner) | Call(arguments=inner):
            return inner
        case Operation(operands=inner) | Unknown(operands=inner):
            return inner
        case Reference(steps=steps):
            return [step.key for step in steps if isinstance(step, Index)]
        case Access(base=base, steps=steps):
            return [base, *(step.key for step in steps if isinstance(step, Index))]
        case Conditional():
            return (node.test, node.then, node.orelse)
        case For():
            optional = (node.collection, node.key, node.value, node.condition)
            return [part for part in optional if part is not None]
        case Mapping(entries=entries):
            return [part for entry in entries for part in (entry.key, entry.value)]
    return ()

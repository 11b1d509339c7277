"""The dialect-independent facts of configuration: what a configuration adapter reads out of a document.

A document is a list of top-level blocks. A format without blocks, which knows only mappings, has one that holds the whole
document, or one for each entry of the mappings that name things (`Resources`, `services`): its attributes are the entries.
A block is the unit: it is read on its own, and its nodes' `start` and `end` are byte offsets relative to the start of the
top-level block, so that a block which moves needs no second reading. Names are not resolved here; what a reference
stands for is the business of `penmark.iac`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator, Sequence
from collections.abc import Mapping as TableOf
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from penmark.findings import Edit
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

    def entry(self, name: str) -> Entry | None:
        """The last entry with that key, if it is written as a literal."""
        return next(
            (
                found
                for found in reversed(self.entries)
                if isinstance(found.key, Scalar) and found.key.value == name
            ),
            None,
        )


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


class Lowered(NamedTuple):
    """A block, None if the text is none; whether it is nested too deep to be read whole; the expressions that have a name."""

    block: Block | None
    deep: bool
    anchors: TableOf[str, Expr] = MappingProxyType({})


@dataclass(eq=False)
class Reading:
    """What was read out of the text of one top-level block. `errors` are its syntax errors; the rest is read when asked for."""

    errors: tuple[Span, ...]
    lower: Callable[[], Lowered] = field(repr=False)

    @cached_property
    def lowered(self) -> Lowered:
        """What the text says."""
        return self.lower()

    @property
    def block(self) -> Block | None:
        """The block; None if the text is none."""
        return self.lowered.block

    @property
    def deep(self) -> bool:
        """Whether expressions are nested too deep to be read whole."""
        return self.lowered.deep


@dataclass(eq=False)
class Unit:
    """One top-level block, known by its text; it is read when it is first asked for.

    In one file the same text gives the same object from version to version, so that what was made of it can be kept by
    its identity; `key` is what its reading depends on. `type` and `labels` are read from the head at once. `torn` says that something is not closed (a quote, a
    brace), so that where the text ends is a guess. `layout` is how its format is written; `anchors` are the names that it gives to
    expressions, or that look like such.
    """

    key: Hashable
    text: bytes
    type: str
    labels: tuple[str, ...]
    torn: bool
    layout: Layout
    read: Callable[[], Reading] = field(repr=False)
    anchors: tuple[str, ...] = ()

    @cached_property
    def reading(self) -> Reading:
        """The block and its syntax errors."""
        return self.read()

    @property
    def was_read(self) -> bool:
        """Whether anybody has asked for the block or its errors."""
        return "reading" in self.__dict__

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
    """The top-level blocks of one document, in order of position; in a format of several documents, those of all."""

    units: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as it stands, where a value is to be written."""

    text: str


Written = str | int | float | bool | Expression | Sequence["Written"] | TableOf[str, "Written"]
"""A value that is to be written."""


@dataclass(slots=True)
class Additions:
    """What is to be added to a block or mapping: values by name, and nested blocks of the same."""

    attributes: dict[str, Written] = field(default_factory=dict)
    blocks: dict[str, Additions] = field(default_factory=dict)


class Layout(ABC):
    """How a format is written: edits that keep how a text is laid out. They are relative to the unit with this `text`.

    `embeds`: what is written in a text that holds JSON is written as elsewhere, as in a heredoc with interpolations.
    """

    embeds = False

    @abstractmethod
    def literal(self, value: Written) -> str | None:
        """How a value is written on one line; None if the format cannot say it."""

    @abstractmethod
    def add(self, text: bytes, owner: Block | Mapping, additions: Additions) -> list[Edit] | None:
        """Write `additions` into a block or mapping, None if that cannot be done; what stands there stays."""

    @abstractmethod
    def remove(self, text: bytes, owner: Block | Mapping, name: str) -> Edit | None:
        """Take an attribute or entry out, with its line; None if it is not there."""

    @abstractmethod
    def remove_item(self, text: bytes, items: Items, index: int) -> Edit:
        """Take one item out of a sequence."""


def owner_of(node: Block | Mapping, names: Sequence[str]) -> tuple[Block | Mapping, Sequence[str]] | None:
    """The innermost block or mapping that is written on the way of `names`, and the names that are left, at least one.

    None where something else stands on the way. Of several blocks of a name the first is meant.
    """
    while len(names) > 1:
        value = value_of(node, names[0])
        inner: Block | Mapping | None = None
        if value is None:
            inner = next(_blocks(node, names[0]), None)
        elif isinstance(value, Mapping):
            inner = value
        elif not (isinstance(value, Scalar) and value.value is None):
            return None
        if inner is None:
            break
        node, names = inner, names[1:]
    return node, names


def block_from(
    value: Mapping, type_: str = "", labels: Sequence[str] = (), head: Span | None = None
) -> Block:
    """A mapping as a block with its entries as attributes. `head` is what stands for it, if that is written."""
    start, end = head or Span(value.start, value.start)
    attributes = [
        Attribute(entry.start, entry.end, str(entry.key.value), entry.key.end, entry.value)
        for entry in value.entries
        if isinstance(entry.key, Scalar)
    ]
    return Block(start, value.end, type_, labels, end, value.start, value.end, attributes, [])


def value_of(node: Block | Mapping, name: str) -> Expr | None:
    """What is written as the attribute or entry `name`; of several entries the last."""
    if isinstance(node, Block):
        attribute = node.attribute(name)
        return None if attribute is None else attribute.value
    entry = node.entry(name)
    return None if entry is None else entry.value


def mapping_at(block: Block | None, span: Span) -> Mapping | None:
    """The mapping that is written at `span`."""
    return next(
        (node for node in within(block, span) if isinstance(node, Mapping) and node.span == span), None
    )


def within(block: Block | None, span: Span) -> Iterator[Expr]:
    """The expressions in a block that take in `span`, outer ones first."""
    waiting = [block] if block is not None else []
    while waiting:
        here = waiting.pop()
        waiting += here.blocks
        for attribute in here.attributes:
            expressions: list[Expr] = [attribute.value]
            while expressions:
                node = expressions.pop()
                if node.start <= span.start and span.end <= node.end:
                    yield node
                    expressions += children(node)


def _blocks(node: Block | Mapping, name: str) -> Iterator[Block]:
    """The nested blocks of that type, and the contents of those that are made of a collection."""
    for block in node.blocks if isinstance(node, Block) else ():
        if block.type == name:
            yield block
        elif block.type == "dynamic" and list(block.labels[:1]) == [name]:
            yield from (content for content in block.blocks if content.type == "content")


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

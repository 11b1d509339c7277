"""What an expression of a configuration is worth: known, unknown or absent, and where that was written.

A value carries its `origin` (the literal, or the expression that could not be resolved), the places it came over (`via`:
variables with their defaults and locals) and the addresses of the resources and data sources that it refers to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple, Protocol

from penmark.syntax import config
from penmark.syntax.config import Unit
from penmark.text.span import Span

DEFAULTS = {"variable": "var.{}", "parameter": "the parameter {}", "argument": "the build argument {}"}
"""The kinds of names that stand for a default, and how a message calls them."""

_VIA = 4
"""How many places a value remembers that it came over."""


class Origin(NamedTuple):
    """A place: a span relative to the start of `unit`."""

    unit: Unit
    span: Span


class Via(NamedTuple):
    """A name that a value came over. `kind` is one of `DEFAULTS` (the value is its default), or `local`."""

    kind: str
    name: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class _Value:
    origin: Origin | None = None
    via: tuple[Via, ...] = ()
    refers: frozenset[str] = frozenset()

    @property
    def assumed(self) -> bool:
        """Whether the value rests on a variable's default, which a caller may replace."""
        return any(step.kind in DEFAULTS for step in self.via)


@dataclass(frozen=True, slots=True)
class Known(_Value):
    """A scalar; None is HCL's `null`."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Array(_Value):
    """A sequence; not `complete` where there may be more items than these."""

    items: tuple[Value, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Object(_Value):
    """A mapping; not `complete` where there may be more entries than these.

    `sites` says where an entry is written, where that is not the origin of its value.
    """

    entries: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    complete: bool = True
    sites: Mapping[str, Origin] = field(default_factory=lambda: MappingProxyType({}))

    def get(self, name: str) -> Value:
        """The entry `name`."""
        found = self.entries.get(name)
        if found is not None:
            return found
        return ABSENT if self.complete else Unknown(refers=self.refers)

    def names(self) -> Sequence[str]:
        """The names of the entries."""
        return tuple(self.entries)


class Fields(Protocol):
    """A block's attributes and nested blocks, each made when it is asked for.

    `prefix` leads from the block to where its attributes are written.
    """

    unit: Unit
    head: Span
    block: config.Block
    prefix: tuple[str, ...]

    def get(self, name: str) -> Value:
        """The attribute `name`, or the nested blocks of that type as an Array."""

    def site(self, name: str) -> Span | None:
        """Where the attribute's value, or the head of the first nested block of that name, is written."""

    def names(self) -> Sequence[str]:
        """The names of attributes and nested blocks that are written."""


@dataclass(frozen=True, slots=True)
class Record(_Value):
    """A block: like an Object, but read lazily."""

    fields: Fields
    possible: bool = False
    """Whether it is not certain that the block exists at all."""

    def get(self, name: str) -> Value:
        """The attribute or nested blocks of that name."""
        return self.fields.get(name)

    def names(self) -> Sequence[str]:
        """The names of attributes and nested blocks that are written."""
        return self.fields.names()


@dataclass(frozen=True, slots=True)
class Encoded(_Value):
    """A string that holds `inner` as JSON."""

    inner: Value


@dataclass(frozen=True, slots=True)
class Unknown(_Value):
    """Not known. `pieces` are the parts of a string of which some are known; None stands for one that is not."""

    pieces: tuple[str | None, ...] = (None,)


@dataclass(frozen=True, slots=True)
class Absent(_Value):
    """Not written, or written as `null`."""


Value = Known | Array | Object | Record | Encoded | Unknown | Absent

ABSENT = Absent()
UNKNOWN = Unknown()


def with_origin(value: Value, origin: Origin) -> Value:
    """The value, written at `origin` unless it already says where."""
    return value if value.origin is not None else replace(value, origin=origin)


def passed(value: Value, via: Via) -> Value:
    """The value after it came over `via`."""
    if len(value.via) >= _VIA:
        return value
    return replace(value, via=(via, *value.via))


def through(value: Value, via: Via) -> Value:
    """The value and all that is in it, after it came over `via`: each element may be what decides."""
    match value:
        case Array():
            return passed(replace(value, items=tuple(through(item, via) for item in value.items)), via)
        case Object():
            entries = {name: through(entry, via) for name, entry in value.entries.items()}
            return passed(replace(value, entries=entries), via)
        case Encoded():
            return passed(replace(value, inner=through(value.inner, via)), via)
        case _:
            return passed(value, via)


def referring(value: Value, addresses: Iterable[str]) -> Value:
    """The value, which was reached over these resources."""
    more = value.refers.union(addresses)
    return value if more == value.refers else replace(value, refers=more)


def influenced(value: Value, other: Value) -> Value:
    """`value`, which was chosen by `other`: what that came over counts for it too."""
    steps = tuple(step for step in other.via if step not in value.via)
    if not steps and other.refers <= value.refers:
        return value
    return replace(value, via=(value.via + steps)[:_VIA], refers=value.refers | other.refers)


def text_of(value: Value) -> str | None:
    """The value as a string, as a template would show it; None if it is not known."""
    if not isinstance(value, Known):
        return None
    match value.value:
        case None:
            return None
        case bool(flag):
            return "true" if flag else "false"
        case float(number) if number.is_integer():
            return str(int(number))
        case other:
            return str(other)

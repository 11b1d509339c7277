"""The units of a document: parts of code or blocks of configuration, whichever its language has."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from penmark.analysis.check import Subject
from penmark.syntax import code, config
from penmark.syntax.adapter import CodeAdapter, ConfigAdapter, adapter_for

T = TypeVar("T")
Source = code.Part | config.Unit


class Unit(NamedTuple):
    """`start`: where it starts in the document, in bytes."""

    start: int
    source: Source

    @property
    def text(self) -> bytes:
        """Its text."""
        return self.source.text

    @property
    def key(self) -> object:
        """What its facts depend on."""
        return self.source.key if isinstance(self.source, code.Part) else self.source.text


class Units(Sequence[Unit]):
    """The units of a document in order of position; none where its language has no adapter."""

    def __init__(self, subject: Subject) -> None:
        self.tree: Any = subject.tree
        self.adapter: Any = adapter_for(subject.document.language) if subject.tree is not None else None
        self._parts: Sequence[code.Part] = ()
        self._blocks: Sequence[config.Placed] = ()
        if isinstance(self.adapter, CodeAdapter):
            self._parts = self.adapter.parts(self.tree)
        elif isinstance(self.adapter, ConfigAdapter):
            body: config.Body = self.adapter.read(self.tree)
            self._blocks = body.units

    def __len__(self) -> int:
        return len(self._parts) or len(self._blocks)

    def __getitem__(self, index: Any) -> Any:
        """The unit at an index."""
        if self._parts:
            part = self._parts[index]
            return Unit(part.start, part)
        return Unit(*self._blocks[index])

    @cached_property
    def sources(self) -> Sequence[Source]:
        """What the units are, without their places."""
        return self._parts or [unit for _, unit in self._blocks]

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [part.start for part in self._parts] or [start for start, _ in self._blocks]

    def around(self, start: int, end: int) -> Unit | None:
        """The unit that holds the bytes from `start` to `end`."""
        index = bisect_right(self._starts, start) - 1
        if index < 0:
            return None
        unit: Unit = self[index]
        return unit if end <= unit.start + len(unit.text) else None


def carried_over(
    new: Sequence[Source], old: Sequence[Source], kept: Sequence[T], make: Callable[[int], T]
) -> list[T]:
    """For each of `new` what is `kept` for the same one of `old`, else what `make` gives for its index.

    Two versions of a document share what stands before and behind an edit; there the same texts are found by identity.
    """
    most = min(len(new), len(old))
    first = 0
    while first < most and _same(new[first], old[first]):
        first += 1
    last = 0
    while last < most - first and _same(new[-1 - last], old[-1 - last]):
        last += 1
    return [
        *kept[:first],
        *(make(index) for index in range(first, len(new) - last)),
        *kept[len(old) - last :],
    ]


def _same(one: Source, other: Source) -> bool:
    if one is other:
        return True
    if one.text is not other.text or not isinstance(one, code.Part) or not isinstance(other, code.Part):
        return False
    return one.kind == other.kind and one.owner == other.owner

"""Questions about a file: each is bounded, answered once, and it is noted what of the file its answer rests on.

What is answered once is charged each time that it is asked for, as if it had been found anew, and it is not used where finding it
would have come to a bound. So an answer never depends on what was asked before.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from penmark.dataflow.link import Linker
    from penmark.dataflow.matching import Match
    from penmark.dataflow.reach import FileUnit

T = TypeVar("T")

BUDGET = 4_000
"""How many steps a question may take."""

_DEEPEST_QUESTION = 12
_DEEPEST_REACH = 24


Convention = Callable[["Linker"], str]
"""A question about the whole file, of which only the answer counts."""


class Trace:
    """What is read of a file: units, words by which units are looked for, and what was said of the whole."""

    __slots__ = ("said", "units", "words")

    def __init__(self) -> None:
        self.units: set[FileUnit] = set()
        self.words: set[str] = set()
        self.said: dict[Hashable, tuple[Convention, str]] = {}

    @contextmanager
    def aside(self) -> Iterator[Trace]:
        """Gather what is read meanwhile in a trace of its own."""
        before, inner = (self.units, self.words, self.said), Trace()
        self.units, self.words, self.said = inner.units, inner.words, inner.said
        try:
            yield inner
        finally:
            self.units, self.words, self.said = before

    @contextmanager
    def apart(self) -> Iterator[Trace]:
        """Gather what is read meanwhile in a trace of its own as well."""
        with self.aside() as inner:
            yield inner
        self.add(inner)

    def clear(self) -> None:
        """Forget what was read."""
        self.units.clear()
        self.words.clear()
        self.said.clear()

    def add(self, other: Trace) -> None:
        """What was read before is read again."""
        self.units |= other.units
        self.words |= other.words
        self.said |= other.said


class Kept(NamedTuple):
    """The matches in a unit, what they rest on, the steps that finding them took, and the parts that were not followed to the end."""

    matches: tuple[Match, ...]
    rests_on: Trace
    cost: int
    unfinished: frozenset[int]


class _Known(NamedTuple, Generic[T]):
    """An answer that no bound has cut short: what it rests on, how many steps it takes, and how deep."""

    answer: T
    rests_on: Trace
    cost: int
    questions: int
    reaches: int


class Questions(ABC):
    """Keeps the account of what is asked about one file."""

    def __init__(self, trace: Trace, units: int) -> None:
        """`units`: how many there are; the file's budget grows with them."""
        self.trace = trace
        self.left = 0
        self.unfinished: set[int] = set()
        self._total = BUDGET * 10 + 100 * units
        self._active: set[Hashable] = set()
        self._cuts = 0
        self._short = False
        self._depth = 0
        self._most_questions = 0
        self._most_reaches = 0
        self._known: dict[Hashable, _Known[object]] = {}

    def start(self) -> None:
        """Gives the next question its budget: a share of what the whole file has."""
        self.left = min(BUDGET, self._total)
        self._short = False

    def finish(self, part: int, found: bool) -> None:
        """Notes if the question that was started, about this part, was not followed to its end and found nothing till then."""
        self._total -= min(BUDGET, self._total) - max(self.left, 0)
        if not found and (self._short or self.left <= 0):
            self.unfinished.add(part)

    def keep(self, find: Callable[[], tuple[Match, ...]]) -> tuple[tuple[Match, ...], Kept | None]:
        """What `find` finds in a unit, and the same to be kept, unless the file's budget had a part in it."""
        total, outside = self._total, self.unfinished
        self.unfinished = set()
        with self.trace.apart() as inner:
            matches = find()
        cost = total - self._total
        kept = Kept(matches, inner, cost, frozenset(self.unfinished)) if total >= cost + BUDGET else None
        self.unfinished |= outside
        return matches, kept

    def takes(self, kept: Kept) -> bool:
        """Take what was kept for what would be found, if the file's budget would have no part in it.

        What was said of the whole file is asked again.
        """
        if self._total < kept.cost + BUDGET:
            return False
        if any(self.convention(key, ask) != was for key, (ask, was) in kept.rests_on.said.items()):
            return False
        self._total -= kept.cost
        self.unfinished |= kept.unfinished
        self.trace.add(kept.rests_on)
        return True

    @abstractmethod
    def convention(self, key: Hashable, ask: Convention) -> str:
        """What `ask` says of the whole file."""

    def answer(self, key: Hashable, cut: T, find: Callable[[], T]) -> T:
        """The answer to the question `key`; `cut` where it is asked within itself, too deep within others, or too late."""
        known = self._known.get(key)
        if known is not None and self._fits(known):
            self.left -= known.cost
            self.trace.add(known.rests_on)
            return known.answer  # type: ignore[return-value]
        if self._is_cut(key):
            return cut
        left, cuts, most = self.left, self._cuts, (self._most_questions, self._most_reaches)
        self.left -= 1
        self._most_questions, self._most_reaches = len(self._active), self._depth
        self._active.add(key)
        with self.trace.apart() as inner:
            found = find()
        self._active.discard(key)
        if self._cuts == cuts:
            questions, reaches = self._most_questions - len(self._active), self._most_reaches - self._depth
            self._known[key] = _Known(found, inner, left - self.left, questions, reaches)
        self._most_questions = max(most[0], self._most_questions)
        self._most_reaches = max(most[1], self._most_reaches)
        return found

    def deeper(self, find: Callable[[], T]) -> T:
        """What `find` finds one step further back on the way of data."""
        self._depth += 1
        self._most_reaches = max(self._most_reaches, self._depth)
        found = find()
        self._depth -= 1
        return found

    def may_reach(self) -> bool:
        """Whether there may be one more step on the way of data; if not, it is noted."""
        self.left -= 1
        if self.left > 0 and self._depth < _DEEPEST_REACH:
            return True
        self._cuts += 1
        self._short = True
        return False

    def _fits(self, known: _Known[object]) -> bool:
        questions, reaches = len(self._active) + known.questions, self._depth + known.reaches
        if known.cost >= self.left or questions > _DEEPEST_QUESTION or reaches > _DEEPEST_REACH:
            return False
        self._most_questions = max(self._most_questions, questions)
        self._most_reaches = max(self._most_reaches, reaches)
        return True

    def _is_cut(self, key: Hashable) -> bool:
        self._most_questions = max(self._most_questions, len(self._active))
        deep = len(self._active) > _DEEPEST_QUESTION or self.left <= 0
        if not deep and key not in self._active:
            return False
        self._short = self._short or deep
        self._cuts += 1
        return True

"""In which functions the matchers may find something, as far as words tell: most need not be interpreted to know that they hold nothing."""

from __future__ import annotations

import re
import sys
from typing import NamedTuple

from penmark.dataflow.bindings import Bindings
from penmark.dataflow.conditions import Conditions
from penmark.dataflow.matchers import CallMatcher, MatcherSet, Sink
from penmark.dataflow.operations import is_operator
from penmark.dataflow.patterns import Pattern, PatternIndex
from penmark.dataflow.roots import Roots


class _Need(NamedTuple):
    """What must be there beside the last name of a pattern: a name that leads to one of `roots`, a text that `hint` finds."""

    roots: frozenset[str] | None = None
    hint: re.Pattern[bytes] | None = None


class ModuleNames:
    """What the names of a module stand for. `projected`: some may stand for what another module of the project binds."""

    def __init__(self, bindings: Bindings, *, projected: bool) -> None:
        self._by_root: dict[str, set[str]] = {}
        self._foreign: set[str] = set()
        self.open = bindings.open
        self.projected = projected
        for name, value in bindings.names.items():
            for path in value.paths:
                first = path.partition(".")[0].removesuffix("()")
                self._by_root.setdefault(first, set()).add(name)
                if projected and first[:1] != ":" and (not first or first not in sys.stdlib_module_names):
                    self._foreign.add(name)
        self.roots = frozenset(self._by_root)
        self._leading: dict[frozenset[str], frozenset[str]] = {}

    def same_as(self, other: ModuleNames) -> bool:
        """Whether the names stand for the same."""
        return self._by_root == other._by_root and self._foreign == other._foreign and self.open == other.open

    def leading_to(self, roots: frozenset[str]) -> frozenset[str]:
        """The words by which one of the roots may be reached."""
        found = self._leading.get(roots)
        if found is None:
            bound = (self._by_root.get(one, ()) for one in roots)
            found = self._leading[roots] = roots.union(self._foreign, *bound)
        return found


class Wanted:
    """For the matchers of one language."""

    def __init__(self, matchers: MatcherSet, roots: Roots) -> None:
        calls = [(pattern, _need(pattern, matcher, sink, roots)) for pattern, matcher, sink in matchers.asked]
        self._named = PatternIndex([row for row in calls if row[0].last != "*"])
        self._assigns = matchers.assigns
        self._unnamed = matchers.unnamed

    def in_unit(self, words: frozenset[str], text: bytes, names: ModuleNames) -> bool:
        """Whether a function with these words and this text may hold what a pattern asks for."""
        if self._unnamed and ("*" in self._unnamed or not self._unnamed.isdisjoint(names.roots | words)):
            return True
        named, assigns = self._named.of, self._assigns.of
        for word in words:
            if assigns(word):
                return True
            for _, need in named(word):
                if need.hint is not None:
                    if need.hint.search(text):
                        return True
                elif need.roots is None or names.open or not words.isdisjoint(names.leading_to(need.roots)):
                    return True
        return False


def _need(pattern: Pattern, matcher: object, sink: Sink | None, roots: Roots) -> _Need:
    if is_operator(pattern.text) or pattern.text == "assert":
        conditions = sink.conditions if sink is not None else None
        if isinstance(matcher, CallMatcher):
            conditions = matcher.conditions
        return _Need(hint=_hint(conditions))
    # What is called of a module is called by a name that stands for it, or for it itself; an instance may come from anywhere.
    if pattern.spelled or pattern.wild or "(" in pattern.text or pattern.text[:1] in (":", "."):
        return _Need()
    if "." not in pattern.text:
        return _Need()
    return _Need(roots=roots.of(pattern))


def _hint(conditions: Conditions | None) -> re.Pattern[bytes] | None:
    """What finds one of the texts that must be written for the conditions to hold."""
    texts = conditions.written() if conditions is not None else ()
    if not texts:
        return None
    return re.compile("|".join(sorted(map(re.escape, texts))).encode())

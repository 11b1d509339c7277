"""What must be written in a module for data to reach a sink there: most modules need not be read to know that none does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from penmark.dataflow.knowledge import Models
from penmark.dataflow.matchers import MatcherSet, TaintMatcher
from penmark.dataflow.operations import is_operator
from penmark.dataflow.patterns import Pattern, PatternIndex, components, glob, stem

_WORD = re.compile(r"[^\W\d]\w*")


class SinkWords:
    """The first and last names of all sinks that untrusted data may reach from another module."""

    def __init__(self, matchers: MatcherSet, models: Models) -> None:
        sinks = [
            pattern
            for matcher in matchers.matchers
            if isinstance(matcher, TaintMatcher)
            for sink in matcher.sinks
            for pattern in sink.calls
            if not is_operator(pattern.text)
        ]
        self._sinks: PatternIndex[None] = PatternIndex((pattern, None) for pattern in sinks)
        leads = _leads(models)
        types = [path for paths in models.types.values() for path in paths]
        self._standing_for = {
            pattern: frozenset[str]().union(*(_closure(root, leads) for root in _roots_of(pattern, types)))
            for pattern in sinks
        }

    def written_in(self, text: bytes) -> bool:
        """Whether the names of a sink are in a module's text. Never no where a sink is reached."""
        words = frozenset(_WORD.findall(text.decode(errors="replace")))
        return any(self._is_rooted(pattern, words) for word in words for pattern, _ in self._sinks.of(word))

    def _is_rooted(self, pattern: Pattern, words: frozenset[str]) -> bool:
        root = _root(pattern.parts[0])
        if not words.isdisjoint(self._standing_for[pattern]):
            return True
        return "*" in root and any(glob(root, word) for word in words)


def _root(component: str) -> str:
    return stem(component).lstrip(".:")


def _roots_of(pattern: Pattern, types: Sequence[str]) -> Iterator[str]:
    """The first components of what the pattern matches. A spelling also matches types by their own name."""
    root = _root(pattern.parts[0])
    yield root
    if pattern.spelled:
        for path in types:
            parts = components(path)
            if glob(root, stem(parts[-1])):
                yield _root(parts[0])


def _leads(models: Models) -> dict[str, set[str]]:
    """By the first component of a path: those of the paths and names that the models take for it."""
    leads: dict[str, set[str]] = {}
    for names in (models.types, models.parameters, models.wellknown):
        for name, paths in names.items():
            for path in paths:
                leads.setdefault(_root(components(path)[0]), set()).add(_root(components(name)[0]))
    return leads


def _closure(root: str, leads: dict[str, set[str]]) -> frozenset[str]:
    found = {root}
    waiting = [root]
    while waiting:
        new = leads.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return frozenset(found)

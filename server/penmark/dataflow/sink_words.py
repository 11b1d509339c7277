"""What must be written in a module for data to reach a sink there: most modules need not be read to know that none does."""

from __future__ import annotations

import re

from penmark.dataflow.matchers import MatcherSet, TaintMatcher
from penmark.dataflow.operations import is_operator
from penmark.dataflow.patterns import Pattern, PatternIndex, glob
from penmark.dataflow.roots import Roots, root

_WORD = re.compile(r"[^\W\d]\w*")


class SinkWords:
    """The first and last names of all sinks that untrusted data may reach from another module."""

    def __init__(self, matchers: MatcherSet, roots: Roots) -> None:
        sinks = [
            pattern
            for matcher in matchers.matchers
            if isinstance(matcher, TaintMatcher)
            for sink in matcher.sinks
            for pattern in sink.calls
            if not is_operator(pattern.text)
        ]
        self._sinks: PatternIndex[None] = PatternIndex((pattern, None) for pattern in sinks)
        self._standing_for = {pattern: roots.of(pattern) for pattern in sinks}

    def written_in(self, text: bytes) -> bool:
        """Whether the names of a sink are in a module's text. Never no where a sink is reached."""
        words = frozenset(_WORD.findall(text.decode(errors="replace")))
        return any(self._is_rooted(pattern, words) for word in words for pattern, _ in self._sinks.of(word))

    def _is_rooted(self, pattern: Pattern, words: frozenset[str]) -> bool:
        if not words.isdisjoint(self._standing_for[pattern]):
            return True
        first = root(pattern.parts[0])
        return "*" in first and any(glob(first, word) for word in words)

"""The first names of what patterns match: what must be written for a path to begin with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from penmark.dataflow.knowledge import Models
from penmark.dataflow.patterns import Pattern, components, glob, stem


def root(component: str) -> str:
    """The bare name in the first component of a path."""
    return stem(component).lstrip(".:")


class Roots:
    """By the names that lead to them, what the models say of first names."""

    def __init__(self, models: Models) -> None:
        self._leads = _leads(models)
        self._types = [path for paths in models.types.values() for path in paths]
        self._known: dict[str, frozenset[str]] = {}

    def of(self, pattern: Pattern) -> frozenset[str]:
        """The names of which one must be written, or bound by what is written, where something of this pattern is."""
        found = self._known.get(pattern.text)
        if found is None:
            found = frozenset[str]().union(*(self._closure(one) for one in self._roots_of(pattern)))
            self._known[pattern.text] = found
        return found

    def _roots_of(self, pattern: Pattern) -> Iterator[str]:
        """The first components of what the pattern matches. A spelling also matches types by their own name."""
        first = root(pattern.parts[0])
        yield first
        if pattern.spelled:
            for path in self._types:
                parts = components(path)
                if glob(first, stem(parts[-1])):
                    yield root(parts[0])

    def _closure(self, name: str) -> frozenset[str]:
        found = {name}
        waiting: Sequence[str] = [name]
        while waiting:
            new = set().union(*(self._leads.get(one, ()) for one in waiting)) - found
            found |= new
            waiting = sorted(new)
        return frozenset(found)


def _leads(models: Models) -> Mapping[str, set[str]]:
    """By the first component of a path: those of the paths and names that the models take for it."""
    leads: dict[str, set[str]] = {}
    for names in (models.types, models.parameters, models.wellknown):
        for name, paths in names.items():
            for path in paths:
                leads.setdefault(root(components(path)[0]), set()).add(root(components(name)[0]))
    return leads

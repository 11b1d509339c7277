"""Names that nothing in the file binds: it is a fragment, and they were bound where it was cut out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from penmark.dataflow.values import Value
from penmark.syntax import code
from penmark.syntax.walk import scope_names


class Scope:
    """The body that is being interpreted, within those around it. `roots`: what its names stand for that no place binds."""

    def __init__(self, statements: Sequence[code.Stmt] = (), outer: Scope | None = None) -> None:
        self._statements = statements
        self._outer = outer
        self.roots: dict[str, Value] = {}

    @cached_property
    def bound(self) -> frozenset[str]:
        """The names that are bound anywhere in it, before or after the place that is being read."""
        own = scope_names(self._statements)
        return own if self._outer is None else own | self._outer.bound

    @cached_property
    def begun(self) -> frozenset[str]:
        """The beginnings of these names."""
        return beginnings(self.bound)


def is_variable(name: str) -> bool:
    """Whether a name is spelled as one that may hold anything: constants and classes begin with a capital letter."""
    return name[:1].islower()


def beginnings(names: Iterable[str]) -> frozenset[str]:
    """All that a person has written when one of the names is not yet written to its end."""
    return frozenset(name[:length] for name in names for length in range(1, len(name)))

"""What a check is: one way of looking at a document, with a memory of its own from version to version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from penmark.analysis.result import Context, Placed
from penmark.findings import Problem
from penmark.syntax.tree import Tree
from penmark.text.document import Document
from penmark.text.span import Span


class Stopped(Exception):
    """The analysis was asked to stop: a newer version of the document waits."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked. `stop` is asked between units; when it says yes, the check raises Stopped."""

    document: Document
    tree: Tree | None
    context: Context
    stop: Callable[[], bool]

    def pause(self) -> None:
        """Raise Stopped if the analysis is to stop."""
        if self.stop():
            raise Stopped


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found.

    `state` is handed to the check again with the next version of the same document. `broken` are the absolute spans of the
    parts that hold a syntax error.
    """

    placed: Sequence[Placed] = ()
    problems: Sequence[Problem] = ()
    broken: Sequence[Span] = ()
    state: object = None


class Check(Protocol):
    """A check answers for some languages. Its outcome depends on subject alone; `previous` only saves work."""

    name: str

    def applies(self, language: str) -> bool:
        """Whether documents of `language` are checked."""

    def run(self, subject: Subject, previous: object | None) -> Outcome:
        """Check the subject. `previous` is the state that the check gave for an earlier version, or None."""

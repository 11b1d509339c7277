"""The result of checking one document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple, Protocol

from penmark.analysis.fingerprints import with_fingerprints
from penmark.analysis.moving import shifted
from penmark.findings import Finding, Problem
from penmark.syntax.tree import Tree
from penmark.text.document import Document
from penmark.text.span import Span


class Placed(NamedTuple):
    """Findings of one part of a document.

    `offset` (bytes) and `line` (from 0) say where the part starts; the findings' spans are relative to `offset`.
    Where a part did not change, `findings` is the very same tuple as in the analysis before: what was made of it
    can be kept by its identity.
    """

    offset: int
    line: int
    findings: tuple[Finding, ...]


class Modules(Protocol):
    """The modules of a project, as one document imports them. Answers never change."""

    def find(self, name: str) -> Document | None:
        """The module that is imported as `name`, or None."""


@dataclass(frozen=True, slots=True)
class Context:
    """The other documents that the meaning of this one depends on, by uri (a Terraform module's other files).

    `modules` finds the modules that it imports; what was found is then among the files.
    """

    files: Mapping[str, Document] = field(default_factory=lambda: MappingProxyType({}))
    modules: Modules | None = None


NO_CONTEXT = Context()


@dataclass(frozen=True, slots=True)
class Ignored:
    """A finding that a comment in the document suppresses, and the reason that the comment gives."""

    finding: Finding
    reason: str


@dataclass(frozen=True)
class Analysis:
    """What is known of one version of a document.

    `placed` are the findings by part, with ignores applied, in no particular order. `problems` is what could not be
    checked. `broken` are the parts that hold a syntax error; `errors` the syntax errors that are taken as given (see
    `penmark.analysis.steady`). `context` is what it was checked with. `states` are the checks' caches, for the analysis of
    the next version.
    """

    document: Document
    tree: Tree | None
    placed: tuple[Placed, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[Ignored, ...]
    masked_rules: frozenset[str]
    states: Mapping[str, object]
    broken: Sequence[Span] = ()
    errors: Sequence[Span] = ()
    context: Context = NO_CONTEXT

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All findings with absolute spans and fingerprints, in order of position."""
        absolute = [shifted(finding, part.offset) for part in self.placed for finding in part.findings]
        absolute.sort(key=lambda finding: (finding.span, finding.rule, finding.message))
        return with_fingerprints(self.document, absolute, self.masked_rules)

    def allows(self, span: Span) -> bool:
        """Whether an edit may replace what stands there."""
        return True

    @property
    def complete(self) -> bool:
        """Whether everything in the document was checked."""
        return not self.problems

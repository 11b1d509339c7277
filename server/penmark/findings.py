"""What Penmark says about a document: findings, the steps that led to them, and their fixes.

Spans are byte offsets: relative to the part of the document that was checked while an analysis
is being made, absolute once `penmark.analysis` has placed them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from penmark.text.span import Span


class Severity(StrEnum):
    """How bad the weakness is when it is real, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Confidence(StrEnum):
    """How sure we are that it is real, surest first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


def lowest(*confidences: Confidence) -> Confidence:
    """The least sure of some confidences."""
    return max(confidences, key=tuple(Confidence).index)


class Applicability(StrEnum):
    """What may be done with a fix without asking.

    `SAFE` keeps what the code does for honest input and cannot break the build; `REVIEW` changes
    behaviour in a way that the author must confirm, and its title says what changes; `MANUAL` is
    shown and never applied by a tool.
    """

    SAFE = "safe"
    REVIEW = "review"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of `span` by `text`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Addition:
    """Text that a fix needs elsewhere in the same document, where the language adapter decides.

    `import`: `text` is a dotted module or name that must be importable (`os`, `markupsafe.escape`);
    nothing is added where it is already imported. `append`: `text` is a whole block that goes to the
    end of the document, after one empty line; nothing is added where the same block already stands.
    """

    kind: Literal["import", "append"]
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to repair a finding. `title` is a verb phrase. Its edits do not overlap."""

    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability
    additions: tuple[Addition, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One stop on the way from a source to a sink, or another place that decided. `uri` is None in the same document."""

    span: Span
    message: str
    uri: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One weakness at one place. `message` is one sentence and never holds a secret's value."""

    rule: str
    span: Span
    message: str
    severity: Severity
    confidence: Confidence
    steps: tuple[Step, ...] = ()
    fixes: tuple[Fix, ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be checked, and why. A document with a problem is never called clean."""

    message: str
    span: Span | None = None
    rule: str | None = None

"""Comments that suppress findings: `# penmark: ignore[rule-id] reason`.

Behind code, the comment speaks for its line; on a line of its own, for the next line that is not such a comment. It
names one or more rule ids (or former ids), with commas. One that matches nothing is reported itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from penmark.findings import Applicability, Confidence, Edit, Finding, Fix, Severity
from penmark.text.document import Document
from penmark.text.span import Span

UNUSED = "unused-ignore"
MARK = b"penmark: ignore["
"""What every such comment holds."""

_OPENERS = (b"<!--", b"#", b"//", b"--", b"/*", b";", b"{#", b"%")
_CLOSERS = ("*/", "-->", "#}")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment: the line (from 0) that it speaks for, its own span (bytes, absolute), the ids and the reason."""

    line: int
    span: Span
    rules: tuple[str, ...]
    reason: str


def read(document: Document, comments: Sequence[Span] | None) -> tuple[Ignore, ...]:
    """The ignores of a document.

    `comments` are the spans of its comments, in order; None if they are not known: then what stands before the mark must be
    one of the usual openers.
    """
    data = document.data
    found: list[Ignore] = []
    at = data.find(MARK)
    while at >= 0:
        ignore = _read_one(document, at, comments)
        if ignore is not None:
            found.append(ignore)
        at = data.find(MARK, at + len(MARK))
    return tuple(_lowered(document, found))


def _read_one(document: Document, at: int, comments: Sequence[Span] | None) -> Ignore | None:
    data, lines = document.data, document.lines
    line = lines.line_of(at)
    line_start = lines.start_of(line)
    line_end = document.line_end(line)
    opener = _opener(data[line_start:at])
    if opener is None or (comments is not None and not _inside(at, comments)):
        return None
    close = data.find(b"]", at, line_end)
    if close < 0:
        return None
    ids = tuple(name.strip() for name in data[at + len(MARK) : close].decode(errors="replace").split(","))
    reason = data[close + 1 : line_end].decode(errors="replace").strip()
    for closer in _CLOSERS:
        reason = reason.removesuffix(closer).strip()
    return Ignore(line, Span(line_start + opener, line_end), tuple(filter(None, ids)), reason)


def _inside(offset: int, spans: Sequence[Span]) -> bool:
    index = bisect_right(spans, offset, key=lambda span: span.start) - 1
    return index >= 0 and offset < spans[index].end


def _opener(before: bytes) -> int | None:
    """Where the comment opens on its line whose text up to the mark is `before`."""
    bare = before.rstrip()
    for opener in _OPENERS:
        if bare.endswith(opener):
            return len(bare) - len(opener)
    return None


def _lowered(document: Document, ignores: Sequence[Ignore]) -> Iterable[Ignore]:
    """Each ignore with the line that it speaks for: comments alone on their lines look down."""
    alone = {ignore.line for ignore in ignores if _stands_alone(document, ignore)}
    for ignore in ignores:
        line = ignore.line
        while line in alone:
            line += 1
        yield ignore if line == ignore.line else Ignore(line, ignore.span, ignore.rules, ignore.reason)


def _stands_alone(document: Document, ignore: Ignore) -> bool:
    start = document.lines.start_of(ignore.line)
    return not document.data[start : ignore.span.start].strip()


def unused(ignore: Ignore, rule: str, *, known: bool) -> Finding:
    """The finding that says that an ignore of `rule` suppresses nothing."""
    message = (
        f"This comment ignores {rule}, which is not found here."
        if known
        else f"This comment ignores {rule}, but there is no rule of that name."
    )
    fixes: tuple[Fix, ...] = ()
    if len(ignore.rules) == 1:
        fixes = (Fix("Remove the comment", (Edit(ignore.span, ""),), Applicability.REVIEW),)
    return Finding(UNUSED, ignore.span, message, Severity.LOW, Confidence.HIGH, fixes=fixes)

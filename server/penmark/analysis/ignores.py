"""Comments that suppress findings: `# penmark: ignore[rule-id] reason`.

Behind code, the comment speaks for its line; on a line of its own, for the next line that is not such a comment. It
names one or more rule ids (or former ids), with commas. One that matches nothing is reported itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from penmark.findings import Applicability, Confidence, Edit, Finding, Fix, Severity
from penmark.text.document import Document
from penmark.text.span import Span

UNUSED = "unused-ignore"
_MARK = b"penmark: ignore["
_OPENERS = (b"<!--", b"#", b"//", b"--", b"/*", b";", b"{#", b"%")
_CLOSERS = ("*/", "-->", "#}")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment: the line (from 0) that it speaks for, its own span (bytes, absolute), the ids and the reason."""

    line: int
    span: Span
    rules: tuple[str, ...]
    reason: str


def read(document: Document, in_comment: Callable[[int], bool] | None) -> tuple[Ignore, ...]:
    """The ignores of a document.

    `in_comment` tells of a byte offset whether a comment stands there; without it, what stands before the mark on its
    line must be one of the usual openers.
    """
    data = document.data
    found: list[Ignore] = []
    at = data.find(_MARK)
    while at >= 0:
        ignore = _read_one(document, at, in_comment)
        if ignore is not None:
            found.append(ignore)
        at = data.find(_MARK, at + len(_MARK))
    return tuple(_lowered(document, found))


def _read_one(document: Document, at: int, in_comment: Callable[[int], bool] | None) -> Ignore | None:
    data, lines = document.data, document.lines
    line = lines.line_of(at)
    line_start = lines.start_of(line)
    line_end = _line_end(document, line)
    opener = _opener(data[line_start:at])
    if opener is None or (in_comment is not None and not in_comment(at)):
        return None
    close = data.find(b"]", at, line_end)
    if close < 0:
        return None
    ids = tuple(name.strip() for name in data[at + len(_MARK) : close].decode(errors="replace").split(","))
    reason = data[close + 1 : line_end].decode(errors="replace").strip()
    for closer in _CLOSERS:
        reason = reason.removesuffix(closer).strip()
    return Ignore(line, Span(line_start + opener, line_end), tuple(filter(None, ids)), reason)


def _opener(before: bytes) -> int | None:
    """Where the comment opens on its line whose text up to the mark is `before`."""
    bare = before.rstrip()
    for opener in _OPENERS:
        if bare.endswith(opener):
            return len(bare) - len(opener)
    return None


def _line_end(document: Document, line: int) -> int:
    """Where the line's text ends, before its line break."""
    lines, data = document.lines, document.data
    end = lines.start_of(line + 1) if line + 1 < len(lines) else len(data)
    return len(data[:end].rstrip(b"\r\n")) if data[end - 1 : end] in (b"\n", b"\r") else end


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
    fixes = ()
    if len(ignore.rules) == 1:
        fixes = (Fix("Remove the comment", (Edit(ignore.span, ""),), Applicability.REVIEW),)
    return Finding(UNUSED, ignore.span, message, Severity.LOW, Confidence.HIGH, fixes=fixes)

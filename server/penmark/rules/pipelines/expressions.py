"""GitHub's expressions (`${{ … }}`): where they stand in a text, and whether others may write what they give.

Which fields of an event others write is GitHub's own list ("Script injections" in its documentation).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from penmark.text.span import Span

PULL_REQUEST = frozenset(
    {"pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"}
)
_EVENTS: dict[str, frozenset[str]] = {
    "head_ref": PULL_REQUEST,
    "issue": frozenset({"issues", "issue_comment"}),
    "pull_request": PULL_REQUEST,
    "comment": frozenset(
        {"issue_comment", "pull_request_review_comment", "commit_comment", "discussion_comment"}
    ),
    "review": frozenset({"pull_request_review"}),
    "discussion": frozenset({"discussion", "discussion_comment"}),
    "pages": frozenset({"gollum"}),
    "commits": frozenset({"push"}),
    "head_commit": frozenset({"push"}),
    "workflow_run": frozenset({"workflow_run"}),
    "": PULL_REQUEST
    | {"issues", "issue_comment", "discussion", "discussion_comment", "push", "workflow_run"},
}
_PERSON = r"(?:author|committer)\.(?:name|email)"
_COMMIT = rf"(?:message|{_PERSON})"
_UNTRUSTED = re.compile(
    r"github\.(?:head_ref|event\.(?:"
    r"(?:issue|discussion|pull_request)\.(?:title|body)|(?:comment|review)\.body|pages\.\*\.page_name"
    r"|pull_request\.head\.(?:ref|label|repo\.(?:default_branch|description|homepage))"
    rf"|commits\.\*\.{_COMMIT}|head_commit\.{_COMMIT}"
    rf"|workflow_run\.(?:head_branch|display_title|head_commit\.{_COMMIT}|pull_requests\.\*\.head\.ref)))"
)
_WHOLE = re.compile(
    r"github(?:\.event(?:\.(?:issue|discussion|pull_request(?:\.head)?|comment|review|commits|head_commit))?)?"
)
_TOKEN = re.compile(
    r"'(?:[^']|'')*'|[A-Za-z_][\w-]*(?:\.[\w*-]+|\[(?:'[^']*'|[\w*]+)\])*|\d[\w.]*|\|\||&&|[=!<>]=?|\S"
)
_STEP = re.compile(r"\[(?:'([^']*)'|[\w*]+)\]")
_LONGEST, _DEEPEST = 400, 12
_PASSING = frozenset({"format", "join", "tojson"})
_COMPARING = frozenset({"==", "!=", "<", ">", "<=", ">="})


class Expression(NamedTuple):
    """One `${{ … }}`: its place with the braces, and what stands between them."""

    span: Span
    text: str


def expressions(text: bytes, span: Span) -> Iterator[Expression]:
    """The expressions in a part of a text, in order."""
    position = span.start
    while (start := text.find(b"${{", position, span.end)) >= 0:
        end = text.find(b"}}", start, span.end)
        if end < 0:
            return
        yield Expression(Span(start, end + 2), text[start + 3 : end].decode(errors="replace").strip())
        position = end + 2


def given(text: str) -> tuple[str, ...]:
    """The paths of which an expression gives the value as it is; what is compared or searched is not given.

    `toJSON(github.event)` is among them as it is written: `github.event`.
    """
    if len(text) > _LONGEST or text.count("(") + text.count("!") > _DEEPEST:
        return ()
    return tuple(_Reader(_TOKEN.findall(text)).alternatives())


def is_untrusted(path: str) -> bool:
    """Whether somebody without rights in the repository may write what stands there."""
    return _UNTRUSTED.fullmatch(path) is not None or _WHOLE.fullmatch(path) is not None


def events_with(path: str) -> frozenset[str]:
    """The events that fill a path which others write."""
    steps = path.split(".")
    return _EVENTS.get(
        steps[1] if steps[1:] == ["head_ref"] else (steps[2] if len(steps) > 2 else ""), frozenset()
    )


class _Reader:
    """Reads the tokens of one expression."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self, *wanted: str) -> bool:
        if self._next() in wanted and self._next():
            self._at += 1
            return True
        return False

    def alternatives(self) -> list[str]:
        """`a || b` gives either."""
        found = self._last()
        while self._take("||"):
            found += self._last()
        return found

    def _last(self) -> list[str]:
        """`a && b` gives b, or what is empty."""
        found = self._compared()
        while self._take("&&"):
            found = self._compared()
        return found

    def _compared(self) -> list[str]:
        found = self._single()
        while self._take(*_COMPARING):
            self._single()
            found = []
        return found

    def _single(self) -> list[str]:
        if self._take("!"):
            self._single()
            return []
        if self._take("("):
            found = self.alternatives()
            self._take(")")
            return found
        token = self._next()
        self._at += 1
        if not self._take("("):
            return [_path(token)] if token[:1].isalpha() else []
        found = []
        while self._next() not in ("", ")"):
            found += self.alternatives()
            if not self._take(","):
                break
        self._take(")")
        whole = token.lower() == "tojson"
        return [path for path in found if token.lower() in _PASSING and (whole or not _WHOLE.fullmatch(path))]


def _path(token: str) -> str:
    """`github.event.commits[0]['message']` as `github.event.commits.*.message`."""
    return _STEP.sub(lambda step: f".{step[1] or '*'}", token).lower()

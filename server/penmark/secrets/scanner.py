"""Secrets in lines of text: the formats of tokens, line by line, and again only where the text has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from penmark.findings import Confidence, Problem, Severity
from penmark.secrets import assignments, blocks, literals, values
from penmark.secrets.checks import CHECKS, FOLLOWING, FOLLOWS, Verdict
from penmark.secrets.filekind import FileKind, Syntax, kind_of
from penmark.secrets.judge import Judge
from penmark.secrets.matcher import SecretMatcher, compile_pattern, escaped
from penmark.secrets.telling import TellingLiteral
from penmark.syntax import code, config
from penmark.text.document import Document
from penmark.text.span import Span

# No secret whose check looks at what follows it is longer than this: `-----BEGIN … PRIVATE KEY-----`.
_LONGEST_ANCHOR = 100

MOST_IN_A_LINE = 100
"""Secrets of one line after which the rest of it is left out, with a problem that says so."""


_ANYWHERE = FileKind(Syntax.FACTS)


@dataclass(frozen=True, slots=True)
class SecretMatch:
    """One secret, without its value.

    `span`: bytes, relative to the start of the line, or of the part or block in which it was found. `name` is what the
    secret is assigned to, if a telling name gave it away, else "". `prefix` holds at most the first four characters of a
    token, and nothing of a password. `digest` is the SHA-1 of the value, by which a detect-secrets baseline knows it; it
    must not leave the process.
    """

    rule: str
    matcher: SecretMatcher
    span: Span
    confidence: Confidence
    name: str = ""
    prefix: str = ""
    digest: str = field(default="", repr=False)

    @property
    def severity(self) -> Severity | None:
        """The severity that the matcher sets in place of its page's."""
        return self.matcher.severity

    def message(self, template: str) -> str:
        """The page's (or the matcher's own) message with {kind}, {name} and {prefix} filled in."""
        text = self.matcher.message or template
        fields = {"kind": self.matcher.label, "name": self.name or self.matcher.label, "prefix": self.prefix}
        for key, value in fields.items():
            text = text.replace("{" + key + "}", value)
        return text


@dataclass(frozen=True, slots=True)
class LineMatches:
    """A line with secrets: its number from 0, its first byte's offset, its length in bytes without its end."""

    line: int
    offset: int
    length: int
    matches: tuple[SecretMatch, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """The lines of one version of a document that hold secrets, in order. The state for the scan of the next version.

    A line that did not change keeps the very same `matches`.
    """

    document: Document
    lines: tuple[LineMatches, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Format:
    """A matcher ready to run; `order` decides between two that find the same."""

    rule: str
    matcher: SecretMatcher
    order: int
    pattern: Any
    group: int
    edges: frozenset[int]


class Scanner:
    """All secret matchers of the rules that are switched on. Immutable; safe to use from several threads."""

    def __init__(self, matchers: Iterable[tuple[str, SecretMatcher]]) -> None:
        """`matchers`: pairs of a rule's id and one of its matchers, in the order of the pages."""
        pairs = tuple(matchers)
        self.judge = Judge(tuple((rule, matcher) for rule, matcher in pairs if matcher.names))
        self._formats = tuple(
            _prepared(rule, matcher, order)
            for order, (rule, matcher) in enumerate(pairs)
            if not matcher.names
        )
        self._keywords: dict[bytes, list[_Format]] = {}
        self._folded_keywords: dict[bytes, list[_Format]] = {}
        for found in self._formats:
            table = self._folded_keywords if found.matcher.any_case else self._keywords
            for keyword in found.matcher.keywords:
                table.setdefault(keyword.encode(), []).append(found)
        self._anchors = tuple(
            sorted(
                {k.encode() for f in self._formats if f.matcher.check in FOLLOWS for k in f.matcher.keywords}
            )
        )

    @cached_property
    def _token_hint(self) -> Any:
        exact = [escaped(word.decode()).encode() for word in self._keywords]
        folded = [escaped(word.decode()).encode() for word in self._folded_keywords]
        return _union([*exact, *((b"(?i:" + b"|".join(folded) + b")",) if folded else ())])

    @cached_property
    def _any_hint(self) -> Any:
        return _union([pattern for pattern in (self._token_hint_source, self.judge.hint_source) if pattern])

    @cached_property
    def _code_hint(self) -> Any:
        in_comments = rb"#[^\r\n]*" + self.judge.hint_source if self.judge.hint_source else b""
        return _union([pattern for pattern in (self._token_hint_source, in_comments) if pattern])

    @cached_property
    def _part_hint(self) -> Any:
        return _union([self.judge.hint_source, literals.HINTS]) if self.judge.hint_source else None

    @property
    def _token_hint_source(self) -> bytes:
        return self._token_hint.pattern if self._token_hint is not None else b""

    # ------------------------------------------------------------ one line

    def scan_line(self, line: bytes, kind: FileKind, following: bytes = b"") -> tuple[SecretMatch, ...]:
        """The secrets of one line without its end, in order, not overlapping.

        `following`: the text after the line's own, of which at most `FOLLOWING` bytes count. The result depends on
        these three only.
        """
        found = self._tokens(line, kind, following)
        if self.judge.hint is not None and self.judge.hint.search(line) is not None:
            for literal in assignments.telling(line, kind):
                if any(literal.span.touches(span) for _, _, span, _ in found):
                    continue
                match = self.judged(literal, kind)
                if match is not None:
                    found.append((0, len(found), match.span, match))
        found.sort(key=lambda entry: entry[2])
        return tuple(match for _, _, _, match in found)

    def scan_part(self, part: code.Part, facts: code.Facts, kind: FileKind) -> tuple[SecretMatch, ...]:
        """The secrets of a part of code that a name gives away, in order; spans are relative to the part.

        What holds a token of a known format is left to the lines. Worth asking only where `may_tell` says so.
        """
        return self._named(literals.telling_literals(part, facts), part.text, kind)

    def scan_block(self, text: bytes, block: config.Block, kind: FileKind) -> tuple[SecretMatch, ...]:
        """The secrets of a top-level block of configuration that a name gives away, like `scan_part`."""
        return self._named(blocks.telling_values(text, block), text, kind)

    def may_tell(self, text: bytes) -> bool:
        """Whether a text may hold a telling name: a quick look that spares reading its facts."""
        return self._part_hint is not None and self._part_hint.search(text) is not None

    def _named(self, found: Iterable[TellingLiteral], text: bytes, kind: FileKind) -> tuple[SecretMatch, ...]:
        matches: dict[Span, SecretMatch] = {}
        for literal in found:
            match = self.judged(literal, kind)
            if match is not None and match.span not in matches and not self._claimed(text, match.span):
                matches[match.span] = match
        return tuple(matches[span] for span in sorted(matches))

    def judged(self, named: TellingLiteral, kind: FileKind) -> SecretMatch | None:
        """The match of a named literal that is a secret; its value is digested and forgotten."""
        literal = named.without_scheme()
        verdict = self.judge.judge(literal, kind)
        if verdict is None:
            return None
        rule, matcher, confidence = verdict
        digest = digest_of(literal.value)
        return SecretMatch(rule, matcher, literal.span, confidence, literal.name, digest=digest)

    def _claimed(self, text: bytes, span: Span) -> bool:
        """Whether a token of a known format stands in `span`: then the lines report it, and its name adds nothing."""
        position = max(text.rfind(b"\n", 0, span.start), text.rfind(b"\r", 0, span.start)) + 1
        for line in text[position : span.end + FOLLOWING].splitlines(keepends=True)[:MOST_IN_A_LINE]:
            if position >= span.end:
                break
            bare = line.rstrip(b"\r\n")
            stop = position + len(bare)
            for _, _, found, _ in self._tokens(bare, _ANYWHERE, text[stop : stop + FOLLOWING]):
                if found.start + position < span.end and span.start < found.end + position:
                    return True
            position += len(line)
        return False

    def _tokens(
        self, line: bytes, kind: FileKind, following: bytes
    ) -> list[tuple[int, int, Span, SecretMatch]]:
        candidates = self._candidates(line)
        found: list[tuple[int, int, Span, SecretMatch]] = []
        for candidate in candidates:
            if kind.tests and not candidate.matcher.tests:
                continue
            for whole, span in _spans(candidate, line):
                match = _judged(candidate, line, span, following)
                if match is not None:
                    found.append((-(whole.end - whole.start), candidate.order, span, match))
                    if len(found) > MOST_IN_A_LINE:
                        break
        found.sort(key=lambda entry: entry[:2])
        kept: list[tuple[int, int, Span, SecretMatch]] = []
        for entry in found:
            if not any(entry[2].start < span.end and span.start < entry[2].end for _, _, span, _ in kept):
                kept.append(entry)
        return kept

    def _candidates(self, line: bytes) -> list[_Format]:
        chosen: dict[int, _Format] = {}
        for keyword, formats in self._keywords.items():
            if keyword in line:
                chosen.update((found.order, found) for found in formats)
        if self._folded_keywords:
            folded = line.lower()
            for keyword, formats in self._folded_keywords.items():
                if keyword in folded:
                    chosen.update((found.order, found) for found in formats)
        return [chosen[order] for order in sorted(chosen)]

    # ------------------------------------------------------------ a document

    def scan_document(self, document: Document, previous: Scan | None = None) -> Scan:
        """The secrets of a document. `previous`, the scan of an earlier version of it, saves work and changes nothing."""
        kind = kind_of(document.uri, document.language)
        changes = document.changes_since(previous.document) if previous is not None else None
        if previous is None or changes is None:
            return self._assembled(document, self._region(document, kind, 0, len(document.data)))
        kept, dirty = _carried(previous.lines, changes)
        line_of = document.lines.line_of
        fresh: list[LineMatches] = []
        done = -1
        for span in sorted(dirty):
            first = max(line_of(self._from_anchor(document, span.start)), done + 1)
            done = max(done, line_of(span.end))
            if first <= done:
                begin, end = document.lines.start_of(first), _line_end(document, span.end)
                fresh += self._region(document, kind, begin, end)
                kept = [entry for entry in kept if not begin <= entry.offset <= end]
        return self._assembled(document, [*_numbered(document, kept), *fresh])

    def _assembled(self, document: Document, lines: Sequence[LineMatches]) -> Scan:
        ordered = tuple(sorted(lines, key=lambda entry: entry.offset))
        problems = tuple(
            Problem(
                f"more than {MOST_IN_A_LINE} secrets in one line: the rest of it was not checked for secrets",
                Span(entry.offset, entry.offset + entry.length),
            )
            for entry in ordered
            if len(entry.matches) > MOST_IN_A_LINE
        )
        return Scan(document, ordered, problems)

    def _region(self, document: Document, kind: FileKind, start: int, end: int) -> list[LineMatches]:
        """The lines with secrets between `start`, where a line starts, and `end`, where one ends."""
        hint = self._code_hint if kind.syntax is Syntax.FACTS else self._any_hint
        if hint is None:
            return []
        data, lines = document.data, document.lines
        found: list[LineMatches] = []
        position = start
        while position <= end:
            hit = hint.search(data, position, end)
            if hit is None:
                break
            number = lines.line_of(hit.start())
            offset, stop = lines.start_of(number), _line_end(document, hit.start())
            following = data[stop : stop + FOLLOWING] if self._anchors else b""
            matches = self.scan_line(data[offset:stop], kind, following)
            if matches:
                found.append(LineMatches(number, offset, stop - offset, matches))
            position = stop + 1
        return found

    def _from_anchor(self, document: Document, start: int) -> int:
        """Where the scan must begin so that a secret's beginning is seen again when what follows it has changed."""
        begin = max(0, _line_start(document, start) - FOLLOWING - _LONGEST_ANCHOR)
        places = [place for word in self._anchors if (place := document.data.find(word, begin, start)) >= 0]
        return min([start, *places])


def digest_of(value: str) -> str:
    """The hash by which a detect-secrets baseline knows a secret."""
    return hashlib.sha1(value.encode(), usedforsecurity=False).hexdigest()


# ---------------------------------------------------------------- formats


def _prepared(rule: str, matcher: SecretMatcher, order: int) -> _Format:
    pattern = compile_pattern(matcher.pattern.encode()) if matcher.pattern else None
    group = pattern.groupindex.get(b"secret", 0) if pattern is not None else 0
    return _Format(rule, matcher, order, pattern, group, _characters(matcher.boundary))


def _characters(ranges: str) -> frozenset[int]:
    """The bytes of a character class as it would stand between brackets: `0-9A-Za-z_`."""
    found: set[int] = set()
    index = 0
    while index < len(ranges):
        if index + 2 < len(ranges) and ranges[index + 1] == "-":
            found.update(range(ord(ranges[index]), ord(ranges[index + 2]) + 1))
            index += 3
        else:
            found.add(ord(ranges[index]))
            index += 1
    return frozenset(found)


def _spans(candidate: _Format, line: bytes) -> Iterable[tuple[Span, Span]]:
    """Pairs of a whole match and the secret in it."""
    if candidate.pattern is None:
        from penmark.secrets import stock  # detect-secrets takes 0.2 s to import, and few files need it

        keywords = tuple(word.encode() for word in candidate.matcher.keywords)
        for span in stock.spans(candidate.matcher.plugin, line, keywords, candidate.matcher.any_case):
            if not _inside(candidate.edges, line, span.start, span.end):
                yield span, span
        return
    for hit in candidate.pattern.finditer(line):
        start, end = hit.span(candidate.group)
        if start >= 0 and not _inside(candidate.edges, line, start, end):
            yield Span(*hit.span()), Span(start, end)


def _inside(edges: frozenset[int], line: bytes, start: int, end: int) -> bool:
    return (start > 0 and line[start - 1] in edges) or (end < len(line) and line[end] in edges)


def _judged(candidate: _Format, line: bytes, span: Span, following: bytes) -> SecretMatch | None:
    matcher = candidate.matcher
    secret = line[span.start : span.end].decode("utf-8", "replace")
    measured = secret[-matcher.tail :] if matcher.tail else secret
    if matcher.entropy and (values.entropy(measured) < matcher.entropy or _made_of_words(measured)):
        return None
    confidence = matcher.confidence or Confidence.HIGH
    if matcher.check:
        after = line[span.end : span.end + FOLLOWING]
        if matcher.check in FOLLOWS:
            after = (after + following)[:FOLLOWING]
        verdict = CHECKS[matcher.check](secret, after.decode("utf-8", "replace"))
        if verdict is Verdict.FAIL:
            return None
        if verdict is Verdict.UNSURE and confidence is Confidence.HIGH:
            confidence = Confidence.MEDIUM
    if matcher.check not in FOLLOWS and values.is_placeholder(secret, token=True):
        return None
    prefix = secret[:4] if len(secret) >= 20 else ""
    return SecretMatch(candidate.rule, matcher, span, confidence, "", prefix, digest_of(secret))


def _made_of_words(text: str) -> bool:
    """`YourTestKeyGoesHere`: of random texts of mixed characters this long, not one in a thousand looks so."""
    return len(text) >= 20 and values.wordiness(text) > 0.65


def _union(patterns: Sequence[bytes]) -> Any:
    return compile_pattern(b"|".join(patterns)) if patterns else None


# ---------------------------------------------------------------- changes


def _carried(lines: Sequence[LineMatches], changes: Iterable[Any]) -> tuple[list[LineMatches], list[Span]]:
    """The lines that no change touched, moved to where they now stand, and the spans in which to look again."""
    kept = list(lines)
    dirty: list[Span] = []
    for change in changes:
        delta = change.new_end - change.old_end
        moved: list[LineMatches] = []
        touched = Span(change.start, change.new_end)
        for entry in kept:
            end = entry.offset + entry.length
            if change.old_end < entry.offset:
                moved.append(LineMatches(entry.line, entry.offset + delta, entry.length, entry.matches))
            elif change.start > end:
                moved.append(entry)
        kept = moved
        dirty = [_shifted(span, change.start, change.old_end, delta) for span in dirty]
        dirty.append(touched)
    return kept, dirty


def _shifted(span: Span, start: int, old_end: int, delta: int) -> Span:
    """A span that must be looked at again, after a change: grown where the change touches it."""
    if old_end <= span.start:
        return span.shifted(delta)
    if start >= span.end:
        return span
    return Span(min(span.start, start), max(span.end, old_end) + delta)


def _numbered(document: Document, lines: Iterable[LineMatches]) -> Iterable[LineMatches]:
    for entry in lines:
        yield LineMatches(document.lines.line_of(entry.offset), entry.offset, entry.length, entry.matches)


def _line_start(document: Document, offset: int) -> int:
    return document.lines.start_of(document.lines.line_of(min(offset, len(document.data))))


def _line_end(document: Document, offset: int) -> int:
    """The offset at which the line of `offset` ends, before its line end."""
    lines, data = document.lines, document.data
    number = lines.line_of(min(offset, len(data)))
    if number + 1 >= len(lines):
        return len(data)
    end = lines.start_of(number + 1)
    end -= 2 if data[end - 2 : end] == b"\r\n" else 1
    return max(end, lines.start_of(number))

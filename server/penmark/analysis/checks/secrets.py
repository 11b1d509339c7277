"""The check for secrets: token formats in any text, telling names by the syntax of the language."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from penmark.analysis.check import Outcome, Subject
from penmark.analysis.checks.facts import FactsStore
from penmark.analysis.result import Placed
from penmark.findings import Finding, Fix
from penmark.rules.rule import Check as RuleCheck
from penmark.rules.ruleset import RuleSet
from penmark.secrets import repair
from penmark.secrets.baseline import Baseline
from penmark.secrets.filekind import FileKind, kind_of
from penmark.secrets.scanner import LineMatches, Scan, Scanner, SecretMatch
from penmark.syntax import config
from penmark.syntax.adapter import CodeAdapter, ConfigAdapter, adapter_for
from penmark.syntax.code import Part
from penmark.text.document import Document
from penmark.text.span import Span

Found = tuple[Finding, ...]


@dataclass(slots=True)
class _State:
    """What is kept from version to version: the scan of the lines, and the findings of each line and each unit."""

    scan: Scan | None = None
    lines: dict[object, tuple[tuple[SecretMatch, ...], Found]] = field(default_factory=dict)
    named: dict[object, Found] = field(default_factory=dict)


class SecretsCheck:
    """Looks for secrets in documents of every language."""

    name = "secrets"

    def __init__(self, rules: RuleSet, facts: FactsStore, baseline: Baseline) -> None:
        self._baseline = baseline
        self._rules = rules
        self._facts = facts
        checks = rules.checks("secret")
        self._scanner = Scanner((check.rule, check.matcher) for check in checks)
        self._checks: Mapping[int, RuleCheck] = {id(check.matcher): check for check in checks}

    def applies(self, language: str) -> bool:
        """Every language."""
        return bool(self._checks)

    def run(self, subject: Subject, previous: object | None, states: Mapping[str, object]) -> Outcome:
        """The secrets of one document; see `Check.run`."""
        before = previous if isinstance(previous, _State) else _State()
        state = _State()
        document = subject.document
        state.scan = self._scanner.scan_document(document, before.scan)
        kind = kind_of(document.uri, document.language)
        places = _Places(subject, self._baseline.accepted_in(document.uri))
        placed = [self._of_line(line, places, before, state) for line in state.scan.lines]
        placed += self._named_values(places, kind, subject, before, state)
        return Outcome(placed=placed, problems=state.scan.problems, state=state)

    def _of_line(self, line: LineMatches, places: _Places, before: _State, state: _State) -> Placed:
        first, last = line.matches[0].span.start, line.matches[-1].span.end
        unit = places.around(line.offset + first, line.offset + last)
        base = line.offset if unit is None else unit.start
        key = (None if unit is None else unit.key, line.offset - base, id(line.matches))
        known = before.lines.get(key)
        if known is None:
            findings = tuple(
                self._finding(match, line.offset - base, places, unit)
                for match in line.matches
                if match.digest not in places.accepted
            )
            known = (line.matches, findings)
        state.lines[key] = known
        return Placed(base, places.document.lines.line_of(base), known[1])

    def _finding(self, match: SecretMatch, shift: int, places: _Places, unit: _Unit | None) -> Finding:
        span = match.span.shifted(shift)
        return self._made(match, span, () if unit is None else places.fixes(match, span, unit, self._facts))

    def _made(self, match: SecretMatch, span: Span, fixes: tuple[Fix, ...]) -> Finding:
        check = self._checks[id(match.matcher)]
        confidence = max(match.confidence, check.confidence, key=_doubt)
        return Finding(
            match.rule, span, match.message(check.message), check.severity, confidence, fixes=fixes
        )

    def _named_values(
        self, places: _Places, kind: FileKind, subject: Subject, before: _State, state: _State
    ) -> Iterable[Placed]:
        for unit in places.units:
            findings = before.named.get(unit.key)
            if findings is None:
                subject.pause()
                findings = self._named_in(unit, places, kind) if self._scanner.may_tell(unit.text) else ()
            state.named[unit.key] = findings
            if findings:
                yield Placed(unit.start, places.document.lines.line_of(unit.start), findings)

    def _named_in(self, unit: _Unit, places: _Places, kind: FileKind) -> Found:
        matches: Sequence[SecretMatch] = ()
        if isinstance(unit.source, Part):
            facts = self._facts.of(places.adapter, places.tree, unit.source)
            matches = self._scanner.scan_part(unit.source, facts, kind)
        elif unit.source.block is not None:
            matches = self._scanner.scan_block(unit.text, unit.source.block, kind)
        return tuple(
            self._made(match, match.span, places.fixes(match, match.span, unit, self._facts))
            for match in matches
            if match.digest not in places.accepted
        )


@dataclass(frozen=True, slots=True)
class _Unit:
    """A part of code or a block of configuration, and where it starts."""

    start: int
    text: bytes
    key: object
    source: Part | config.Unit


class _Places:
    """The units of a document, in order of position, and the digests of the secrets that are accepted in it."""

    def __init__(self, subject: Subject, accepted: frozenset[str]) -> None:
        self.accepted = accepted
        self.document: Document = subject.document
        self.tree: Any = subject.tree
        self.adapter: Any = adapter_for(self.document.language) if subject.tree is not None else None
        self.units: Sequence[_Unit] = ()
        if isinstance(self.adapter, CodeAdapter):
            self.units = [
                _Unit(part.start, part.text, part.key, part) for part in self.adapter.parts(self.tree)
            ]
        elif isinstance(self.adapter, ConfigAdapter):
            body: config.Body = self.adapter.read(self.tree)
            self.units = [_Unit(start, unit.text, unit.text, unit) for start, unit in body.units]
        self._starts = [unit.start for unit in self.units]

    def around(self, start: int, end: int) -> _Unit | None:
        """The unit that holds the bytes from `start` to `end`."""
        index = bisect_right(self._starts, start) - 1
        if index < 0:
            return None
        unit = self.units[index]
        return unit if end <= unit.start + len(unit.text) else None

    def fixes(self, match: SecretMatch, span: Span, unit: _Unit, facts: FactsStore) -> tuple[Fix, ...]:
        """The fixes of a secret in a unit; spans are relative to the unit."""
        if isinstance(unit.source, Part):
            return repair.in_code(match, span, unit.source, facts.of(self.adapter, self.tree, unit.source))
        if unit.source.block is None:
            return ()
        return repair.in_block(match, span, unit.text, unit.source.block)


_DOUBTS = {"high": 0, "medium": 1, "low": 2}


def _doubt(confidence: str) -> int:
    return _DOUBTS[confidence]

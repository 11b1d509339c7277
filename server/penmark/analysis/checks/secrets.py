"""The check for secrets: token formats in any text, telling names by the syntax of the language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from penmark.analysis.check import Outcome, Subject
from penmark.analysis.checks.facts import FactsStore
from penmark.analysis.checks.units import Source, Unit, Units, carried_over
from penmark.analysis.result import Placed
from penmark.findings import Finding, Fix, lowest
from penmark.rules.rule import Check as RuleCheck
from penmark.rules.ruleset import RuleSet
from penmark.secrets import repair
from penmark.secrets.baseline import Baseline
from penmark.secrets.filekind import FileKind, kind_of
from penmark.secrets.scanner import LineMatches, Scan, Scanner, SecretMatch
from penmark.syntax.code import Part
from penmark.syntax.data import DataTree
from penmark.text.document import Document
from penmark.text.span import Span

Found = tuple[Finding, ...]


@dataclass(slots=True)
class _State:
    """What is kept from version to version: the scan of the lines, and the findings of each line and each unit."""

    scan: Scan | None = None
    lines: dict[object, tuple[tuple[SecretMatch, ...], Found]] = field(default_factory=dict)
    units: Sequence[Source] = ()
    named: Sequence[Found] = ()


class SecretsCheck:
    """Looks for secrets in documents of every language."""

    name = "secrets"

    def __init__(self, rules: RuleSet, facts: FactsStore, baseline: Baseline) -> None:
        self._baseline = baseline
        self._facts = facts
        checks = rules.checks("secret")
        self._scanner = Scanner((check.rule, check.matcher) for check in checks)
        self._checks: Mapping[int, RuleCheck] = {id(check.matcher): check for check in checks}

    def applies(self, language: str) -> bool:
        """Every language."""
        return bool(self._checks)

    def run(self, subject: Subject, previous: object | None) -> Outcome:
        """The secrets of one document; see `Check.run`. In data formats names are read line by line."""
        before = previous if isinstance(previous, _State) else _State()
        state = _State()
        document = subject.document
        state.scan = self._scanner.scan_document(document, before.scan)
        kind = kind_of(document.uri, document.language)
        units = Units(replace(subject, tree=None) if isinstance(subject.tree, DataTree) else subject)
        looked = _Look(document, units, kind, self._baseline.accepted_in(document.uri))
        placed = [self._of_line(line, looked, before, state) for line in state.scan.lines]
        placed += self._named_values(looked, subject, before, state)
        return Outcome(placed=placed, problems=state.scan.problems, state=state)

    def _of_line(self, line: LineMatches, looked: _Look, before: _State, state: _State) -> Placed:
        first, last = line.matches[0].span.start, line.matches[-1].span.end
        unit = looked.units.around(line.offset + first, line.offset + last)
        base = line.offset if unit is None else unit.start
        shift = line.offset - base
        key = (None if unit is None else unit.key, shift, id(line.matches))
        known = before.lines.get(key)
        if known is None:
            known = (line.matches, self._findings(line.matches, shift, unit, looked))
        state.lines[key] = known
        return Placed(base, looked.document.lines.line_of(base), known[1])

    def _findings(
        self, matches: Sequence[SecretMatch], shift: int, unit: Unit | None, looked: _Look
    ) -> Found:
        """The findings of matches whose unit, or else line, starts `shift` bytes before what their spans are relative to."""
        found: list[Finding] = []
        for match in matches:
            if match.digest not in looked.accepted:
                span = match.span.shifted(shift)
                found.append(self._made(match, span, self._fixes(match, span, unit, looked.units)))
        return tuple(found)

    def _fixes(self, match: SecretMatch, span: Span, unit: Unit | None, units: Units) -> tuple[Fix, ...]:
        if unit is None:
            return ()
        if isinstance(unit.source, Part):
            facts = self._facts.of(units.adapter, units.tree, unit.source)
            return repair.in_code(match, span, unit.source, facts)
        block = unit.source.block
        return () if block is None else repair.in_block(match, span, unit.text, block)

    def _made(self, match: SecretMatch, span: Span, fixes: tuple[Fix, ...]) -> Finding:
        check = self._checks[id(match.matcher)]
        confidence = lowest(match.confidence, check.confidence)
        return Finding(
            match.rule, span, match.message(check.message), check.severity, confidence, fixes=fixes
        )

    def _named_values(
        self, looked: _Look, subject: Subject, before: _State, state: _State
    ) -> Iterable[Placed]:
        units = looked.units

        def named(index: int) -> Found:
            subject.pause()
            return self._named_in(units[index], looked)

        state.units = units.sources
        state.named = carried_over(state.units, before.units, before.named, named)
        lines = looked.document.lines
        for index, findings in enumerate(state.named):
            if findings:
                start = units[index].start
                yield Placed(start, lines.line_of(start), findings)

    def _named_in(self, unit: Unit, looked: _Look) -> Found:
        if not self._scanner.may_tell(unit.text):
            return ()
        matches: Sequence[SecretMatch] = ()
        if isinstance(unit.source, Part):
            facts = self._facts.of(looked.units.adapter, looked.units.tree, unit.source)
            matches = self._scanner.scan_part(unit.source, facts, looked.kind)
        elif unit.source.block is not None:
            matches = self._scanner.scan_block(unit.text, unit.source.block, looked.kind)
        return self._findings(matches, 0, unit, looked)


@dataclass(frozen=True, slots=True)
class _Look:
    """What one run looks at. `accepted`: the digests of the secrets that the baseline accepts in this document."""

    document: Document
    units: Units
    kind: FileKind
    accepted: frozenset[str]

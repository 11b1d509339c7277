"""The check of code by data flow: calls, taint and assignments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from penmark.analysis.check import Outcome, Stopped, Subject
from penmark.analysis.checks.facts import FactsStore
from penmark.analysis.checks.units import carried_over
from penmark.analysis.result import Modules, Placed
from penmark.dataflow.checking import Cache, Checked, check, neighbour
from penmark.dataflow.knowledge import models_for
from penmark.dataflow.matchers import MatcherSet
from penmark.dataflow.matching import Match
from penmark.dataflow.neighbours import Neighbour, Neighbours
from penmark.dataflow.state import Program
from penmark.findings import Finding, Problem, Step, lowest
from penmark.memory import Memory
from penmark.rules.repairs.make import fixes, holds
from penmark.rules.repairs.place import Place
from penmark.rules.rule import Check as RuleCheck
from penmark.rules.ruleset import RuleSet
from penmark.syntax import code
from penmark.syntax.adapter import CodeAdapter, adapter_for
from penmark.text.document import Document
from penmark.text.span import Span

_KINDS = ("call", "taint", "assign")
_MOST_NEIGHBOURS = 128


@dataclass(frozen=True, slots=True)
class _Language:
    """What is looked for in one language; a match's index in the matchers is that of its check."""

    checks: tuple[RuleCheck, ...]
    program: Program
    cache: Cache
    neighbours: Memory[int, Neighbour]


@dataclass(frozen=True, slots=True)
class _Made:
    """The findings that were made of the matches in a part, and all else that they were made of."""

    matches: Sequence[Match]
    distances: Sequence[int]
    bindings: Mapping[str, str]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _State:
    """What is kept from version to version."""

    parts: Sequence[code.Part] = ()
    facts: Sequence[code.Facts] = ()
    checked: Checked | None = None
    modules: Modules | None = None
    made: dict[object, _Made] = field(default_factory=dict)


class CodeCheck:
    """Checks documents of languages that have facts of code."""

    name = "code"

    def __init__(self, rules: RuleSet, facts: FactsStore) -> None:
        self._rules = rules
        self._facts = facts
        self._languages: Memory[str, _Language] = Memory(16)

    def applies(self, language: str) -> bool:
        """Languages with a CodeAdapter for which there are rules."""
        return isinstance(adapter_for(language), CodeAdapter)

    def run(self, subject: Subject, previous: object | None) -> Outcome:
        """The weaknesses of one document; see `Check.run`."""
        adapter: Any = adapter_for(subject.document.language)
        tree: Any = subject.tree
        if tree is None:
            return Outcome()
        language = self._languages.get(subject.document.language, lambda: self._of(subject.document.language))
        before = previous if isinstance(previous, _State) else _State()
        parts = adapter.parts(tree)
        facts = self._facts_of(adapter, tree, parts, before)
        modules = subject.context.modules
        neighbours = self._neighbours(adapter, language, modules, before)
        checked = check(
            parts, facts, language.program, language.cache, subject.stop, before.checked, neighbours
        )
        if checked is None:
            raise Stopped
        state = _State(parts, facts, checked, modules)
        maker = _Maker(language, parts, facts, before, state)
        lines = subject.document.lines
        placed = [
            Placed(parts[index].start, lines.line_of(parts[index].start), maker.findings(index, matches))
            for index, matches in _by_part(checked.matches)
        ]
        problems = [
            Problem(f"not checked: {reason}", _span(parts[index])) for index, reason in checked.unchecked
        ]
        problems += [
            Problem("nested too deep to be checked", _span(part))
            for part, one in zip(parts, facts, strict=True)
            if one.truncated
        ]
        broken = [_span(part) for part in parts if part.broken]
        return Outcome(placed, problems, broken, state)

    def _facts_of(
        self, adapter: Any, tree: Any, parts: Sequence[code.Part], before: _State
    ) -> Sequence[code.Facts]:
        """The facts of all parts; those of the version before where the same parts stand at its beginning and end."""
        return carried_over(
            parts,
            before.parts,
            before.facts,
            lambda index: self._facts.of(adapter, tree, parts[index]),
        )

    def _neighbours(
        self, adapter: Any, language: _Language, modules: Modules | None, before: _State
    ) -> Neighbours | None:
        """The project's other modules; the very same object as before where the same modules can be asked for."""
        if modules is None:
            return None
        if modules is before.modules and before.checked is not None:
            return before.checked.neighbours

        def made(document: Document) -> Neighbour:
            def read() -> tuple[Sequence[code.Part], Sequence[code.Facts]]:
                tree = adapter.parse(document)
                parts = adapter.parts(tree)
                return parts, [self._facts.of(adapter, tree, part) for part in parts]

            return neighbour(document.uri, document.data, read, language.program, language.cache)

        def find(name: str) -> Neighbour | None:
            document = modules.find(name)
            if document is None:
                return None
            return language.neighbours.get(document.serial, lambda: made(document))

        return Neighbours(find)

    def _of(self, language: str) -> _Language:
        checks = tuple(one for kind in _KINDS for one in self._rules.checks(kind, language))
        matchers = MatcherSet([one.matcher for one in checks])
        return _Language(
            checks, Program(language, models_for(language), matchers), Cache(), Memory(_MOST_NEIGHBOURS)
        )


def _span(part: code.Part) -> Span:
    return Span(part.start, part.start + len(part.text))


def _by_part(matches: Iterable[Match]) -> Iterable[tuple[int, Sequence[Match]]]:
    grouped: dict[int, list[Match]] = {}
    for match in matches:
        grouped.setdefault(match.part, []).append(match)
    return grouped.items()


class _Maker:
    """Makes findings of matches; where everything is as in the version before, gives that version's findings."""

    def __init__(
        self,
        language: _Language,
        parts: Sequence[code.Part],
        facts: Sequence[code.Facts],
        before: _State,
        state: _State,
    ) -> None:
        self._language = language
        self._parts = parts
        self._facts = facts
        self._before = before
        self._state = state
        self._imports: Mapping[str, str] | None = None

    def findings(self, index: int, matches: Sequence[Match]) -> tuple[Finding, ...]:
        """The findings of the matches in the part at `index`, spans relative to its start."""
        part = self._parts[index]
        bindings = self._bindings(self._facts[index].words)
        distances = [
            self._parts[step.part].start - part.start
            for match in matches
            for step in match.steps
            if step.part != index and not step.uri
        ]
        kept = self._before.made.get(part.key)
        if kept is None or (kept.matches, kept.distances, kept.bindings) != (matches, distances, bindings):
            made = self._made(index, matches, bindings)
            kept = _Made(matches, distances, bindings, made)
        self._state.made[part.key] = kept
        return kept.findings

    def _made(self, index: int, matches: Sequence[Match], bindings: Mapping[str, str]) -> tuple[Finding, ...]:
        found: dict[tuple[str, Span], Finding] = {}
        for match in matches:
            rule = self._language.checks[match.matcher]
            place = Place(
                self._parts[index].text,
                self._facts[index].body,
                match.node,
                match.path,
                bindings,
                match.arguments,
                match.argument,
                self._language.program.models.wellknown,
                self._parts[index].owner,
            )
            if (match.built_abroad and rule.condition is not None) or not holds(rule, place):
                continue  # what a condition speaks of, the data as it is written, stands in the other module
            finding = self._finding(index, match, rule, place)
            key = (finding.rule, finding.span)
            earlier = found.get(key)
            if earlier is None or lowest(finding.confidence, earlier.confidence) != finding.confidence:
                found[key] = finding
        return tuple(found.values())

    def _finding(self, index: int, match: Match, rule: RuleCheck, place: Place) -> Finding:
        start = self._parts[index].start
        steps = tuple(
            Step(step.span, step.message, step.uri)
            if step.uri
            else Step(step.span.shifted(self._parts[step.part].start - start), step.message)
            for step in match.steps
        )
        mending = () if match.abroad else fixes(rule, place)
        confidence = lowest(rule.confidence, match.most)
        message = _filled(
            rule.message,
            {
                "source": lambda: match.source,
                "callee": lambda: match.callee,
                "argument": lambda: _text(place, match),
                "value": lambda: _text(place, match),
            },
        )
        return Finding(rule.rule, match.mark, message, rule.severity, confidence, steps, mending)

    def _bindings(self, words: frozenset[str]) -> Mapping[str, str]:
        """What the module's imports bind of these words."""
        if self._imports is None:
            self._imports = {
                node.local: node.target
                for part, facts in zip(self._parts, self._facts, strict=True)
                if part.kind == "statement" and not part.owner
                for node in facts.body
                if isinstance(node, code.Import)
            }
        return {name: target for name, target in self._imports.items() if name in words}


def _text(place: Place, match: Match) -> str:
    """The argument that matters, as it is written, on one line."""
    if match.argument is None:
        return match.callee
    return " ".join(place.source(match.argument.node).split())


def _filled(template: str, values: Mapping[str, Callable[[], str]]) -> str:
    text = template
    for name, value in values.items():
        hole = "{" + name + "}"
        if hole in text:
            text = text.replace(hole, value())
    return text

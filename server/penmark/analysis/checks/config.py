"""The check of infrastructure: one document in the light of its whole module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from penmark.analysis.check import Outcome, Subject
from penmark.analysis.result import Placed
from penmark.findings import Finding, Problem, lowest
from penmark.memory import Memory
from penmark.rules.rule import Check as RuleCheck
from penmark.rules.ruleset import RuleSet
from penmark.syntax import config
from penmark.syntax.adapter import ConfigAdapter, adapter_for
from penmark.text.document import Document

if TYPE_CHECKING:
    from penmark.iac.checker import Checked, Checker, ConfigMatch
    from penmark.iac.module import Module

_FILES = 256


@dataclass(slots=True)
class _State:
    """What is kept from version to version: the module, what was checked, and the findings made of each part's matches."""

    module: Module | None = None
    checked: Checked | None = None
    findings: dict[int, tuple[object, tuple[Finding, ...]]] = field(default_factory=dict)


class ConfigCheck:
    """Checks documents of languages that describe infrastructure. What that takes is loaded with the first of them."""

    name = "config"

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._others: Memory[int, tuple[Document, config.Body]] = Memory(_FILES)

    @cached_property
    def _checks(self) -> Mapping[int, RuleCheck]:
        return {id(check.matcher): check for check in self._rules.checks("config")}

    @cached_property
    def _checker(self) -> Checker:
        from penmark.iac.checker import Checker

        return Checker(tuple(check.matcher for check in self._checks.values()))

    def applies(self, language: str) -> bool:
        """Languages with a ConfigAdapter."""
        return isinstance(adapter_for(language), ConfigAdapter) and bool(self._checks)

    def run(self, subject: Subject, previous: object | None) -> Outcome:
        """The weaknesses of one document; see `Check.run`."""
        from penmark.iac.dialects import dialect_of
        from penmark.iac.module import Module

        document, tree = subject.document, subject.tree
        adapter: Any = adapter_for(document.language)
        if tree is None:
            return Outcome()
        before = previous if isinstance(previous, _State) else _State()
        body = adapter.read(tree)
        dialect = dialect_of(document.language, body)
        if dialect is None:
            return Outcome()
        files = {document.uri: dialect.resources(body)}
        for uri, other in subject.context.files.items():
            if uri != document.uri:
                files[uri] = dialect.resources(self._body_of(other))
        module = Module.build(files, before.module, dialect)
        checked = self._checker.check(module, document.uri, before.checked, subject.pause)
        state = _State(module, checked)
        placed: list[Placed] = []
        for part in checked.parts:
            kept = before.findings.get(id(part.matches))
            if kept is None:
                kept = (part.matches, tuple(self._finding(match) for match in part.matches))
            state.findings[id(part.matches)] = kept
            placed.append(Placed(part.offset, document.lines.line_of(part.offset), kept[1]))
        problems = [
            Problem(f"the rule failed and was skipped ({reason})", rule=self._checks[id(matcher)].rule)
            for matcher, reason in checked.failures
        ]
        problems += [Problem("nested too deep to be checked", span) for span in checked.deep]
        return Outcome(placed, problems, checked.broken, state)

    def _body_of(self, document: Document) -> config.Body:
        """The body of another document of the module, read once."""

        def read() -> tuple[Document, config.Body]:
            adapter: Any = adapter_for(document.language)
            return document, adapter.read(adapter.parse(document))

        return self._others.get(document.serial, read)[1]

    def _finding(self, match: ConfigMatch) -> Finding:
        check = self._checks[id(match.matcher)]
        message = check.message
        for name, value in match.values.items():
            message = message.replace("{" + name + "}", value)
        confidence = lowest(check.confidence, match.confidence or check.confidence)
        return Finding(check.rule, match.span, message, check.severity, confidence, match.steps, match.fixes)

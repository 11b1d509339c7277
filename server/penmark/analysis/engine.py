"""`Engine.analyze`: all checks over one document."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from penmark.analysis import ignores
from penmark.analysis.check import Check, Outcome, Stopped, Subject
from penmark.analysis.checks import all_checks
from penmark.analysis.moving import shifted
from penmark.analysis.once import told_once
from penmark.analysis.result import NO_CONTEXT, Analysis, Context, Ignored, Placed
from penmark.findings import Finding, Problem
from penmark.rules.ruleset import RuleSet
from penmark.secrets.baseline import NOTHING_ACCEPTED, Baseline
from penmark.settings import Settings
from penmark.syntax.adapter import Adapter, adapter_for
from penmark.syntax.tree import Tree
from penmark.text.document import Document

log = logging.getLogger(__name__)


class Analyzer(Protocol):
    """What analyses documents as an Engine does."""

    def analyze(
        self,
        document: Document,
        context: Context = NO_CONTEXT,
        previous: Analysis | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Analysis:
        """See `Engine.analyze`."""


class Engine:
    """The rules that are switched on, ready to check documents. Immutable; safe to use from several threads."""

    def __init__(self, rules: RuleSet, settings: Settings, baseline: Baseline = NOTHING_ACCEPTED) -> None:
        """`baseline`: the secrets that detect-secrets was told to accept, which are not reported."""
        self.rules = rules
        self.settings = settings
        self._checks: tuple[Check, ...] = all_checks(rules, baseline)

    def analyze(
        self,
        document: Document,
        context: Context = NO_CONTEXT,
        previous: Analysis | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Analysis:
        """What is to be said about `document`.

        The result depends on the document, the context and the settings only; `previous` (the analysis of an earlier
        version) saves work. What goes wrong is in the result's `problems`. Raises Stopped, and nothing else, when
        `stop` says so.
        """
        problems: list[Problem] = []
        adapter, tree = self._parse(document, previous, problems)
        subject = Subject(document, tree, context, stop)
        outcomes: dict[str, Outcome] = {}
        states: dict[str, object] = {}
        for check in self._checks:
            if not check.applies(document.language):
                continue
            subject.pause()
            before = previous.states.get(check.name) if previous is not None else None
            outcome = self._run(check, subject, before)
            outcomes[check.name] = outcome
            states[check.name] = outcome.state
            problems += outcome.problems
        placed = tuple(part for outcome in outcomes.values() for part in outcome.placed if part.findings)
        placed = told_once(self._reported(placed), self.rules)
        broken = tuple(span for outcome in outcomes.values() for span in outcome.broken)
        placed, ignored = self._without_ignored(
            document, adapter, tree, placed, complete=not problems and not broken
        )
        return Analysis(
            document,
            tree,
            placed,
            tuple(problems),
            ignored,
            self.rules.masked,
            states,
            broken=broken,
            context=context,
        )

    def _parse(
        self, document: Document, previous: Analysis | None, problems: list[Problem]
    ) -> tuple[Adapter[Any] | None, Tree | None]:
        adapter = adapter_for(document.language)
        if adapter is None:
            return None, None
        try:
            return adapter, adapter.parse(document, previous.tree if previous is not None else None)
        except Exception as error:
            log.exception("the parser failed")
            problems.append(
                Problem(f"not checked as {document.language}: the parser failed ({_kind(error)})")
            )
            return None, None

    def _run(self, check: Check, subject: Subject, before: object | None) -> Outcome:
        try:
            return check.run(subject, before)
        except Stopped:
            raise
        except Exception as error:
            log.exception("the check of %s failed", check.name)
            return Outcome(problems=(Problem(f"not checked for {check.name}: {_kind(error)}"),))

    def _reported(self, placed: tuple[Placed, ...]) -> tuple[Placed, ...]:
        """The findings that are not below the severity and confidence that the settings ask for."""
        settings = self.settings
        if settings.min_severity == "low" and settings.min_confidence == "low":
            return placed
        chosen = (
            part._replace(
                findings=tuple(
                    finding
                    for finding in part.findings
                    if settings.reports(finding.severity, finding.confidence)
                )
            )
            for part in placed
        )
        return tuple(part for part in chosen if part.findings)

    def _without_ignored(
        self,
        document: Document,
        adapter: Adapter[Any] | None,
        tree: Tree | None,
        placed: tuple[Placed, ...],
        *,
        complete: bool,
    ) -> tuple[tuple[Placed, ...], tuple[Ignored, ...]]:
        if ignores.MARK not in document.data:
            return placed, ()
        spans = None if adapter is None or tree is None else adapter.comment_spans(tree)
        comments = ignores.read(document, spans)
        if not comments:
            return placed, ()
        return _Suppression(self, document, comments).apply(placed, complete=complete)


class _Suppression:
    """Applies the ignores of one document to its findings."""

    def __init__(self, engine: Engine, document: Document, comments: Sequence[ignores.Ignore]) -> None:
        self._engine = engine
        self._document = document
        self._comments = comments
        self._by_line: dict[int, list[ignores.Ignore]] = {}
        for comment in comments:
            self._by_line.setdefault(comment.line, []).append(comment)
        self._used: set[tuple[int, str]] = set()

    def apply(
        self, placed: Sequence[Placed], *, complete: bool
    ) -> tuple[tuple[Placed, ...], tuple[Ignored, ...]]:
        kept: list[Placed] = []
        ignored: list[Ignored] = []
        for part in placed:
            left: list[Finding] = []
            for finding in part.findings:
                comment = self._comment_for(finding, part.offset)
                if comment is None:
                    left.append(finding)
                else:
                    ignored.append(Ignored(shifted(finding, part.offset), comment.reason))
            if len(left) == len(part.findings):
                kept.append(part)
            elif left:
                kept.append(Placed(part.offset, part.line, tuple(left)))
        unused = self._unused() if complete else ()
        if unused:
            kept.append(Placed(0, 0, unused))
        return tuple(kept), tuple(ignored)

    def _comment_for(self, finding: Finding, offset: int) -> ignores.Ignore | None:
        lines = self._document.lines
        first = lines.line_of(finding.span.start + offset)
        last = lines.line_of(finding.span.end + offset)
        for line in range(first, last + 1):
            for comment in self._by_line.get(line, ()):
                for name in comment.rules:
                    if self._engine.rules.canonical(name) == finding.rule:
                        self._used.add((comment.span.start, name))
                        return comment
        return None

    def _unused(self) -> tuple[Finding, ...]:
        rules = self._engine.rules
        found: list[Finding] = []
        for comment in self._comments:
            for name in comment.rules:
                rule = rules.canonical(name)
                if (comment.span.start, name) in self._used or rule == ignores.UNUSED:
                    continue
                if rule is not None and not rules.enabled(rule):
                    continue
                found.append(ignores.unused(comment, name, known=rule is not None))
        return tuple(found)


def _kind(error: Exception) -> str:
    """What may be said of an error: its type, never its text, which may quote the document."""
    return type(error).__name__

"""A secret in the code is told once: by the rule that knows what is written, not also by one that knows where it goes."""

from __future__ import annotations

from functools import partial

from penmark.analysis.result import Placed
from penmark.findings import Finding
from penmark.rules.ruleset import RuleSet
from penmark.text.span import Span

_Secrets = list[tuple[Span, frozenset[int]]]


def told_once(placed: tuple[Placed, ...], rules: RuleSet) -> tuple[Placed, ...]:
    """Without the findings of code where a secret is found that shares a weakness (CWE) with them."""
    secrets = [
        (finding.span.shifted(part.offset), frozenset(rules[finding.rule].cwe))
        for part in placed
        for finding in part.findings
        if finding.rule in rules.masked
    ]
    if not secrets:
        return placed
    return tuple(part for part in map(partial(_left, rules, secrets), placed) if part.findings)


def _left(rules: RuleSet, secrets: _Secrets, part: Placed) -> Placed:
    """The part itself where nothing in it is told elsewhere: what was made of it can then be kept."""
    left = tuple(one for one in part.findings if not _is_told(rules, secrets, one, part.offset))
    return part if len(left) == len(part.findings) else part._replace(findings=left)


def _is_told(rules: RuleSet, secrets: _Secrets, finding: Finding, offset: int) -> bool:
    if finding.rule in rules.masked:
        return False
    span = finding.span.shifted(offset)
    cwe = rules[finding.rule].cwe
    return any(
        place.start < span.end and span.start < place.end and not weaknesses.isdisjoint(cwe)
        for place, weaknesses in secrets
    )

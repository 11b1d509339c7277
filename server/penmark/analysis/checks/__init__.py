"""The checks that every document goes through, in their order."""

from __future__ import annotations

from penmark.analysis.check import Check
from penmark.analysis.checks.code import CodeCheck
from penmark.analysis.checks.config import ConfigCheck
from penmark.analysis.checks.facts import FactsStore
from penmark.analysis.checks.secrets import SecretsCheck
from penmark.rules.ruleset import RuleSet
from penmark.secrets.baseline import Baseline


def all_checks(rules: RuleSet, baseline: Baseline) -> tuple[Check, ...]:
    """The checks that these rules need; secrets in the baseline are accepted."""
    facts = FactsStore()
    return (CodeCheck(rules, facts), ConfigCheck(rules), SecretsCheck(rules, facts, baseline))

"""Where data comes from and where it goes: the taint engine, its models, and the matchers `call`, `taint` and `assign`."""

from __future__ import annotations

from penmark.dataflow.checking import Cache, Checked, Unchecked, check
from penmark.dataflow.conditions import Arguments, ArgumentSpec, Condition, Given
from penmark.dataflow.knowledge import Models, models_for
from penmark.dataflow.matchers import AssignMatcher, CallMatcher, MatcherSet, TaintMatcher
from penmark.dataflow.matching import Match
from penmark.dataflow.patterns import Pattern
from penmark.dataflow.reach import MatchStep
from penmark.dataflow.state import Program
from penmark.dataflow.tables import DataError

__all__ = [
    "ArgumentSpec",
    "Arguments",
    "AssignMatcher",
    "Cache",
    "CallMatcher",
    "Checked",
    "Condition",
    "DataError",
    "Given",
    "Match",
    "MatchStep",
    "MatcherSet",
    "Models",
    "Pattern",
    "Program",
    "TaintMatcher",
    "Unchecked",
    "check",
    "models_for",
]

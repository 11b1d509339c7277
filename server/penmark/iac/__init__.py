"""Infrastructure as code: resources whose attributes are known, unknown or absent, and what may be asked of them."""

from __future__ import annotations

from penmark.iac.checker import Checked, Checker, ConfigMatch, Part
from penmark.iac.conditions import MatcherError
from penmark.iac.matcher import ConfigMatcher
from penmark.iac.module import Module

__all__ = ["Checked", "Checker", "ConfigMatch", "ConfigMatcher", "MatcherError", "Module", "Part"]

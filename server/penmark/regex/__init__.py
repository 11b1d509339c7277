"""How long a backtracking matcher may take for a regular expression, and a text for which it does."""

from __future__ import annotations

from penmark.regex.judge import Attack, judge
from penmark.regex.nodes import Flags

__all__ = ["Attack", "Flags", "judge"]

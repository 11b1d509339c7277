"""The facts of parts of code, read once for all checks."""

from __future__ import annotations

from typing import Any

from penmark.memory import Memory
from penmark.syntax.adapter import CodeAdapter
from penmark.syntax.code import Facts, Part

_PARTS = 4096


class FactsStore:
    """Facts by language and text of their part."""

    def __init__(self) -> None:
        self._memory: Memory[object, Facts] = Memory(_PARTS)

    def of(self, adapter: CodeAdapter[Any], tree: Any, part: Part) -> Facts:
        """The facts of a part of `tree`."""
        return self._memory.get((adapter.language, part.key), lambda: adapter.facts(part, tree))

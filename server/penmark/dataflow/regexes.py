"""The condition `regex`: what time a regular expression may take.

{ regex = { time = "exponential", flags = "2:flags" } }     # whole = true: it must match all of the text, as `re.fullmatch`
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from penmark.dataflow.tables import Table
from penmark.regex import Flags, judge
from penmark.syntax import code

if TYPE_CHECKING:
    from penmark.dataflow.conditions import Arguments, ArgumentSpec

_NAMES = {
    "I": "ignore_case", "IGNORECASE": "ignore_case", "M": "multi_line", "MULTILINE": "multi_line", "S": "dot_all",
    "DOTALL": "dot_all", "X": "verbose", "VERBOSE": "verbose", "A": "ascii", "ASCII": "ascii", "U": "", "UNICODE": "",
    "NOFLAG": "",
}  # fmt: skip


class RegexTest:
    """Whether a constant pattern takes exponential time on some text. Raises DataError."""

    __slots__ = ("_flags", "_whole")

    def __init__(self, data: object, name: str, spec: Callable[[str], ArgumentSpec]) -> None:
        table = Table(data, f"{name}.regex")
        table.choice("time", ("exponential",))
        self._whole = table.flag("whole")
        flags = table.text("flags")
        self._flags = spec(flags) if flags else None
        table.finish()

    def holds(self, constants: Iterable[object], beside: Arguments | None) -> bool:
        """Whether it holds for one of these patterns; `beside`: the arguments, among which are its flags."""
        given = None if self._flags is None or beside is None else self._flags.find(beside)
        if given is None and beside is not None and beside.hidden:
            return False
        flags = flags_of(None if given is None else given.node)
        return flags is not None and any(self._is_slow(one, flags) for one in constants)

    def _is_slow(self, pattern: object, flags: Flags) -> bool:
        if isinstance(pattern, bytes):
            return judge(pattern.decode("latin-1"), replace(flags, binary=True), self._whole) is not None
        return isinstance(pattern, str) and judge(pattern, flags, self._whole) is not None


def flags_of(node: code.Expr | None) -> Flags | None:
    """The flags that are written, as `re.I | re.X`, if any are; None where they are not known."""
    changes: dict[str, bool] = {}
    waiting = [] if node is None else [node]
    while waiting:
        match waiting.pop():
            case code.Binary(op="|") as node:
                waiting += [node.left, node.right]
            case code.Attribute(name=name) | code.Name(id=name) if name in _NAMES:
                changes[_NAMES[name]] = True
            case code.Constant(value=0):
                pass
            case _:
                return None
    changes.pop("", None)
    return Flags(**changes)

"""Functions of the file that check their parameters: what is known of a variable after such a call, or where it was true.

In the local phase a call of a function of the file leaves marks that stand for what that function turns out to clear:
`?{call}:{outcome}:{argument}`, with the indexes of the call in `LocalResult.calls` and of the argument in it. The outcome is
`returns` (the call came back), `true` or `false` (so was its value). The link phase puts the real marks in their place.
A field of an instance of an imported class has the mark `?={path}`: all marks, if the class declares that it holds no text.
What may come from a form field of an imported class has the mark `?+{path}`: all marks, unless the class declares that field as text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from penmark.dataflow.conditions import Arguments
from penmark.dataflow.results import FunctionInfo
from penmark.dataflow.values import NOTHING_CLEARED, Guard, Value
from penmark.syntax import code

if TYPE_CHECKING:
    from penmark.dataflow.binding import Binder

Marks = frozenset[str]
MOST_PENDING = 6


def pending(event: int, outcome: str, argument: int) -> Marks:
    """The mark that stands for what the function clears."""
    return frozenset((f"?{event}:{outcome}:{argument}",))


def declared(path: str) -> Marks:
    """The mark of a field of an imported class."""
    return frozenset((f"?={path}",))


def field(mark: str) -> str | None:
    """The path of the field whose mark this is."""
    return mark[2:] if mark.startswith("?=") else None


def unless_declared(path: str) -> Marks:
    """The mark of what comes from a field, if an imported class declares it as text."""
    return frozenset((f"?+{path}",))


def wanted_field(mark: str) -> str | None:
    """The path of the field that must be declared as text, or else this is all marks."""
    return mark[2:] if mark.startswith("?+") else None


def is_pending(mark: str) -> bool:
    """Whether a mark stands for others."""
    return mark[0] == "?"


def read(mark: str) -> tuple[int, str, int]:
    """The call, the outcome and the argument of a mark."""
    event, outcome, argument = mark[1:].split(":")
    return int(event), outcome, int(argument)


def guards(event: int, arguments: Arguments, tested: Callable[[code.Expr], str]) -> tuple[Guard, ...]:
    """What the value of a call of a function of the file says of the variables that are given to it."""
    found: list[Guard] = []
    for index, given in enumerate(arguments.all()):
        if not given.value.flows:
            continue
        chain = tested(given.node)
        if chain:
            found.append(Guard(True, chain, pending(event, "true", index), None, given.value))
            found.append(Guard(False, chain, pending(event, "false", index), None, given.value))
    return tuple(found)


def both(left: Marks, right: Marks) -> Marks:
    """What two ways clear together; `*` is all marks."""
    if "*" in left:
        return right
    return left if "*" in right else left & right


def leave(state: Binder, info: FunctionInfo, value: Value) -> None:
    """Notes what is cleared of the parameters where a function comes back with `value`."""
    truth = value.truth()
    for outcome, here in (("returns", None), ("true", True), ("false", False)):
        if here is not None and truth is (not here):
            continue
        before = state.env
        if here is not None and value.guards:
            state.env = dict(before)
            state.apply(value.guards, here)
        cleared = {
            param.name: marks
            for param in info.params[info.bound :]
            if param.name not in info.rebound and (marks := _cleared(state.env.get(param.name)))
        }
        state.env = before
        known = info.checks.get(outcome)
        if known is not None:
            cleared = {name: both(marks, known[name]) for name, marks in cleared.items() if name in known}
        info.checks[outcome] = cleared


def _cleared(value: Value | None) -> Marks:
    if value is None:
        return NOTHING_CLEARED
    flows = value.all_flows()
    if not flows:
        return frozenset("*")
    marks = flows[0].cleared
    for flow in flows[1:]:
        marks = both(marks, flow.cleared)
    return marks - {"@derived"}

"""What a decorated function returns, as a value that is assigned to a named place: `flask.Flask().route(return)`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from penmark.dataflow.conditions import Arguments, Given
from penmark.dataflow.patterns import components, stem
from penmark.dataflow.results import StoreEvent
from penmark.dataflow.values import Value
from penmark.syntax import code

if TYPE_CHECKING:
    from penmark.dataflow.binding import Binder

RETURN = "(return)"
Places = tuple[tuple[tuple[str, ...], str, Arguments], ...]


def places(state: Binder, decorators: Sequence[tuple[Value, str]], nodes: Sequence[code.Expr]) -> Places:
    """The places that matchers ask for, of a function with these decorators: resolved names, spelling, what is given there."""
    found = []
    for (value, written), node in zip(decorators, nodes, strict=True):
        spelled = written.removesuffix("()") + RETURN
        if any(
            pattern.parts[-1].endswith(RETURN)
            for pattern, _ in state.program.matchers.assigns.of(stem(components(spelled)[-1]))
        ):
            given = state.arguments(node) if isinstance(node, code.Call) else Arguments()
            found.append((tuple(path.removesuffix("()") + RETURN for path in value.paths), spelled, given))
    return tuple(found)


def events(state: Binder, node: code.Return, value: Value, asked: Places) -> Sequence[StoreEvent]:
    """The assignments that a `return` stands for: what is sent, which may be the first of a tuple (the others say how)."""
    written = node.value
    if written is None or not asked:
        return ()
    if isinstance(written, code.Collection) and written.kind == "tuple" and written.entries:
        if value.items is None or 0 not in value.items.known or written.entries[0].spread:
            return ()
        written, value = written.entries[0].value, value.items.known[0]
    target = code.Name(node.start, node.end, "return")
    statement = code.Assign(node.start, node.end, [target], written)
    given = Given(value, written, written.start, written.end)
    return [
        StoreEvent(state.part, statement, target, paths, spelled, None, given, state.function, decorator)
        for paths, spelled, decorator in asked
    ]

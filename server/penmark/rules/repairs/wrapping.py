"""Repairs that put a call around the pieces of data in a built string."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from penmark.findings import Addition, Edit
from penmark.rules.repairs.origin import origin
from penmark.rules.repairs.place import Place, RepairError
from penmark.syntax import code
from penmark.syntax.walk import walk


def data_pieces(node: code.Expr) -> Iterator[code.Expr]:
    """The pieces of a built string that are not literals, in order; of nested ones too."""
    if isinstance(node, code.Text):
        for part in sorted(node.parts, key=lambda one: one.start):
            yield from data_pieces(part)
    elif not isinstance(node, code.Constant):
        yield node


def wrapped(
    place: Place, node: code.Expr, dotted: str, form: str = "{call}"
) -> tuple[Edit, tuple[Addition, ...]]:
    """`node` with a call of `dotted`, or of a builtin, around it; in `form`, `{call}` is that call.

    Raises RepairError inside an f-string's quotes.
    """
    spelled, additions = place.spell(dotted) if "." in dotted else (dotted, ())
    return place.replaced(node, form.replace("{call}", f"{spelled}({place.source(node)})")), additions


def is_wrapped(place: Place, node: code.Expr, names: frozenset[str]) -> bool:
    """Whether the data already goes through a function with one of these last names."""
    return any(
        isinstance(one, code.Call) and place.source(one.callee).rpartition(".")[2] in names
        for one in walk([node])
    )


def each_wrapped(
    place: Place,
    value: code.Expr,
    dotted: str,
    form: Callable[[code.Text], str],
    passed: frozenset[str],
) -> tuple[list[Edit], tuple[Addition, ...]]:
    """A call around every piece of data in the string `value`. Raises RepairError where it is none."""
    built = origin(place, value)
    edits: list[Edit] = []
    additions: tuple[Addition, ...] = ()
    for node in data_pieces(built.node):
        if is_wrapped(place, node, passed) or _is_number(node):
            continue
        edit, needed = wrapped(place, node, dotted, form(built.node))
        edits.append(edit)
        additions += needed
    if not edits:
        raise RepairError
    return edits, additions


def _is_number(node: code.Expr) -> bool:
    return (
        isinstance(node, code.Call)
        and isinstance(node.callee, code.Name)
        and node.callee.id in ("int", "float", "len")
    )

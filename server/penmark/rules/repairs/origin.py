"""Where the string that reaches a call is built, if it can be rewritten there."""

from __future__ import annotations

from dataclasses import dataclass

from penmark.rules.repairs.place import Place, RepairError
from penmark.syntax import code
from penmark.syntax.walk import children, walk

_PURE = (code.Constant, code.Name, code.Attribute, code.Index)
_BLOCKS = ("body", "then", "orelse", "final")


@dataclass(frozen=True, slots=True)
class Origin:
    """The node that builds the string. `name` is the variable that carries it to the call, "" where there is none."""

    node: code.Text
    name: str


def origin(place: Place, value: code.Expr) -> Origin:
    """Where a value that the place uses is built: there, or right before it for this use alone.

    Raises RepairError elsewhere: where the variable is used or bound again, or where a value in the string may be another one
    by the time of its use.
    """
    if isinstance(value, code.Text):
        return Origin(value, "")
    if not isinstance(value, code.Name):
        raise RepairError
    uses = [name for name in place.names if name.id == value.id]
    bound = [node for name, node in place.bound if name == value.id]
    if len(uses) != 2 or len(bound) != 1 or not isinstance(bound[0], code.Assign):
        raise RepairError
    assign = bound[0]
    built = assign.value
    if assign.op or len(assign.targets) != 1 or not isinstance(built, code.Text):
        raise RepairError
    block = _block_of(place, assign)
    index = next(number for number, one in enumerate(block) if one is assign)
    after = next(
        (number for number, one in enumerate(block) if one.start <= value.start and value.end <= one.end),
        None,
    )
    if after is None or after <= index:
        raise RepairError
    _check_values(place, built, assign, adjacent=after == index + 1)
    return Origin(built, value.id)


def _block_of(place: Place, statement: code.Stmt) -> list[code.Stmt]:
    for node in walk(place.body):
        for name in _BLOCKS:
            block = getattr(node, name, None)
            if isinstance(block, list) and any(one is statement for one in block):
                return block
    if any(one is statement for one in place.body):
        return list(place.body)
    raise RepairError


def _check_values(place: Place, built: code.Text, assign: code.Assign, *, adjacent: bool) -> None:
    """The values in the string must be the same when they are read at the call."""
    names = set()
    for node in walk(built.parts):
        if isinstance(node, code.Name):
            names.add(node.id)
        elif isinstance(node, (code.Await, code.Bind, code.Lambda, code.Comprehension)) or (
            isinstance(node, code.Call) and not adjacent and not _is_get(node)
        ):
            raise RepairError
    for name, node in place.bound:
        if name in names and not isinstance(node, (code.Param, code.Function)) and node.start > assign.start:
            raise RepairError


def _is_get(node: code.Call) -> bool:
    """A look into a mapping: it gives the same again. So does `str` of a value."""
    callee = node.callee
    if isinstance(callee, code.Name):
        return callee.id == "str"
    pure = all(isinstance(one, _PURE) for one in walk(list(children(callee))))
    return isinstance(callee, code.Attribute) and callee.name == "get" and pure

"""The operators of HCL over values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from penmark.iac.values import Array, Known, Object, Unknown, Value, influenced, text_of

_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "%": lambda a, b: a % b,
}
_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def operate(op: str, operands: Sequence[Value]) -> Value:
    """`op` applied to one or two operands."""
    result = _result(op, operands)
    for operand in operands:
        result = influenced(result, operand)
    return result


def _result(op: str, operands: Sequence[Value]) -> Value:
    if len(operands) == 1:
        return _unary(op, operands[0])
    if len(operands) != 2:
        return Unknown()
    left, right = operands
    if op in ("&&", "||"):
        return _logical(op, truth(left), truth(right))
    if op in ("==", "!="):
        same = _same(left, right)
        return Unknown() if same is None else Known(same is (op == "=="))
    a, b = number(left), number(right)
    if a is None or b is None:
        return Unknown()
    if op in _ORDER:
        return Known(_ORDER[op](a, b))
    try:
        return Known(_ARITHMETIC[op](a, b)) if op in _ARITHMETIC else Unknown()
    except (ArithmeticError, ValueError):
        return Unknown()


def _unary(op: str, operand: Value) -> Value:
    if op == "!":
        holds = truth(operand)
        return Unknown() if holds is None else Known(not holds)
    size = number(operand)
    return Known(-size) if op == "-" and size is not None else Unknown()


def _logical(op: str, left: bool | None, right: bool | None) -> Value:
    deciding = op == "||"
    if left is deciding or right is deciding:
        return Known(deciding)
    if left is None or right is None:
        return Unknown()
    return Known(not deciding)


def truth(value: Value) -> bool | None:
    """The value as a condition; None if it is not known or none."""
    return {"true": True, "false": False}.get(text_of(value) or "")


def number(value: Value) -> float | None:
    """The value as a number; None if it is not known or none."""
    if not isinstance(value, Known) or isinstance(value.value, bool) or value.value is None:
        return None
    try:
        return int(value.value) if isinstance(value.value, str) else value.value
    except ValueError:
        return None


def _same(left: Value, right: Value) -> bool | None:
    if isinstance(left, Known) and isinstance(right, Known):
        if left.value is None or right.value is None:
            return left.value is right.value
        return text_of(left) == text_of(right)
    # A template with some literal text in it is not empty, whatever the rest is worth.
    for one, other in ((left, right), (right, left)):
        if (
            isinstance(one, Unknown)
            and any(one.pieces)
            and isinstance(other, Known)
            and other.value in ("", None)
        ):
            return False
        if isinstance(one, Array | Object) and isinstance(other, Known):
            return False
        if isinstance(one, Array | Object) and isinstance(other, Array | Object):
            sizes = [len(part.items if isinstance(part, Array) else part.entries) for part in (one, other)]
            if sizes[0] != sizes[1] and one.complete and other.complete:
                return False
            if sizes == [0, 0] and one.complete and other.complete:
                return True
    return None

"""Folding of constants: small arithmetic, strings of bounded length, comparisons."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Sequence
from typing import Any

from penmark.dataflow.values import LONGEST_TEXT, MOST_CONSTANTS, Value, same_constant

Constants = tuple[object, ...]
_LARGEST = 1 << 64

_BINARY: dict[str, Callable[[Any, Any], object]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "%": operator.mod,
    "//": operator.floordiv,
    "/": operator.truediv,
    "|": operator.or_,
    "&": operator.and_,
    "^": operator.xor,
    "<<": lambda left, right: left << right if right < 64 else None,
    ">>": operator.rshift,
    "**": lambda left, right: left**right if abs(left) <= 1024 and 0 <= right <= 64 else None,
}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "is": lambda left, right: left is right or same_constant(left, right),
    "is not": lambda left, right: not (left is right or same_constant(left, right)),
}
_METHODS: dict[str, Callable[..., object]] = {
    name: getattr(str, name)
    for name in (
        "lower",
        "upper",
        "strip",
        "lstrip",
        "rstrip",
        "title",
        "capitalize",
        "casefold",
        "swapcase",
        "encode",
    )
} | {
    "replace": lambda text, old, new: (
        text.replace(old, new) if len(text) * max(1, len(new)) <= LONGEST_TEXT else None
    )
}


def _bounded(values: Sequence[object]) -> Constants | None:
    """The values without repetition, or None if one is too big or there are too many."""
    found: list[object] = []
    for value in values:
        if isinstance(value, (str, bytes)):
            if len(value) > LONGEST_TEXT:
                return None
        elif isinstance(value, int):
            if not -_LARGEST < value < _LARGEST:
                return None
        elif not isinstance(value, float):
            return None
        if not any(same_constant(value, other) for other in found):
            found.append(value)
    return tuple(found) if 0 < len(found) <= MOST_CONSTANTS else None


def binary(op: str, left: Constants, right: Constants) -> Constants | None:
    """The constants of an operator over these, or None if they are not known."""
    function = _BINARY.get(op)
    if function is None or len(left) * len(right) > MOST_CONSTANTS:
        return None
    found: list[object] = []
    for one, other in itertools.product(left, right):
        if not _computable(op, one, other):
            return None
        try:
            found.append(function(one, other))
        except (TypeError, ValueError, ArithmeticError):
            return None
    return _bounded(found)


def _computable(op: str, left: object, right: object) -> bool:
    numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
    if op == "+":
        return numbers or (isinstance(left, (str, bytes)) and left.__class__ is right.__class__)
    return numbers


def unary(op: str, operand: Constants) -> Constants | None:
    """The constants of a sign before these."""
    numbers = [one for one in operand if isinstance(one, (int, float))]
    if len(numbers) != len(operand):
        return None
    match op:
        case "-":
            return _bounded([-one for one in numbers])
        case "+":
            return operand
        case "~":
            return _bounded([~one for one in numbers if isinstance(one, int)])
    return None


def index(base: Constants, key: Constants) -> Constants | None:
    """The constants of one character, or byte, of these."""
    if len(base) * len(key) > MOST_CONSTANTS:
        return None
    found: list[object] = []
    for one, position in itertools.product(base, key):
        if (
            not isinstance(one, (str, bytes))
            or not isinstance(position, int)
            or not -len(one) <= position < len(one)
        ):
            return None
        found.append(one[position])
    return _bounded(found)


def text(parts: Sequence[Constants], specs: Sequence[str]) -> Constants | None:
    """The strings that these parts make, or None if that takes formatting or is too much."""
    if any(spec not in ("", "%s", "!s") for spec in specs):
        return None
    count, length = 1, 0
    for part in parts:
        count *= len(part)
        length += max(len(one) if isinstance(one, (str, bytes)) else 20 for one in part)
    if count > MOST_CONSTANTS or length > LONGEST_TEXT:
        return None
    if parts and all(isinstance(one, bytes) for part in parts for one in part):
        return _bounded([b"".join(chosen) for chosen in itertools.product(*parts)])  # type: ignore[arg-type]
    if any(isinstance(one, (bytes, complex)) or one is ... for part in parts for one in part):
        return None
    return _bounded(["".join(map(str, chosen)) for chosen in itertools.product(*parts)])


def compare(op: str, left: Value, right: Value) -> bool | None:
    """Whether the comparison is true or false for certain."""
    if left.constants is None:
        return None
    if op in ("in", "not in"):
        found = _contains(left.constants, right)
        return found if found is None or op == "in" else not found
    if right.constants is None:
        return None
    function = _COMPARE.get(op)
    if function is None:
        return None
    results: set[bool] = set()
    for one, other in itertools.product(left.constants, right.constants):
        try:
            results.add(bool(function(one, other)))
        except TypeError:
            return None
    return results.pop() if len(results) == 1 else None


def _contains(left: Constants, right: Value) -> bool | None:
    items = right.items
    if items is None:
        if right.constants is None or len(right.constants) != 1:
            return None
        whole = right.constants[0]
        if not isinstance(whole, str) or not all(isinstance(one, str) for one in left):
            return None
        results = {one in whole for one in left}  # type: ignore[operator]
        return results.pop() if len(results) == 1 else None
    if items.rest is not None or right.flows:
        return None
    members: list[object] = []
    if items.kind == "dict":
        members.extend(items.known)
    else:
        for value in items.known.values():
            if value.constants is None or len(value.constants) != 1:
                return None
            members.append(value.constants[0])
    results = {one in members for one in left}
    return results.pop() if len(results) == 1 else None


def method(name: str, base: Constants | None, arguments: Sequence[Constants | None]) -> Constants | None:
    """The constants of a string method over these."""
    function = _METHODS.get(name)
    if function is None or base is None or len(base) * 4 ** len(arguments) > 64:
        return None
    found: list[object] = []
    for one in base:
        if not isinstance(one, str) or any(given is None or len(given) != 1 for given in arguments):
            return None
        try:
            found.append(function(one, *(given[0] for given in arguments if given is not None)))
        except (TypeError, ValueError, LookupError):
            return None
    return _bounded(found)


def is_representation(spec: str) -> bool:
    """Whether a conversion writes what `repr` or `ascii` does (`!r`, `%r`)."""
    return spec[:2] in ("!r", "!a") or (spec[:1] == "%" and spec[-1] in "ra")


def is_numeric(spec: str) -> bool:
    """Whether a conversion lets only numbers through (`%d`, `:d`, `:08.2f`), or the value is a width or a count (`*`)."""
    return spec == "*" or (len(spec) > 1 and spec[0] in "%:" and spec[-1] in "bdeEfFgGinouxX")

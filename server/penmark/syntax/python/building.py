"""Recognises strings that are built: `+`, `%`, `*`, `.format` and `.join` on text that is known to be text."""

from __future__ import annotations

from collections.abc import Sequence

from penmark.syntax import code
from penmark.syntax.python.literals import Field, Literal, Piece, format_items, percent_items, trail_steps


def is_text(value: code.Expr) -> bool:
    """Whether `value` is a string for certain: a literal, or one that is built here."""
    if isinstance(value, code.Constant):
        return isinstance(value.value, (str, bytes))
    return isinstance(value, code.Text)


def is_repeated(value: code.Expr) -> bool:
    """Whether `value` repeats a text or a list, and how often is not written there."""
    match value:
        case code.Text(how="repeat", parts=[_, count]):
            return not isinstance(count, code.Constant)
        case code.Binary(op="*", left=code.Collection(), right=count):
            return not isinstance(count, code.Constant)
        case _:
            return False


def combine(
    source: bytes, op: str, left: code.Expr, right: code.Expr, start: int, end: int, pieces: Sequence[Piece]
) -> code.Expr:
    """`left op right`. `pieces` are those of `left`, where it is a literal of the source."""
    if op == "+" and (is_text(left) or is_text(right)):
        return _plus(left, right, start, end)
    if op == "%" and is_text(left):
        return _percent(source, left, right, start, end, pieces)
    if op == "*":
        if is_text(left):
            return code.Text(start, end, "repeat", [left, right], ["", "*"])
        if is_text(right):
            return code.Text(start, end, "repeat", [right, left], ["", "*"])
    return code.Binary(start, end, op, left, right)


def _plus(left: code.Expr, right: code.Expr, start: int, end: int) -> code.Expr:
    """A sum with one string in it is a sum of strings: all its operands are parts."""
    parts = _operands(left)
    if len(parts) == 1 and isinstance(right, code.Text) and right.how == "+":
        parts = [*parts, *right.parts]
    else:
        parts.extend(_operands(right))
    return code.Text(start, end, "+", parts, [""] * len(parts))


def _operands(value: code.Expr) -> list[code.Expr]:
    if isinstance(value, code.Text) and value.how == "+":
        return list(value.parts)
    found: list[code.Expr] = []
    while isinstance(value, code.Binary) and value.op == "+":
        found.append(value.right)
        value = value.left
    found.append(value)
    found.reverse()
    return found


class _Values:
    """The values that a format string's placeholders may ask for."""

    def __init__(self, positional: Sequence[code.Expr], named: dict[str, code.Expr]) -> None:
        self.positional = positional
        self.named = named
        self.next = 0
        self.used: set[str] = set()

    def get(self, key: str) -> code.Expr | None:
        """The value for `key`: "" is the next one, digits count from 0, else a name."""
        if key == "":
            key = str(self.next)
            self.next += 1
        self.used.add(key)
        if key.isdecimal():
            index = int(key) if len(key) < 6 else len(self.positional)
            return self.positional[index] if index < len(self.positional) else None
        return self.named.get(key)

    @property
    def left(self) -> bool:
        """Whether values were given that no placeholder asked for."""
        positions = (str(index) for index in range(len(self.positional)))
        return not self.used.issuperset(positions) or not self.used.issuperset(self.named)


def _percent(
    source: bytes, left: code.Expr, right: code.Expr, start: int, end: int, pieces: Sequence[Piece]
) -> code.Expr:
    items = percent_items(source, pieces) if pieces else None
    values: _Values | None = None
    if items is not None:
        if isinstance(right, code.Collection) and right.kind == "tuple":
            if not any(entry.spread for entry in right.entries):
                values = _Values([entry.value for entry in right.entries], {})
        elif isinstance(right, code.Collection) and right.kind == "dict":
            keyed = any(isinstance(item, Field) and item.key for item in items)
            values = _Values([], _named(right)) if keyed else _Values([right], {})
        else:
            values = _Values([right], {})
    text = (
        None if items is None or values is None else _filled(items, values, start, end, "%", width_first=True)
    )
    return text or code.Text(start, end, "%", [left, right], ["", ""], complete=False)


def _named(mapping: code.Collection) -> dict[str, code.Expr]:
    found: dict[str, code.Expr] = {}
    for entry in mapping.entries:
        if isinstance(entry.key, code.Constant) and isinstance(entry.key.value, str):
            found[entry.key.value] = entry.value
        else:
            return {}
    return found


def _filled(
    items: Sequence[Literal | Field], values: _Values, start: int, end: int, how: str, *, width_first: bool
) -> code.Text | None:
    """The Text of a format string; None where placeholders and values do not come out even."""
    parts: list[code.Expr] = []
    specs: list[str] = []
    for item in items:
        if isinstance(item, Literal):
            parts.append(code.Constant(item.start, item.end, item.value))
            specs.append("")
            continue
        if width_first:
            inner = [values.get(key) for key in item.inner]
            value = values.get(item.key)
        else:
            value = values.get(item.key)
            inner = [values.get(key.partition(".")[0].partition("[")[0]) for key in item.inner]
        if value is None:
            return None
        parts.append(_follow(value, item.trail))
        specs.append(item.trail + item.spec)
        for width in inner:
            if width is None:
                return None
            parts.append(width)
            specs.append("*")
    return None if values.left else code.Text(start, end, how, parts, specs)


def _follow(value: code.Expr, trail: str) -> code.Expr:
    """`value` with the `.b[c]` of a placeholder; what the trail adds has the span of the value."""
    for attribute, key in trail_steps(trail):
        start, end = value.start, value.end
        if attribute is not None:
            value = code.Attribute(start, end, value, attribute, end)
        else:
            index: str | int = int(key) if key.isdecimal() and len(key) < 6 else key
            value = code.Index(start, end, value, code.Constant(end, end, index))
    return value


def method(
    source: bytes, call: code.Call, name: str, base: code.Constant | code.Text, pieces: Sequence[Piece]
) -> code.Expr:
    """`base.format(…)` or `base.join(…)`. `pieces` are those of `base`, where it is a literal of the source."""
    start, end = call.start, call.end
    operands = [argument.value for argument in call.arguments]
    if name == "join":
        return _join(call, base) or code.Text(
            start, end, "join", [base, *operands], [""] * (len(operands) + 1), complete=False
        )
    items = format_items(source, pieces) if pieces else None
    if items is not None and not any(argument.spread for argument in call.arguments):
        positional = [argument.value for argument in call.arguments if argument.name is None]
        named = {argument.name: argument.value for argument in call.arguments if argument.name is not None}
        text = _filled(items, _Values(positional, named), start, end, "format", width_first=False)
        if text is not None:
            return text
    return code.Text(start, end, "format", [base, *operands], [""] * (len(operands) + 1), complete=False)


def _join(call: code.Call, separator: code.Constant | code.Text) -> code.Text | None:
    if len(call.arguments) != 1 or call.arguments[0].spread:
        return None
    items = call.arguments[0].value
    if not isinstance(items, code.Collection) or items.kind not in ("list", "tuple"):
        return None
    if any(entry.spread for entry in items.entries):
        return None
    silent = isinstance(separator, code.Constant) and not separator.value
    parts: list[code.Expr] = []
    for entry in items.entries:
        if parts and not silent:
            parts.append(separator)
        parts.append(entry.value)
    return code.Text(call.start, call.end, "join", parts, [""] * len(parts))

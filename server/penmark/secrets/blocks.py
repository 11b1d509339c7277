"""Values of configuration blocks to which a telling name is given: `password = "…"`, a variable's default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from penmark.secrets import assignments
from penmark.secrets.filekind import FileKind, Syntax
from penmark.secrets.telling import Place, TellingLiteral, names_a_login
from penmark.syntax import config
from penmark.text.span import Span


def telling_values(text: bytes, block: config.Block) -> Iterator[TellingLiteral]:
    """The strings of a top-level block that have a name, whether it tells or not; spans are relative to the block."""
    if block.type == "variable":
        default = block.attribute("default")
        if default is not None and block.labels:
            yield from _named(text, block.labels[0], default.value, Place.DEFAULT, False)
        return
    waiting: list[config.Block] = [block]
    while waiting:
        inner = waiting.pop()
        waiting.extend(inner.blocks)
        pairs = [(attribute.name, attribute.value) for attribute in inner.attributes]
        yield from _together(text, pairs, Place.SETTING)
        for attribute in inner.attributes:
            yield from _inside(text, attribute.value)
            yield from _script(text, attribute.value)


def _together(
    text: bytes, pairs: Sequence[tuple[str, config.Expr]], place: Place
) -> Iterator[TellingLiteral]:
    """The named values among attributes, or entries of a mapping, that stand side by side."""
    login = any(names_a_login(name) for name, _ in pairs)
    named = dict(pairs)
    # A name and a value side by side: an environment variable of a container, a parameter, a setting of a chart.
    label, value = named.get("name", named.get("key")), named.get("value")
    if isinstance(label, config.Scalar) and isinstance(label.value, str) and value is not None:
        yield from _named(text, label.value, value, Place.ENTRY, False)
    for name, expression in pairs:
        if name:
            yield from _named(text, name, expression, place, login)


def _inside(text: bytes, expression: config.Expr) -> Iterator[TellingLiteral]:
    """The named values in the mappings that an expression holds."""
    waiting: list[config.Expr] = [expression]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, config.Mapping):
            yield from _together(
                text, [(_key(entry.key), entry.value) for entry in inner.entries], Place.ENTRY
            )
            waiting.extend(entry.value for entry in inner.entries)
        elif isinstance(inner, config.Items):
            waiting.extend(inner.items)
        elif isinstance(inner, config.Call):
            waiting.extend(inner.arguments)
        elif isinstance(inner, config.Conditional):
            waiting.extend((inner.then, inner.orelse))


def _script(text: bytes, expression: config.Expr) -> Iterator[TellingLiteral]:
    """The settings in a text of several lines, such as a machine's start script."""
    if not isinstance(expression, config.Scalar | config.Template):
        return
    lines = text[expression.start : expression.end].splitlines(keepends=True)
    offset = expression.start + len(lines[0])
    for line in lines[1:]:
        for found in assignments.telling(line.rstrip(b"\r\n"), _SCRIPT):
            yield replace(found, span=found.span.shifted(offset))
        offset += len(line)


_SCRIPT = FileKind(Syntax.SETTINGS)


def _key(expression: config.Expr) -> str:
    if isinstance(expression, config.Scalar) and isinstance(expression.value, str):
        return expression.value
    if isinstance(expression, config.Reference) and not expression.steps:
        return expression.root
    return ""


def _named(
    text: bytes, name: str, expression: config.Expr, place: Place, login: bool
) -> Iterator[TellingLiteral]:
    alternatives = (
        (expression.then, expression.orelse) if isinstance(expression, config.Conditional) else (expression,)
    )
    for value in alternatives:
        if isinstance(value, config.Scalar) and isinstance(value.value, str) and value.value:
            yield TellingLiteral(name, value.value, inner_span(text, value), place, login)


def inner_span(text: bytes, scalar: config.Scalar) -> Span:
    """The span of a string's value without its quotes."""
    quoted = scalar.end - scalar.start >= 2 and text[scalar.start : scalar.start + 1] == b'"'
    if quoted and text[scalar.end - 1 : scalar.end] == b'"':
        return Span(scalar.start + 1, scalar.end - 1)
    return Span(scalar.start, scalar.end)


def strings(block: config.Block) -> Iterator[tuple[config.Attribute, config.Scalar, bool]]:
    """Every string of a block: the attribute that it stands in, and whether it is part of a longer string."""
    waiting: list[config.Block] = [block]
    while waiting:
        inner = waiting.pop()
        waiting.extend(inner.blocks)
        for attribute in inner.attributes:
            for scalar, part in _strings_of(attribute.value):
                yield attribute, scalar, part


def _strings_of(expression: config.Expr) -> Iterator[tuple[config.Scalar, bool]]:
    waiting: list[tuple[config.Expr, bool]] = [(expression, False)]
    while waiting:
        inner, part = waiting.pop()
        if isinstance(inner, config.Scalar):
            if isinstance(inner.value, str):
                yield inner, part
        elif isinstance(inner, config.Template):
            waiting.extend((piece, True) for piece in inner.parts)
        elif isinstance(inner, config.Mapping):
            waiting.extend((entry.value, False) for entry in inner.entries)
        elif isinstance(inner, config.Items):
            waiting.extend((item, False) for item in inner.items)
        elif isinstance(inner, config.Call):
            waiting.extend((argument, False) for argument in inner.arguments)
        elif isinstance(inner, config.Conditional):
            waiting.extend(((inner.then, False), (inner.orelse, False)))
        elif isinstance(inner, config.Operation | config.Unknown):
            waiting.extend((operand, False) for operand in inner.operands)

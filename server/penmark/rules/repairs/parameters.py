"""Parameterised queries: the values of a built query leave it, and go to the driver beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from penmark.findings import Addition, Applicability, Edit, Fix
from penmark.rules.repairs import sql
from penmark.rules.repairs.origin import origin
from penmark.rules.repairs.pieces import format_string, plain
from penmark.rules.repairs.place import Place, RepairError
from penmark.rules.repairs.template import Char, Hole, Item, read
from penmark.syntax import code

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}\Z")


@dataclass(frozen=True, slots=True)
class Style:
    """How a driver writes placeholders.

    `mark`: the placeholder, `{n}` counts from 1, `{name}` is a name. `spread`: each value is an argument of its own.
    `percent`: a percent sign is doubled in a query with parameters. `named`: values are given by name to `.bindparams`, or, where
    the query is not yet what `text` makes of it, in a mapping beside that.
    """

    mark: str
    spread: bool = False
    percent: bool = False
    named: bool = False
    text: str = ""


QMARK = Style("?")
FORMAT = Style("%s", percent=True)
NUMERIC = Style(":{n}")
DOLLAR = Style("${n}", spread=True)
NAMED = Style(":{name}", named=True)
SESSION = Style(":{name}", named=True, text="sqlalchemy.text")


def parameterized(place: Place, style: Style, title: str, *, sure: bool) -> Fix:
    """The fix that passes the values beside the query. `sure`: the driver's style is known. Raises RepairError."""
    query = place.given("0")
    if query is None or place.hidden:
        raise RepairError
    built = origin(place, query.value)
    template = read(place.text, built.node)
    found = sql.read_query(template.items, style.mark if "{" not in style.mark else "")
    if found.marks and (style.spread or style.named or "{" in style.mark):
        raise RepairError
    values = [_value(place, value) for value in found.values]
    given = place.given("1")
    edits: list[Edit] = []
    if style.named:
        names = _names(found.values, values)
        marks = [style.mark.format(name=name) for name in names]
        by_name = dict(zip(names, values, strict=True))
        if len(place.call.arguments) != 1:
            raise RepairError
        if style.text:
            inside = ", ".join(f"{place.literal(name)}: {value}" for name, value in by_name.items())
            edits += place.argument_added("{" + inside + "}", query)
        elif built.name:
            raise RepairError
        else:
            inside = ", ".join(f"{name}={value}" for name, value in by_name.items())
            edits.append(place.inserted(place.call.end, f".bindparams({inside})"))
    else:
        marks = [style.mark.format(n=number) for number in range(1, len(values) + 1)]
        edits += _passed(place, query, given, found, values, style)
    replacements = [(value.first, value.last, mark) for value, mark in zip(found.values, marks, strict=True)]
    doubled = style.percent and given is None
    kept = style.percent and given is not None

    def percent(char: Char) -> str:
        width = place.slice(char.start, char.end)
        return "%%" if doubled else width if kept else "%"

    rewritten = template.rewritten(replacements, percent)
    additions: tuple[Addition, ...] = ()
    if style.text:
        if any(_is_name(template.items, index) for index in range(len(template.items))):
            raise RepairError
        spelled, additions = place.spell(style.text)
        if built.name:
            edits.append(place.argument_replaced(query, f"{spelled}({built.name})"))
        else:
            rewritten = f"{spelled}({rewritten})"
    edits.append(place.replaced(built.node, rewritten))
    safe = sure and all(value.sure for value in found.values)
    return place.fix(title, edits, Applicability.SAFE if safe else Applicability.REVIEW, additions)


def _is_name(items: Sequence[Item], index: int) -> bool:
    """Whether a colon at this index of a query would be read as the beginning of a parameter's name."""
    around = items[max(0, index - 1) : index + 2]
    texts = [item.text if isinstance(item, Char) else "" for item in around]
    if len(texts) < 2 + (index > 0) or texts[-2] != ":":
        return False
    before = texts[0] if index > 0 else ""
    return (texts[-1].isalnum() or texts[-1] == "_") and not (before.isalnum() or before in ("_", ":", "\\"))


def _passed(
    place: Place,
    query: code.Argument,
    given: code.Argument | None,
    found: sql.Query,
    values: Sequence[str],
    style: Style,
) -> list[Edit]:
    """The edits that hand the values over, in the order of the placeholders."""
    if given is None:
        if found.marks or len(place.call.arguments) != 1:
            raise RepairError
        if style.spread:
            return place.argument_added(", ".join(values), query)
        inside = ", ".join(values) + ("," if len(values) == 1 else "")
        return place.argument_added(f"({inside})", query)
    old = given.value
    if (
        not isinstance(old, code.Collection)
        or old.kind not in ("tuple", "list")
        or len(place.call.arguments) != 2
    ):
        raise RepairError
    if any(entry.spread for entry in old.entries) or len(old.entries) != len(found.marks):
        raise RepairError
    if "#" in place.source(old):
        raise RepairError
    rows = [(mark, place.source(entry.value)) for mark, entry in zip(found.marks, old.entries, strict=True)]
    rows += [(value.first, text) for value, text in zip(found.values, values, strict=True)]
    inside = ", ".join(text for _, text in sorted(rows, key=lambda row: row[0]))
    brackets = "[]" if old.kind == "list" else "()"
    last = "," if len(rows) == 1 and old.kind == "tuple" else ""
    return [place.argument_replaced(given, f"{brackets[0]}{inside}{last}{brackets[1]}")]


def _value(place: Place, value: sql.Value) -> str:
    """The source of what a placeholder stands for."""
    pieces = value.pieces
    if len(pieces) == 1 and isinstance(pieces[0], Hole):
        hole = pieces[0]
        if not value.quoted:
            return place.source(_without_str(hole.value)) if _is_bare(hole) else _formatted(place, hole)
        if _is_bare(hole):
            return plain(place, hole.value)
    return format_string(place, pieces)


def _is_bare(hole: Hole) -> bool:
    return hole.spec in ("", "%s", "%d", "%i", "!s")


def _formatted(place: Place, hole: Hole) -> str:
    return format_string(place, (hole,))


def _without_str(node: code.Expr) -> code.Expr:
    """`x` of `str(x)`: the driver knows how to write a value."""
    match node:
        case code.Call(
            callee=code.Name(id="str"), arguments=[code.Argument(value=value, name=None, spread="")]
        ):
            return value
    return node


def _names(found: Sequence[sql.Value], values: Sequence[str]) -> list[str]:
    """A name for each value; equal values have one name."""
    known: dict[str, str] = {}
    for value, text in zip(found, values, strict=True):
        if text in known:
            continue
        holes = [piece for piece in value.pieces if isinstance(piece, Hole)]
        name = name_of(holes[0].value) or "value"
        taken = set(known.values())
        known[text] = next(
            option
            for option in (name, *(f"{name}_{number}" for number in range(2, 99)))
            if option not in taken
        )
    return [known[text] for text in values]


def name_of(node: code.Expr) -> str:
    """The name that a value goes by: of a variable, an attribute, a key; "" where there is none."""
    name: object = ""
    match node:
        case code.Name():
            name = node.id
        case code.Attribute():
            name = node.name
        case code.Index(key=code.Constant(value=key)):
            name = key
        case code.Call(
            callee=code.Attribute(name="get"), arguments=[code.Argument(value=code.Constant(value=key)), *_]
        ):
            name = key
        case code.Call(arguments=[code.Argument(value=inner)]):
            name = name_of(inner)
    return name if isinstance(name, str) and _WORD.match(name) else ""

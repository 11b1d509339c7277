"""Edits of JSON that keep how it is laid out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from penmark.findings import Edit
from penmark.syntax import config
from penmark.syntax.config import Additions, Block, Expression, Items, Layout, Written
from penmark.text.span import Span

_STEP = "  "


class JsonLayout(Layout):
    """JSON, indented or on one line."""

    def literal(self, value: Written) -> str | None:
        """How a value is written on one line; an expression as it stands has no place in JSON."""
        plain = _plain(value)
        return None if plain is None else json.dumps(plain, ensure_ascii=False)

    def add(self, text: bytes, owner: Block | config.Mapping, additions: Additions) -> list[Edit] | None:
        """Entries are written behind the last one, each on its own line where the others are."""
        entries = _entries(owner)
        wanted = _plain(_tree(additions))
        if not entries or not isinstance(wanted, dict):
            return None
        edits: list[Edit] = []
        new: dict[str, object] = {}
        for name, value in wanted.items():
            there = config.value_of(owner, name)
            if there is None:
                new[name] = value
            else:
                edits.append(Edit(there.span, json.dumps(value, ensure_ascii=False)))
        if new:
            last = entries[-1].end
            edits.append(Edit(Span(last, last), _written(text, entries[-1].start, new)))
        return edits

    def remove(self, text: bytes, owner: Block | config.Mapping, name: str) -> Edit | None:
        """Take an entry out, with one of the commas beside it."""
        entries = _entries(owner)
        value = config.value_of(owner, name)
        index = next((at for at, entry in enumerate(entries) if entry.value is value), None)
        return None if index is None else _without(entries, index)

    def remove_item(self, text: bytes, items: Items, index: int) -> Edit:
        """Take one item out of an array, with one of the commas beside it."""
        return _without(items.items, index)


def _entries(owner: Block | config.Mapping) -> Sequence[config.Attribute | config.Entry]:
    return [*owner.attributes] if isinstance(owner, Block) else [*owner.entries]


def _written(text: bytes, first: int, new: Mapping[str, object]) -> str:
    line = text.rfind(b"\n", 0, first) + 1
    indent = text[line:first]
    if not line or indent.strip():
        return "".join(f", {json.dumps(name)}: {json.dumps(value)}" for name, value in new.items())
    newline = "\r\n" if b"\r\n" in text else "\n"
    tab = "\t" if b"\t" in indent else _STEP
    written = ""
    for name, value in new.items():
        lines = json.dumps({name: value}, indent=tab, ensure_ascii=False).splitlines()[1:-1]
        written += "," + "".join(f"{newline}{indent.decode()}{one.removeprefix(tab)}" for one in lines)
    return written


def _without(entries: Sequence[config.Node], index: int) -> Edit:
    entry = entries[index]
    if index + 1 < len(entries):
        return Edit(Span(entry.start, entries[index + 1].start), "")
    if index:
        return Edit(Span(entries[index - 1].end, entry.end), "")
    return Edit(entry.span, "")


def _tree(additions: Additions) -> dict[str, Written]:
    return {**additions.attributes, **{name: _tree(one) for name, one in additions.blocks.items()}}


def _plain(value: Written) -> object:
    """The value as `json` takes it; None where an expression is in it."""
    match value:
        case Expression():
            return None
        case str() | bool() | int() | float():
            return value
        case Mapping():
            made = {name: _plain(one) for name, one in value.items()}
            return None if None in made.values() else made
    items = [_plain(one) for one in value]
    return None if None in items else items

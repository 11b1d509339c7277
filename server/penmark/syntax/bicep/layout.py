"""Edits of Bicep that keep how it is laid out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from penmark.findings import Edit
from penmark.syntax import config
from penmark.syntax.config import Additions, Block, Expression, Items, Layout, Written
from penmark.text.span import Span

_STEP = "  "


class BicepLayout(Layout):
    """Bicep as its formatter lays it out: a property a line."""

    def literal(self, value: Written) -> str:
        """How a value is written on one line."""
        match value:
            case Expression():
                return value.text
            case bool():
                return "true" if value else "false"
            case str():
                return "'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("${", "\\${") + "'"
            case int() | float():
                return str(value)
            case Mapping():
                return (
                    "{ "
                    + ", ".join(f"{_key(name)}: {self.literal(one)}" for name, one in value.items())
                    + " }"
                )
        return "[" + ", ".join(self.literal(one) for one in value) + "]"

    def add(self, text: bytes, owner: Block | config.Mapping, additions: Additions) -> list[Edit] | None:
        """Properties are written behind the last one, at its indentation."""
        entries = _entries(owner)
        if not entries:
            return None
        wanted = _tree(additions)
        first = entries[0].start
        indent = text[text.rfind(b"\n", 0, first) + 1 : first].decode("utf-8", "replace")
        last = entries[-1].end
        if indent.strip() or b"\n" not in text[: entries[0].start]:
            written = ", ".join(f"{_key(name)}: {self.literal(one)}" for name, one in wanted.items())
            return [Edit(Span(last, last), f", {written}")]
        newline = "\r\n" if b"\r\n" in text else "\n"
        return [Edit(Span(last, last), "".join(newline + line for line in self._lines(wanted, indent)))]

    def remove(self, text: bytes, owner: Block | config.Mapping, name: str) -> Edit | None:
        """Take a property out with its line; None where it shares one."""
        value = config.value_of(owner, name)
        entry = next((one for one in _entries(owner) if one.value is value), None)
        if entry is None:
            return None
        start = text.rfind(b"\n", 0, entry.start) + 1
        end = text.find(b"\n", entry.end)
        if text[start : entry.start].strip() or end < 0 or text[entry.end : end].strip():
            return None
        return Edit(Span(start, end + 1), "")

    def remove_item(self, text: bytes, items: Items, index: int) -> Edit:
        """Take one item out of an array, with its line or a comma."""
        item = items.items[index]
        start = text.rfind(b"\n", 0, item.start) + 1
        end = text.find(b"\n", item.end)
        if end >= 0 and not text[start : item.start].strip() and not text[item.end : end].strip():
            return Edit(Span(start, end + 1), "")
        if index + 1 < len(items.items):
            return Edit(Span(item.start, items.items[index + 1].start), "")
        return Edit(Span(items.items[index - 1].end, item.end) if index else item.span, "")

    def _lines(self, entries: Mapping[str, Written], indent: str) -> list[str]:
        lines: list[str] = []
        for name, value in entries.items():
            if isinstance(value, Mapping):
                inner = self._lines(value, indent + _STEP)
                lines += [f"{indent}{_key(name)}: {{", *inner, f"{indent}}}"]
            else:
                lines.append(f"{indent}{_key(name)}: {self.literal(value)}")
        return lines


def _key(name: str) -> str:
    return name if name.isidentifier() else f"'{name}'"


def _entries(owner: Block | config.Mapping) -> Sequence[config.Attribute | config.Entry]:
    if isinstance(owner, Block):
        return [one for one in owner.attributes if not one.name.startswith("@")]
    return [*owner.entries]


def _tree(additions: Additions) -> dict[str, Written]:
    return {**additions.attributes, **{name: _tree(one) for name, one in additions.blocks.items()}}

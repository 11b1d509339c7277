"""Edits of YAML that keep how it is laid out: its indentation, its comments, its flow and block style."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from penmark.findings import Edit
from penmark.syntax import config
from penmark.syntax.config import Additions, Block, Expression, Items, Layout, Written
from penmark.text.span import Span

_STEP = 2
_PLAIN = re.compile(r"[A-Za-z_/.][A-Za-z0-9_/.@:+-]*(?: [A-Za-z0-9_/.@+-]+)*")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n", "~"})


class YamlLayout(Layout):
    """YAML as people write it."""

    def literal(self, value: Written) -> str | None:
        """How a value is written in flow style."""
        match value:
            case Expression():
                return value.text
            case bool():
                return "true" if value else "false"
            case str():
                return _text(value)
            case int() | float():
                return str(value)
            case Mapping():
                return (
                    "{ "
                    + ", ".join(f"{_text(name)}: {self.literal(one)}" for name, one in value.items())
                    + " }"
                )
        return "[" + ", ".join(str(self.literal(one)) for one in value) + "]"

    def add(self, text: bytes, owner: Block | config.Mapping, additions: Additions) -> list[Edit] | None:
        """Entries are written behind the last one, at its indentation; under a key without a value, one step further."""
        entries = _entries(owner)
        newline = "\r\n" if b"\r\n" in text else "\n"
        wanted = _tree(additions)
        if not entries:
            return None
        if _is_flow(text, owner):
            last = entries[-1].end
            written = ", ".join(f"{_text(name)}: {self.literal(one)}" for name, one in wanted.items())
            return [Edit(Span(last, last), f", {written}")]
        column = _column(text, entries[0].start)
        step = _step(text, entries, column)
        edits: list[Edit] = []
        new: dict[str, Written] = {}
        for name, value in wanted.items():
            there = config.value_of(owner, name)
            if there is None:
                new[name] = value
            elif isinstance(value, Mapping):
                at = _line_end(text, there.end)
                edits.append(
                    Edit(Span(at, at), newline + newline.join(self._lines(value, column + step, step)))
                )
            else:
                edits.append(Edit(there.span, f" {self.literal(value)}"))
        if new:
            at = _line_end(text, _end(text, entries[-1]))
            edits.append(Edit(Span(at, at), newline + newline.join(self._lines(new, column, step))))
        return edits

    def remove(self, text: bytes, owner: Block | config.Mapping, name: str) -> Edit | None:
        """Take an entry out with its lines. None for the only entry, and for the first of an item of a sequence."""
        entries = _entries(owner)
        index = next((at for at, entry in enumerate(entries) if _name(entry) == name), None)
        if index is None or len(entries) == 1:
            return None
        entry = entries[index]
        if _is_flow(text, owner):
            if index + 1 < len(entries):
                return Edit(Span(entry.start, entries[index + 1].start), "")
            return Edit(Span(entries[index - 1].end, entry.end), "")
        start = text.rfind(b"\n", 0, entry.start) + 1
        if text[start : entry.start].strip():
            return None
        end = _line_end(text, _end(text, entry))
        return (
            Edit(Span(start, _behind(text, end)), "")
            if end < len(text)
            else Edit(Span(max(0, start - 1), end), "")
        )

    def remove_item(self, text: bytes, items: Items, index: int) -> Edit:
        """Take one item out of a sequence, with its line or a comma; the last one leaves an empty sequence."""
        item = items.items[index]
        if len(items.items) == 1:
            return Edit(items.span, "[]")
        if text[items.start : items.start + 1] == b"[":
            if index + 1 < len(items.items):
                return Edit(Span(item.start, items.items[index + 1].start), "")
            return Edit(Span(items.items[index - 1].end, item.end), "")
        start = text.rfind(b"\n", 0, item.start) + 1
        end = _line_end(text, item.end)
        if end < len(text):
            return Edit(Span(start, _behind(text, end)), "")
        return Edit(Span(max(0, start - 1), end), "")

    def _lines(self, entries: Mapping[str, Written], column: int, step: int) -> list[str]:
        """Entries in block style."""
        lines: list[str] = []
        indent = " " * column
        for name, value in entries.items():
            if isinstance(value, Mapping):
                lines += [f"{indent}{_text(name)}:", *self._lines(value, column + step, step)]
            elif isinstance(value, Sequence) and not isinstance(value, str):
                lines.append(f"{indent}{_text(name)}:")
                lines += [f"{indent}{' ' * step}- {self.literal(one)}" for one in value]
            else:
                lines.append(f"{indent}{_text(name)}: {self.literal(value)}")
        return lines


def _tree(additions: Additions) -> dict[str, Written]:
    return {**additions.attributes, **{name: _tree(one) for name, one in additions.blocks.items()}}


def _text(value: str) -> str:
    """A text as a plain scalar where it stays one, else in double quotes."""
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS and not value.endswith(":"):
        return value
    return json.dumps(value, ensure_ascii=False)


def _entries(owner: Block | config.Mapping) -> Sequence[config.Attribute | config.Entry]:
    return owner.attributes if isinstance(owner, Block) else owner.entries


def _name(entry: config.Attribute | config.Entry) -> str | None:
    if isinstance(entry, config.Attribute):
        return entry.name
    return str(entry.key.value) if isinstance(entry.key, config.Scalar) else None


def _is_flow(text: bytes, owner: Block | config.Mapping) -> bool:
    start = owner.open if isinstance(owner, Block) else owner.start
    return text[start : start + 1] == b"{"


def _column(text: bytes, offset: int) -> int:
    return offset - (text.rfind(b"\n", 0, offset) + 1)


def _step(text: bytes, entries: Sequence[config.Attribute | config.Entry], column: int) -> int:
    """How far what is inside an entry is indented here."""
    for entry in entries:
        if (
            isinstance(entry.value, config.Mapping)
            and entry.value.entries
            and text[entry.value.start : entry.value.start + 1] != b"{"
        ):
            inner = _column(text, entry.value.start)
            if inner > column:
                return inner - column
    return _STEP


def _end(text: bytes, entry: config.Attribute | config.Entry) -> int:
    """The end of what an entry holds, without empty lines and comments behind it."""
    return entry.start + len(text[entry.start : entry.end].rstrip())


def _line_end(text: bytes, offset: int) -> int:
    """The end of the line on which `offset` stands, behind a comment, before the line ending."""
    end = text.find(b"\n", offset)
    if end < 0:
        return len(text)
    return end - 1 if text[end - 1 : end] == b"\r" else end


def _behind(text: bytes, end: int) -> int:
    """Behind the line ending at `end`."""
    return end + 2 if text[end : end + 2] == b"\r\n" else end + 1

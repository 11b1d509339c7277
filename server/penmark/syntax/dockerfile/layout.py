"""Edits of Dockerfiles. Where an instruction belongs is a question of what it does, so that pages place them by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from penmark.findings import Edit
from penmark.syntax import config
from penmark.syntax.config import Additions, Block, Expression, Items, Layout, Written
from penmark.text.span import Span


class DockerfileLayout(Layout):
    """Instructions, a line each."""

    def literal(self, value: Written) -> str | None:
        """A text as it stands; Dockerfiles have no other values."""
        match value:
            case Expression():
                return value.text
            case bool():
                return "true" if value else "false"
            case Mapping() | Sequence() if not isinstance(value, str):
                return None
        return str(value)

    def add(self, text: bytes, owner: Block | config.Mapping, additions: Additions) -> list[Edit] | None:
        """Nothing is added by name."""
        return None

    def remove(self, text: bytes, owner: Block | config.Mapping, name: str) -> Edit | None:
        """Take the instruction that `owner` is out, with its line, if it says nothing but `name`."""
        if not isinstance(owner, Block) or [one.name for one in owner.attributes] != [name]:
            return None
        start = text.rfind(b"\n", 0, owner.start) + 1
        end = text.find(b"\n", owner.end)
        return Edit(Span(start, end + 1 if end >= 0 else len(text)), "")

    def remove_item(self, text: bytes, items: Items, index: int) -> Edit:
        """Take one word out, with the space before it."""
        item = items.items[index]
        before = len(text[: item.start].rstrip(b" \t"))
        return Edit(Span(before, item.end), "")

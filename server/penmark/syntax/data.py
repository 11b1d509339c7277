"""What the data formats (YAML, JSON) have in common: the tree of their units, and the block of a unit."""

from __future__ import annotations

from collections.abc import Sequence

from penmark.syntax import config
from penmark.syntax.config import Body, Placed
from penmark.syntax.tree import Tree
from penmark.text.document import Document
from penmark.text.span import Span


class DataTree(Tree):
    """The units of one document of a data format; a text that was there before keeps its unit.

    Most such documents are none of infrastructure. What nobody has read of one is not parsed to look for errors either.
    """

    def __init__(self, document: Document, units: tuple[Placed, ...]) -> None:
        self.document = document
        self.body = Body(units)

    @property
    def has_error(self) -> bool:
        """Whether any of what was read does not parse."""
        return any(unit.was_read and unit.broken for _, unit in self.body.units)

    def errors(self) -> Sequence[Span]:
        """The outermost spans of what was read that do not parse, in bytes, in order; empty spans where text is missing."""
        return tuple(
            span.shifted(offset)
            for offset, unit in self.body.units
            if unit.was_read
            for span in unit.reading.errors
        )


def block_of(value: config.Expr | None, path: tuple[str, ...]) -> config.Block | None:
    """The block that a unit's value is: of a whole document, or of the one entry that stands under `path`."""
    if not isinstance(value, config.Mapping):
        return None
    if not path:
        return config.block_from(value, "document")
    if len(value.entries) != 1:
        return None
    (entry,) = value.entries
    head = Span(entry.start, entry.key.end)
    if isinstance(entry.value, config.Mapping):
        return config.block_from(entry.value, "entry", path, head)
    only = config.Attribute(entry.value.start, entry.value.end, "", entry.value.start, entry.value)
    return config.Block(entry.start, entry.end, "entry", path, head.end, only.start, only.end, [only], [])

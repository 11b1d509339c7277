"""The repair of nodes that the whole internet may log in to."""

from __future__ import annotations

from penmark.findings import Applicability, Edit, Fix
from penmark.iac.place import Place
from penmark.syntax.config import Block
from penmark.text.span import Span


def without_ssh(place: Place) -> Fix | None:
    """Take out the `remote_access` block, with its lines and the blank line above it."""
    found = place.owner_of(("ec2_ssh_key",))
    block = found[0] if found is not None else None
    if not isinstance(block, Block) or block.type != "remote_access":
        return None
    text = place.unit.text
    start = text.rfind(b"\n", 0, block.start)
    end = text.find(b"\n", block.close)
    if start < 0 or end < 0 or text[start : block.start].strip() or text[block.close + 1 : end].strip():
        return None
    above = text.rfind(b"\n", 0, start)
    if above >= 0 and not text[above:start].strip():
        start = above
    return Fix(
        "Do without SSH (the nodes are made anew)", (Edit(Span(start, end), ""),), Applicability.REVIEW
    )

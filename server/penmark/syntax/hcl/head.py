"""The head of a block, read without a parser."""

from __future__ import annotations

import re

_HEAD = re.compile(
    rb"([A-Za-z_][\w-]*+)((?:[ \t]++\"[^\"\n\\]*+\"|[ \t]++[A-Za-z_][\w-]*+|\"[^\"\n\\]*+\")*)[ \t]*+\{"
)
_LABEL = re.compile(rb"\"([^\"\n\\]*+)\"|([A-Za-z_][\w-]*+)")


def opening(text: bytes) -> int | None:
    """The offset behind the opening brace of the block that `text` is; None if it is none."""
    match = _HEAD.match(text)
    return match.end() if match is not None else None


def head(text: bytes) -> tuple[str, tuple[str, ...]]:
    """The type and the labels of the block that `text` is; the type is "" if it is none."""
    match = _HEAD.match(text)
    if match is None:
        return "", ()
    labels = tuple(
        (found.group(1) if found.group(1) is not None else found.group(2)).decode("utf-8", "replace")
        for found in _LABEL.finditer(match.group(2))
    )
    return match.group(1).decode("utf-8", "replace"), labels

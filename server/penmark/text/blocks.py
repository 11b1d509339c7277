"""Text that arrives at once: a completion that was accepted, a paste."""

from __future__ import annotations

LONG_LINE_BYTES = 80
"""From how many bytes on a single line was hardly typed at one stroke."""


def is_block(inserted: bytes) -> bool:
    """Whether one change that brought `inserted` brought a block: several lines, or a long one, rather than a key or a word."""
    text = inserted.strip()
    return len(text) >= LONG_LINE_BYTES or b"\n" in text or b"\r" in text

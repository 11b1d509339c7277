"""Takes out of a block what does not parse, so that the rest can be read.

The grammar's recovery makes of one wrong attribute a tree in which the whole block is lost, or worse, in which other
attributes have got its value. So the attributes and nested blocks are looked at one by one, and the wrong ones blanked.
"""

from __future__ import annotations

from collections.abc import Callable

from penmark.syntax.hcl.head import opening
from penmark.syntax.hcl.segments import cut

_DEPTH = 8


def without_errors(text: bytes, is_wrong: Callable[[bytes], bool], depth: int = 0) -> bytes:
    """The block `text` with white space in place of each attribute and nested block that is wrong. The length stays."""
    start = opening(text)
    end = text.rfind(b"}")
    if start is None or end < start or depth > _DEPTH:
        return text
    mended = bytearray(text)
    inside = text[start:end]
    for offset, run in cut(inside):
        for segment in run.segments:
            first, last = offset + segment.start, offset + segment.end
            part = inside[first:last]
            if not segment.wounds and not is_wrong(part):
                continue
            sound = without_errors(part, is_wrong, depth + 1)
            if sound == part or is_wrong(sound):
                sound = b" " * len(part)
            mended[start + first : start + last] = sound
    return bytes(mended)

"""Draws media/icon.png: a line of code with a squiggle below it, in a shield. Standard library only.

`python editors/vscode/scripts/icon.py`
"""

from __future__ import annotations

import math
import struct
import zlib
from pathlib import Path

SIZE = 256
SAMPLES = 4
"""Samples a pixel, in each direction."""

Colour = tuple[int, int, int, int]
NOTHING: Colour = (0, 0, 0, 0)
SHIELD: Colour = (18, 33, 58, 255)
CODE: Colour = (226, 234, 246, 255)
DIM: Colour = (122, 146, 184, 255)
SQUIGGLE: Colour = (255, 92, 92, 255)


def colour(x: float, y: float) -> Colour:
    """What is at a point of the unit square."""
    if not _in_shield(x, y):
        return NOTHING
    if _near(x, y, _squiggle(x), 0.26, 0.74, 0.026):
        return SQUIGGLE
    if _near(x, y, 0.50, 0.26, 0.74, 0.038):
        return CODE
    if _near(x, y, 0.33, 0.26, 0.52, 0.030) or _near(x, y, 0.77, 0.40, 0.60, 0.030):
        return DIM
    return SHIELD


def _squiggle(x: float) -> float:
    return 0.635 + 0.03 * math.sin((x - 0.26) * 2 * math.pi * 7)


def _in_shield(x: float, y: float) -> bool:
    half = 0.40 if y < 0.55 else 0.40 * math.sqrt(max(0.0, 1 - ((y - 0.55) / 0.43) ** 2))
    top = 0.06 + 0.35 * (x - 0.5) ** 2
    return top <= y <= 0.98 and abs(x - 0.5) <= half


def _near(x: float, y: float, line: float, start: float, end: float, half: float) -> bool:
    """Whether the point is on a stroke with round ends along y = `line`."""
    beyond = max(start - x, x - end, 0.0)
    return math.hypot(beyond, y - line) <= half


def _pixel(column: int, row: int) -> bytes:
    steps = [(index + 0.5) / SAMPLES for index in range(SAMPLES)]
    found = [colour((column + dx) / SIZE, (row + dy) / SIZE) for dx in steps for dy in steps]
    opaque = sum(alpha for *_, alpha in found)
    mixed = [sum(each[channel] * each[3] for each in found) // max(1, opaque) for channel in range(3)]
    return bytes([*mixed, opaque // len(found)])


def png() -> bytes:
    """The icon."""
    rows = b"".join(b"\0" + b"".join(_pixel(column, row) for column in range(SIZE)) for row in range(SIZE))
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


if __name__ == "__main__":
    (Path(__file__).resolve().parent.parent / "media" / "icon.png").write_bytes(png())

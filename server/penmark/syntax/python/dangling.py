"""Keeps half-typed lines apart from the lines after them.

The grammar reads over the end of a line that ends in an operator and takes the next statement for the operand that is still
to be typed: `x =` and `del y` below it would be code that nobody wrote. So such an operator is replaced by a character that is
an error wherever it stands.
"""

from __future__ import annotations

import re

from penmark.syntax.python.segments import line_ends

_WORD = rb"(?<![\w.\x80-\xff])(?:and|or|not|in|is|if|else|del|assert)"
_SUSPECT = re.compile(rb"(?:[.=+\-*/%@&|^~<>!]|" + _WORD + rb")[ \t]*+(?=[\r\n#]|\Z)")
_TAIL = 160
_LAST = frozenset(b".=+-*/%@&|^~<>! \tdrtnsfel")
"""What a line can end with that ends in an operator."""

_ENDING = re.compile(rb"(?:([.=+\-*/%@&|^~<>!]++)|" + _WORD + rb")[ \t]*+\Z")
_COMPLETE = re.compile(rb"(?:(?<![\w.])\d[\d_]*+\.|(?<!\.)\.\.\.|\bimport[ \t]*+\*)[ \t]*+\Z")


def mended(text: bytes) -> bytes:
    """`text` with `$`, an error that stays in its line, for operators that end a line outside of brackets."""
    if not _SUSPECT.search(text):
        return text
    result: bytearray | None = None
    for end in line_ends(text):
        if not end or text[end - 1] not in _LAST:
            continue
        tail = text[max(0, end - _TAIL) : end]
        ending = _ENDING.search(tail)
        if ending is None or _COMPLETE.search(tail):
            continue
        result = result or bytearray(text)
        start = end - len(tail) + ending.start()
        length = len(ending[0].rstrip())
        result[start : start + length] = b"$" * length
    return text if result is None else bytes(result)

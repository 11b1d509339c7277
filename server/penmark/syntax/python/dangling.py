"""Keeps half-typed lines apart from the lines after them.

The grammar reads over the end of a line that ends in an operator and takes the next statement for the operand that is still
to be typed: `x =` and `del y` below it would be code that nobody wrote. So such an operator is replaced by a character that is
an error wherever it stands.
"""

from __future__ import annotations

import re

from penmark.syntax.python.segments import line_ends
from penmark.syntax.python.strings import string_end

_WORD = rb"(?<![\w.\x80-\xff])(?:and|or|not|in|is|if|else|del|assert)"
# Read backwards: the ends of lines are few, operators and letters many.
_SUSPECT = re.compile(
    rb"[\r\n#][ \t]*+(?:[.=+\-*/%@&|^~<>!]|(?:dna|ro|ton|ni|si|fi|esle|led|tressa)(?![\w.\x80-\xff]))"
)
_TAIL = 160
_QUOTE = re.compile(rb"[\"'#]")
_COMMENT = re.compile(rb"[ \t]*+#")

_ENDING = re.compile(rb"(?:([.=+\-*/%@&|^~<>!]++)|" + _WORD + rb")[ \t]*+\Z")
_COMPLETE = re.compile(rb"(?:(?<![\w.])\d[\d_]*+\.|(?<!\.)\.\.\.|\bimport[ \t]*+\*)[ \t]*+\Z")


def mended(text: bytes) -> bytes:
    """`text` with `$`, an error that stays in its line, for operators that end a line outside of brackets."""
    suspects = _suspects(text)
    if not suspects:
        return text
    result: bytearray | None = None
    for end in line_ends(text):
        if end not in suspects:
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


def _suspects(text: bytes) -> frozenset[int]:
    """The ends of lines, or beginnings of comments, before which an operator may stand.

    What is in the first string of the text, or in a line of its own that is a comment, is none: such sentences end with a point.
    """
    size = len(text)
    ends = [size - found.start() for found in _SUSPECT.finditer(b"\n" + text[::-1])]
    if not ends:
        return frozenset()
    first = _QUOTE.search(text)
    start = end = 0
    if first is not None and first[0] != b"#":
        start, end = first.start(), string_end(text, first.start())
    return frozenset(
        at
        for at in ends
        if not start <= at < end
        and not _COMMENT.match(text, 1 + max(text.rfind(b"\n", 0, at), text.rfind(b"\r", 0, at)))
    )

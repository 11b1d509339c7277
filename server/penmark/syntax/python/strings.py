"""Where Python's string literals end, on text that may be broken, in linear time."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Alternatives begin with different characters, and what they repeat is possessive: nothing is read twice. A group of
# alternatives is not possessive, because Python 3.11.0 to 3.11.4 lose their place where the last one fails (gh-106052).
_PLAIN = {
    b'"': re.compile(rb'"[^"\\\r\n]*+(?:\\(?:\r\n|[\s\S])[^"\\\r\n]*+)*"?'),
    b"'": re.compile(rb"'[^'\\\r\n]*+(?:\\(?:\r\n|[\s\S])[^'\\\r\n]*+)*'?"),
    b'"""': re.compile(rb'"""[^"\\]*+(?:(?:\\[\s\S]|"(?!""))[^"\\]*+)*(?:""")?'),
    b"'''": re.compile(rb"'''[^'\\]*+(?:(?:\\[\s\S]|'(?!''))[^'\\]*+)*(?:''')?"),
}

# A format string whose placeholders hold neither strings nor braces: nearly all of them.
_FORMAT = {
    b'"': re.compile(rb'"(?:[^"\\{}\r\n]++|\{\{|\}\}|\{[^"\'\\{}\r\n]*+\})*"'),
    b"'": re.compile(rb"'(?:[^'\\{}\r\n]++|\{\{|\}\}|\{[^\"'\\{}\r\n]*+\})*'"),
    b'"""': re.compile(rb'"""(?:[^"\\{}]++|"(?!"")|\{\{|\}\}|\{[^"\'\\{}\r\n#]*+\})*"""'),
    b"'''": re.compile(rb"'''(?:[^'\\{}]++|'(?!'')|\{\{|\}\}|\{[^\"'\\{}\r\n#]*+\})*'''"),
}

_LITERAL = {
    quote: re.compile(
        rb"\\(?:N\{[^{}\"'\r\n]*+\}|\r\n|[^{}])?|\{\{|\}\}|[{}\r\n]|" + quote  # ordinary
    )
    for quote in _PLAIN
}
_RAW_LITERAL = {quote: re.compile(rb"\\(?:\r\n|[^{}])?|\{\{|\}\}|[{}\r\n]|" + quote) for quote in _PLAIN}
_SPEC = {quote: re.compile(rb"[{}\r\n]|" + quote) for quote in _PLAIN}
_FIELD = re.compile(rb"(?:\r\n?|\n)[ \t\f]*+|[()\[\]{}:\"']|#[^\r\n]*+")

RESYNC = re.compile(
    rb"(?:(?:def|class|return|import|raise|while|try|del|assert|pass|break|continue|global|nonlocal|with|except"
    rb"|finally|elif)\b|async[ \t]++(?:def|with)\b|from[ \t]++[\w.]++[ \t]++import\b|@[A-Za-z_])"
)
"""What no line inside brackets begins with: the bracket before it was never closed."""

_PREFIX = b"fFtT"
_RAW = b"rR"
_CLOSE = ord("}")
_COLON = ord(":")


def string_end(data: bytes, quote_at: int) -> int:
    """The offset after the string whose opening quote is at `quote_at`; its prefix is looked at too.

    A string that is not closed ends with its line, or with the text if it has three quotes.
    """
    quote = data[quote_at : quote_at + 1]
    if data.startswith(quote * 3, quote_at):
        quote *= 3
    kind = _format_kind(data, quote_at)
    if kind:
        simple = _FORMAT[quote].match(data, quote_at)
        if simple is not None:
            return simple.end()
        return _format_end(data, quote_at + len(quote), quote, kind == "raw")
    match = _PLAIN[quote].match(data, quote_at)
    assert match is not None
    return match.end()


def _format_kind(data: bytes, quote_at: int) -> str:
    """Whether the string at `quote_at` has placeholders: "", "raw" or "plain"."""
    if quote_at == 0:
        return ""
    start = quote_at - 1
    last = data[start]
    if last in _PREFIX:
        before = data[start - 1] if start else 0x20
        if before in _RAW:
            return "raw" if _begins_word(data, start - 1) else ""
        return "plain" if _begins_word(data, start) else ""
    if last in _RAW and start and data[start - 1] in _PREFIX and _begins_word(data, start - 1):
        return "raw"
    return ""


def _begins_word(data: bytes, offset: int) -> bool:
    if offset == 0:
        return True
    before = data[offset - 1]
    return not (before == 0x5F or before >= 0x80 or chr(before).isalnum())


@dataclass(slots=True)
class _Open:
    """A format string that is not closed yet, and the placeholders open in it.

    Each of `fields` is the depth of brackets in its expression, or -1 in its format specification.
    """

    quote: bytes
    raw: bool
    fields: list[int]


def _format_end(data: bytes, pos: int, quote: bytes, raw: bool) -> int:
    """The offset after a format string whose content begins at `pos`. Placeholders nest without recursion."""
    size = len(data)
    stack = [_Open(quote, raw, [])]
    while stack:
        top = stack[-1]
        if top.fields and top.fields[-1] >= 0:
            match = _FIELD.search(data, pos)
            if match is None:
                return size
            pos = match.end()
            first = data[match.start()]
            if first in b"\"'":
                pos = _quote_in_field(data, match.start(), stack)
            elif first in b"\r\n":
                if RESYNC.match(data, pos):
                    return match.start()
            else:
                _bracket_in_field(first, top.fields)
            continue
        pattern = _SPEC if top.fields else _RAW_LITERAL if top.raw else _LITERAL
        match = pattern[top.quote].search(data, pos)
        if match is None:
            return size
        pos = match.end()
        token = match[0]
        if token == b"{":
            top.fields.append(0)
        elif token == b"}":
            if top.fields:
                top.fields.pop()
        elif token == top.quote:
            stack.pop()
        elif token in (b"\n", b"\r") and len(top.quote) == 1:
            return match.start()
    return pos


def _bracket_in_field(first: int, fields: list[int]) -> None:
    depth = fields[-1]
    if first in b"([{":
        fields[-1] = depth + 1
    elif first in b")]":
        fields[-1] = max(0, depth - 1)
    elif first == _CLOSE:
        if depth:
            fields[-1] = depth - 1
        else:
            fields.pop()
    elif first == _COLON and not depth:
        fields[-1] = -1


def _quote_in_field(data: bytes, quote_at: int, stack: list[_Open]) -> int:
    """Enter or skip the string at `quote_at`, inside a placeholder; where to go on.

    The quote of the surrounding string begins another one (Python 3.12) if that one is closed on its line; else it
    closes the surrounding string, whose placeholder is still being written.
    """
    quote = data[quote_at : quote_at + 1]
    if data.startswith(quote * 3, quote_at):
        quote *= 3
    kind = _format_kind(data, quote_at)
    if kind:
        stack.append(_Open(quote, kind == "raw", []))
        return quote_at + len(quote)
    match = _PLAIN[quote].match(data, quote_at)
    end = quote_at + 1 if match is None else match.end()
    closed = end - quote_at >= 2 * len(quote) and data.endswith(quote, quote_at + len(quote), end)
    if not closed and data.startswith(stack[-1].quote, quote_at):
        return quote_at + len(stack.pop().quote)
    return end

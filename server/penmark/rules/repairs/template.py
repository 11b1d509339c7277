"""A Python string that is built, as a row of characters and holes that know where they stand, and its text written anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from penmark.rules.repairs.place import RepairError
from penmark.syntax import code
from penmark.syntax.python import literals, strings

_ESCAPE = re.compile(
    r"\\(?:\r\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^{}\\]{1,80}\}|.)", re.DOTALL
)
LONGEST = 20_000
"""The longest expression, in bytes, that is rewritten."""

_PREFIX = re.compile(rb"[A-Za-z]{0,2}(?=[\"'])")
_BETWEEN = re.compile(rb"(?:[ \t\f\r\n]++|\\\r?\n|#[^\r\n]*+|[()+])*")


@dataclass(frozen=True, slots=True)
class Literal:
    """One string literal: byte offsets of it and of what stands between its quotes."""

    start: int
    end: int
    body_start: int
    body_end: int
    prefix: str
    quote: str

    @property
    def formatted(self) -> bool:
        """Whether it is an f-string."""
        return "f" in self.prefix.lower()

    @property
    def raw(self) -> bool:
        """Whether backslashes stand for themselves."""
        return "r" in self.prefix.lower()


@dataclass(frozen=True, slots=True)
class Char:
    """One character of the result, and where it is written."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hole:
    """A value that is put into the result. `start` to `end` is what a literal in its place would replace.

    `spec` is the conversion and format as written; `converted`: the string is made by `str()` or a format, so that the value
    need not be one.
    """

    value: code.Expr
    spec: str
    start: int
    end: int
    converted: bool


Item = Char | Hole


@dataclass(frozen=True)
class Template:
    """A built string. `tail` is where what follows the literals begins (`% values`, `.format(…)`), else its end."""

    text: bytes
    node: code.Text
    literals: Sequence[Literal]
    items: Sequence[Item]
    tail: int

    def rewritten(
        self, replacements: Sequence[tuple[int, int, str]], spelled: Callable[[Char], str] | None = None
    ) -> str:
        """The source of a plain literal in which the items from each first to last index are this source text.

        `spelled` says how a `%` is written in the result; braces are written once. Raises RepairError where the literals
        cannot be joined.
        """
        edits: list[tuple[int, int, str]] = []
        taken: set[int] = set()
        for first, last, replacement in replacements:
            start, end = self.items[first].start, self.items[last].end
            edits.append((start, end, replacement + self._joined(start, end)))
            taken.update(range(first, last + 1))
        for index, item in enumerate(self.items):
            if index in taken:
                continue
            if isinstance(item, Hole):
                raise RepairError
            if item.text in "%{}":
                written = spelled(item) if spelled is not None and item.text == "%" else item.text
                if written != self.text[item.start : item.end].decode():
                    edits.append((item.start, item.end, written))
        for literal in self.literals:
            if literal.formatted and not any(start < literal.start < end for start, end, _ in edits):
                kept = literal.prefix.replace("f", "").replace("F", "")
                edits.append((literal.start, literal.start + len(literal.prefix), kept))
        if self.tail < self.node.end:
            if b"#" in self.text[self.tail : self.node.end]:
                raise RepairError
            edits.append((self.tail, self.node.end, ""))
        return self._applied(edits)

    def _applied(self, edits: list[tuple[int, int, str]]) -> str:
        pieces: list[bytes] = []
        position = self.node.start
        for start, end, text in sorted(edits):
            if start < position:
                raise RepairError
            pieces += (self.text[position:start], text.encode())
            position = end
        pieces.append(self.text[position : self.node.end])
        return b"".join(pieces).decode()

    def _joined(self, start: int, end: int) -> str:
        """Check that the literal around `start` can go on after `end`; the quote to close with, where nothing follows."""
        left = next((one for one in self.literals if one.body_start <= start <= one.body_end), None)
        right = next((one for one in self.literals if one.body_start <= end <= one.body_end), None)
        if left is None:
            raise RepairError
        if left is right:
            return ""
        self._check_gap(left.body_end, self.node.end if right is None else right.body_start)
        if right is None:
            return left.quote
        if left.quote != right.quote or left.raw is not right.raw:
            raise RepairError
        return ""

    def _check_gap(self, start: int, end: int) -> None:
        """Nothing but values and operators may be lost between two literals that become one: no comment, no lone bracket."""
        depth = 0
        position = start
        holes = sorted((item.value.start, item.value.end) for item in self.items if isinstance(item, Hole))
        while position < end:
            inside = next((stop for begin, stop in holes if begin == position), None)
            if inside is not None and inside > position:
                position = inside
                continue
            byte = self.text[position : position + 1]
            if byte == b"#" and not any(one.start <= position < one.end for one in self.literals):
                raise RepairError
            depth += {b"(": 1, b")": -1}.get(byte, 0)
            if depth < 0:
                raise RepairError
            position += 1
        if depth:
            raise RepairError


def read(text: bytes, node: code.Text) -> Template:
    """The template of a string that is built in `text`. Raises RepairError where it is built in another way."""
    if not node.complete or node.end - node.start > LONGEST:
        raise RepairError
    if node.how == "fstring":
        found = _literals(text, node.start, node.end)
        return Template(text, node, found, _format_string(text, node, found), node.end)
    if node.how in ("%", "format"):
        return _filled(text, node)
    if node.how == "+":
        return _sum(text, node)
    raise RepairError


def characters(text: bytes, node: code.Constant) -> list[Char]:
    """The characters of a constant string and where they are written. Raises RepairError."""
    found = _literals(text, node.start, node.end)
    items = [one for each in found for one in _characters(text, each, each.body_start, each.body_end)]
    return [one for one in items if isinstance(one, Char)]


def _literals(text: bytes, start: int, end: int) -> list[Literal]:
    """The literals from `start` on, as long as nothing else stands between them."""
    found: list[Literal] = []
    position = start
    while True:
        between = _BETWEEN.match(text, position, end)
        at = position if between is None else between.end()
        prefix = _PREFIX.match(text, at, end)
        if prefix is None:
            return found
        literal = _literal(text, at, prefix.end(), end)
        if literal is None:
            return found
        found.append(literal)
        position = literal.end


def _literal(text: bytes, start: int, quote_at: int, limit: int) -> Literal | None:
    end = strings.string_end(text, quote_at)
    quote = text[quote_at : quote_at + 1]
    if text.startswith(quote * 3, quote_at):
        quote *= 3
    size = len(quote)
    closed = end - quote_at >= 2 * size and text.endswith(quote, quote_at + size, end)
    prefix = text[start:quote_at].decode()
    if end > limit or not closed or set(prefix.lower()) - set("rfu"):
        return None
    return Literal(start, end, quote_at + size, end - size, prefix, quote.decode())


def _format_string(text: bytes, node: code.Text, found: Sequence[Literal]) -> list[Item]:
    items: list[Item] = []
    for literal in found:
        inside = [
            (part, spec)
            for part, spec in zip(node.parts, node.specs, strict=True)
            if literal.body_start <= part.start and part.end <= literal.body_end
        ]
        position = literal.body_start
        for part, spec in inside:
            if part.start < position:
                raise RepairError
            if part.start == position and isinstance(part, code.Constant):
                items += _characters(text, literal, part.start, part.end, braces=literal.formatted)
                position = part.end
                continue
            if spec == "*":
                raise RepairError
            end = _field_end(text, part.end, spec)
            items.append(Hole(part, spec, position, end, True))
            position = end
        if position != literal.body_end:
            raise RepairError
    return items


def _field_end(text: bytes, position: int, spec: str) -> int:
    """The offset after the placeholder whose value ends at `position`."""
    while text[position : position + 1] in (b" ", b"\t", b")", b"\n", b"\r"):
        position += 1
    if not text.startswith(spec.encode() + b"}", position) or "=" in spec[:1]:
        raise RepairError
    return position + len(spec.encode()) + 1


def _filled(text: bytes, node: code.Text) -> Template:
    found = _literals(text, node.start, node.end)
    first_value = min(
        (part.start for part in node.parts if not any(one.start <= part.start < one.end for one in found)),
        default=node.end,
    )
    found = [literal for literal in found if literal.end <= first_value]
    if not found or any(literal.formatted for literal in found):
        raise RepairError
    pieces = [literals.Piece(one.body_start, one.body_end, one.raw, False) for one in found]
    reader = literals.percent_items if node.how == "%" else literals.format_items
    written = reader(text, pieces)
    if written is None or len(written) != len(node.parts):
        raise RepairError
    items: list[Item] = []
    for piece, part in zip(written, node.parts, strict=True):
        if isinstance(piece, literals.Field):
            if piece.trail or piece.inner:
                raise RepairError
            items.append(Hole(part, piece.spec, piece.start, piece.end, True))
            continue
        literal = next(one for one in found if one.body_start <= piece.start < one.body_end)
        percent = node.how == "%"
        items += _characters(text, literal, piece.start, piece.end, braces=not percent, percent=percent)
    return Template(text, node, found, items, _after_brackets(text, node.start, found))


def _after_brackets(text: bytes, start: int, found: Sequence[Literal]) -> int:
    """Where the brackets around the literals end."""
    opened = text[start : found[0].start].count(b"(")
    position = found[-1].end
    while opened:
        between = re.compile(rb"[ \t\r\n]*+\)").match(text, position)
        if between is None:
            raise RepairError
        position = between.end()
        opened -= 1
    return position


def _sum(text: bytes, node: code.Text) -> Template:
    found: list[Literal] = []
    rows: list[list[Item] | tuple[code.Expr, int]] = []
    for part in sorted(node.parts, key=lambda one: one.start):
        if isinstance(part, code.Constant) and isinstance(part.value, str):
            here = _literals(text, part.start, part.end)
            rows.append(
                [item for one in here for item in _characters(text, one, one.body_start, one.body_end)]
            )
        elif isinstance(part, code.Text) and part.how == "fstring":
            here = _literals(text, part.start, part.end)
            rows.append(_format_string(text, part, here))
        else:
            rows.append((part, len(found)))
            continue
        if not here or here[-1].end != part.end:
            raise RepairError
        found += here
    items: list[Item] = []
    for row in rows:
        if isinstance(row, list):
            items += row
            continue
        value, following = row
        start = found[following - 1].body_end if following else node.start
        end = found[following].body_start if following < len(found) else node.end
        items.append(Hole(value, "", start, end, False))
    return Template(text, node, found, items, node.end)


def _characters(
    text: bytes, literal: Literal, start: int, end: int, *, braces: bool = False, percent: bool = False
) -> list[Item]:
    """The characters that are written between two offsets in a literal."""
    items: list[Item] = []
    written = text[start:end].decode("utf-8", "replace")
    index = 0
    position = start
    while index < len(written):
        size = 1
        character = written[index]
        value = character
        if character == "\\" and not literal.raw:
            escape = _ESCAPE.match(written, index)
            if escape is None:
                raise RepairError
            size = len(escape.group())
            value = str(literals.decode(escape.group().encode(), False, False))
        elif (character in "{}" and braces) or (character == "%" and percent):
            size = 2 if written.startswith(character * 2, index) else 1
        width = len(written[index : index + size].encode())
        if value:
            items.append(Char(value, position, position + width))
        index += size
        position += width
    return items

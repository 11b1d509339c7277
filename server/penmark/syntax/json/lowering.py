"""From the syntax tree of one unit to the facts of configuration. The only place that knows JSON's node names."""

from __future__ import annotations

import re

from tree_sitter import Node

from penmark.syntax import config
from penmark.syntax.config import Lowered
from penmark.syntax.data import block_of

_DEPTH = 100
_WORDS = {"true": True, "false": False, "null": None}
_ESCAPE = re.compile(rb"\\(?:u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


class Lowering:
    """Reads one unit's tree, in which the text begins `shift` bytes further on."""

    def __init__(self, source: bytes, shift: int) -> None:
        self.source = source
        self.shift = shift
        self.deep = False

    def unit(self, root: Node, path: tuple[str, ...]) -> Lowered:
        """The block of a document, or of the entry that stands under `path`."""
        content = next((one for one in root.named_children if one.type in ("object", "array")), None)
        value = self._expr(content, 0) if content is not None else None
        if path and isinstance(value, config.Mapping) and value.entries:
            value = config.Mapping(value.start, value.end, value.entries[:1])
        return Lowered(block_of(value, path), self.deep)

    def _expr(self, node: Node, depth: int) -> config.Expr:
        start, end = self._span(node)
        if depth > _DEPTH:
            self.deep = True
            return config.Unknown(start, end)
        match node.type:
            case "object":
                return config.Mapping(start, end, [self._entry(one, depth) for one in _all(node, "pair")])
            case "array":
                inner = [one for one in node.named_children if one.type != "comment" and not one.is_error]
                return config.Items(start, end, [self._expr(one, depth + 1) for one in inner])
            case "string":
                return self._string(start, end)
            case "number":
                text = self.source[start:end].decode("ascii", "replace")
                try:
                    return config.Scalar(start, end, int(text))
                except ValueError:
                    pass
                try:
                    return config.Scalar(start, end, float(text))
                except ValueError:
                    return config.Unknown(start, end)
            case "true" | "false" | "null":
                return config.Scalar(start, end, _WORDS[node.type])
        return config.Unknown(start, end)

    def _entry(self, node: Node, depth: int) -> config.Entry:
        start, end = self._span(node)
        key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        name = self._expr(key, depth + 1) if key is not None else config.Unknown(start, start)
        made = self._expr(value, depth + 1) if value is not None else config.Unknown(end, end)
        return config.Entry(start, end, name, made)

    def _string(self, start: int, end: int) -> config.Scalar:
        pieces: list[str] = []
        places: list[tuple[int, int]] = []
        size = 0

        def add(text: str, offset: int) -> None:
            nonlocal size
            places.append((size, offset))
            pieces.append(text)
            size += len(text)

        position, stop = start + 1, max(start + 1, end - 1)
        for escape in _ESCAPE.finditer(self.source, position, stop):
            self._characters(position, escape.start(), add)
            letter = escape[0][1:2].decode("latin-1")
            code = escape[0][2:]
            add(chr(int(code, 16)) if code else _LETTERS.get(letter, letter), escape.start())
            position = escape.end()
        self._characters(position, stop, add)
        return config.Scalar(start, end, "".join(pieces), tuple(places))

    def _characters(self, start: int, end: int, add: object) -> None:
        assert callable(add)
        text = self.source[start:end].decode("utf-8", "replace")
        if text.isascii():
            if text:
                add(text, start)
            return
        for character in text:
            add(character, start)
            start += len(character.encode("utf-8", "surrogatepass"))

    def _span(self, node: Node) -> tuple[int, int]:
        size = len(self.source)
        return (
            max(0, min(node.start_byte - self.shift, size)),
            max(0, min(node.end_byte - self.shift, size)),
        )


def _all(node: Node, kind: str) -> list[Node]:
    """The children of that kind, and those that the parser put into an error."""
    found: list[Node] = []
    for child in node.named_children:
        if child.type == kind:
            found.append(child)
        elif child.is_error:
            found += [one for one in child.named_children if one.type == kind]
    return found

"""From the syntax tree of one declaration to the facts of configuration. The only place that knows the grammar's node names.

A resource or module is a block with the properties of its object; `@if` is the condition on which it is made. A parameter or
variable is a block with the attribute `value`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tree_sitter import Node

from penmark.syntax import config
from penmark.syntax.config import Attribute, Block, Expr, Scalar

_DEPTH = 100
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'", "$": "$"}
_NAMES = frozenset({"identifier", "property_identifier"})


class Lowering:
    """Reads one declaration's tree."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.deep = False

    def declaration(self, root: Node, kind: str, labels: tuple[str, ...]) -> Block | None:
        """The declaration that the text is."""
        node = next((one for one in root.named_children if one.type.endswith("_declaration")), None)
        if node is None:
            return None
        equals = next((index for index, one in enumerate(node.children) if one.type == "="), None)
        written = node.children[equals + 1 :] if equals is not None else []
        value = next((one for one in written if one.is_named and one.type != "comment"), None)
        head_end = self._end(node.children[equals - 1]) if equals else self._end(node)
        start, end = node.start_byte, self._end(node)
        attributes: list[Attribute] = []
        opening = closing = head_end
        if value is not None and kind in ("resource", "existing", "module"):
            body = self._body(value, attributes)
            if body is not None:
                opening, closing = body.start, body.end
                attributes += config.block_from(body).attributes
        elif value is not None:
            expression = self._expr(value, 0)
            attributes.append(
                Attribute(expression.start, expression.end, "value", expression.start, expression)
            )
        return Block(start, end, kind, labels, head_end, opening, closing, attributes, [])

    def _body(self, node: Node, attributes: list[Attribute]) -> config.Mapping | None:
        """The object of a resource, within conditions and loops."""
        if node.type == "if_statement":
            test = next((one for one in node.named_children if one.type == "parenthesized_expression"), None)
            if test is not None:
                start, end = test.start_byte, self._end(test)
                attributes.append(Attribute(start, end, "@if", start, self._expr(test, 0)))
        if node.type in ("if_statement", "for_statement"):
            inner = [
                one for one in node.named_children if one.type in ("object", "if_statement", "for_statement")
            ]
            return self._body(inner[-1], attributes) if inner else None
        value = self._expr(node, 0)
        return value if isinstance(value, config.Mapping) else None

    def _end(self, node: Node) -> int:
        return min(node.end_byte, len(self.source))

    # ------------------------------------------------------------ expressions

    def _expr(self, node: Node, depth: int) -> Expr:
        start, end = node.start_byte, self._end(node)
        if depth > _DEPTH:
            self.deep = True
            return config.Unknown(start, end)
        read = _READERS.get(node.type)
        return config.Unknown(start, end) if read is None else read(self, node, depth + 1)

    def _parts(self, node: Node) -> list[Node]:
        return [
            one
            for one in node.named_children
            if one.type not in ("comment", "diagnostic_comment") and not one.is_error
        ]

    def _object(self, node: Node, depth: int) -> Expr:
        entries = [self._entry(one, depth) for one in _all(node, "object_property") if self._parts(one)]
        return config.Mapping(node.start_byte, self._end(node), entries)

    def _entry(self, node: Node, depth: int) -> config.Entry:
        parts = self._parts(node)
        key = parts[0]
        name: Expr = self._expr(key, depth)
        if key.type in _NAMES:
            name = Scalar(key.start_byte, self._end(key), self._text(key))
        end = self._end(node)
        value = self._expr(parts[1], depth) if len(parts) > 1 else config.Unknown(end, end)
        return config.Entry(node.start_byte, end, name, value)

    def _array(self, node: Node, depth: int) -> Expr:
        items = [self._expr(one, depth) for one in self._parts(node)]
        return config.Items(node.start_byte, self._end(node), items)

    def _string(self, node: Node, depth: int) -> Expr:
        start, end = node.start_byte, self._end(node)
        parts: list[Expr] = []
        text, places, size = list[str](), list[tuple[int, int]](), 0
        for child in node.children:
            if child.type == "interpolation":
                if text:
                    parts.append(Scalar(places[0][1], child.start_byte, "".join(text), tuple(places)))
                    text, places, size = [], [], 0
                inner = self._parts(child)
                parts.append(
                    self._expr(inner[0], depth)
                    if inner
                    else config.Unknown(child.start_byte, self._end(child))
                )
            elif child.is_named and not child.is_error:
                written = self._text(child)
                if child.type == "escape_sequence":
                    written = _ESCAPES.get(written[1:], written)
                places.append((size, child.start_byte))
                text.append(written)
                size += len(written)
        if not parts:
            return Scalar(start, end, "".join(text), tuple(places))
        if text:
            parts.append(Scalar(places[0][1], end - 1, "".join(text), tuple(places)))
        return config.Template(start, end, parts)

    def _multiline(self, node: Node, depth: int) -> Expr:
        start, end = node.start_byte, self._end(node)
        text = self.source[start + 3 : max(start + 3, end - 3)].decode("utf-8", "replace").removeprefix("\n")
        return Scalar(start, end, text)

    def _number(self, node: Node, depth: int) -> Expr:
        start, end = node.start_byte, self._end(node)
        text = self._text(node)
        return Scalar(start, end, int(text)) if text.isdecimal() else config.Unknown(start, end)

    def _boolean(self, node: Node, depth: int) -> Expr:
        return Scalar(node.start_byte, self._end(node), self._text(node) == "true")

    def _null(self, node: Node, depth: int) -> Expr:
        return Scalar(node.start_byte, self._end(node), None)

    def _name(self, node: Node, depth: int) -> Expr:
        return config.Reference(node.start_byte, self._end(node), self._text(node))

    def _member(self, node: Node, depth: int) -> Expr:
        parts = self._parts(node)
        start, end = node.start_byte, self._end(node)
        if len(parts) != 2:
            return config.Unknown(start, end)
        base, last = self._expr(parts[0], depth), parts[1]
        step: config.Step = config.Get(last.start_byte, self._end(last), self._text(last))
        if node.type == "subscript_expression":
            step = config.Index(last.start_byte, self._end(last), self._expr(last, depth))
        if isinstance(base, config.Reference):
            return config.Reference(start, end, base.root, [*base.steps, step])
        return config.Access(start, end, base, [step])

    def _call(self, node: Node, depth: int) -> Expr:
        parts = self._parts(node)
        arguments = parts[-1] if parts and parts[-1].type == "arguments" else None
        given = [self._expr(one, depth) for one in self._parts(arguments)] if arguments is not None else []
        name = self._text(parts[0]) if parts and parts[0].type in _NAMES else ""
        return config.Call(node.start_byte, self._end(node), name, given)

    def _ternary(self, node: Node, depth: int) -> Expr:
        parts = [self._expr(one, depth) for one in self._parts(node)]
        if len(parts) != 3:
            return config.Unknown(node.start_byte, self._end(node), parts)
        return config.Conditional(node.start_byte, self._end(node), *parts)

    def _operation(self, node: Node, depth: int) -> Expr:
        operator = next((self._text(one) for one in node.children if not one.is_named), "")
        operands = [self._expr(one, depth) for one in self._parts(node)]
        return config.Operation(node.start_byte, self._end(node), operator, operands)

    def _wrapped(self, node: Node, depth: int) -> Expr:
        parts = self._parts(node)
        return (
            self._expr(parts[0], depth)
            if len(parts) == 1
            else config.Unknown(node.start_byte, self._end(node))
        )

    def _text(self, node: Node) -> str:
        return (node.text or b"").decode("utf-8", "replace")


def _all(node: Node, kind: str) -> Sequence[Node]:
    """The children of that kind, and those that the parser put into an error."""
    found: list[Node] = []
    for child in node.named_children:
        if child.type == kind:
            found.append(child)
        elif child.is_error:
            found += [one for one in child.named_children if one.type == kind]
    return found


_READERS: dict[str, Callable[[Lowering, Node, int], Expr]] = {
    "array": Lowering._array,
    "binary_expression": Lowering._operation,
    "boolean": Lowering._boolean,
    "call_expression": Lowering._call,
    "identifier": Lowering._name,
    "member_expression": Lowering._member,
    "multiline_string_literal": Lowering._multiline,
    "null": Lowering._null,
    "number": Lowering._number,
    "object": Lowering._object,
    "parenthesized_expression": Lowering._wrapped,
    "string": Lowering._string,
    "subscript_expression": Lowering._member,
    "ternary_expression": Lowering._ternary,
    "unary_expression": Lowering._operation,
}

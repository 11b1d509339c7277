"""Lowers Python's expressions from the grammar's nodes to `penmark.syntax.code`.

The names of node types are tree-sitter-python's. Long chains are walked, deep nesting is bounded.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import ClassVar

from tree_sitter import Node

from penmark.syntax import code
from penmark.syntax.python import building
from penmark.syntax.python.literals import Piece, braces_value, decode, number

DEPTH = 120
"""How deep expressions and blocks may nest. Python's own parser allows 100 blocks and 200 brackets."""

CHAIN = 64
"""How many operands of one chain (`a + b + …`) may become nodes within nodes; a longer one becomes flat."""

_CONSTANTS = {"true": True, "false": False, "none": None, "ellipsis": ...}
_IGNORED = frozenset(("comment", "line_continuation"))
_STRINGS = frozenset(("string", "concatenated_string"))
_LITERAL_VALUE = (str, bytes)


class Expressions:
    """Lowers the expressions of one part. `source` is the part's text; offsets are those of the nodes."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.words: set[str] = set()
        self.truncated = False
        self.yields = False
        self.depth = 0
        self.loose_star = -1

    # ------------------------------------------------------------ common

    def expr(self, node: Node) -> code.Expr:
        """The expression at `node`, whatever it is."""
        kind = node.type
        if kind == "identifier":
            return code.Name(node.start_byte, node.end_byte, self.word(node))
        if self.depth >= DEPTH:
            self.truncated = True
            return code.Opaque(node.start_byte, node.end_byte)
        lower = self.EXPRESSIONS.get(kind, Expressions._opaque)
        self.depth += 1
        result = lower(self, node)
        self.depth -= 1
        return result

    def exprs(self, nodes: Sequence[Node]) -> list[code.Expr]:
        """Those of `nodes` that are expressions, lowered."""
        return [self.expr(node) for node in nodes if node.is_named and node.type not in _IGNORED]

    def word(self, node: Node) -> str:
        """The identifier at `node`."""
        raw = self.source[node.start_byte : node.end_byte]
        word = raw.decode(errors="replace")
        if not raw.isascii():
            word = unicodedata.normalize("NFKC", word)
        self.words.add(word)
        return word

    def _opaque(self, node: Node) -> code.Expr:
        return code.Opaque(node.start_byte, node.end_byte, self.exprs(node.children))

    # ------------------------------------------------------------ names and access

    def _attribute(self, node: Node) -> code.Expr:
        parts = _solid(node)
        if len(parts) != 3 or parts[2].type != "identifier":
            return self._opaque(node)
        base, _, name = parts
        return code.Attribute(
            node.start_byte, node.end_byte, self.expr(base), self.word(name), name.start_byte
        )

    def _subscript(self, node: Node) -> code.Expr:
        base, *rest = _solid(node)
        return code.Index(node.start_byte, node.end_byte, self.expr(base), self._key(rest))

    def _key(self, nodes: Sequence[Node]) -> code.Expr:
        """The key between brackets: several, or one with a comma, are a tuple."""
        keys = self._entries([node for node in nodes if node.is_named])
        if len(keys) == 1 and not keys[0].spread and not any(node.type == "," for node in nodes):
            return keys[0].value
        start, end = (keys[0].start, keys[-1].end) if keys else (nodes[0].end_byte, nodes[0].end_byte)
        return code.Collection(start, end, "tuple", keys)

    def _parenthesized(self, node: Node) -> code.Expr:
        inner = unwrap(node)
        return self._opaque(inner) if inner.type == "parenthesized_expression" else self.expr(inner)

    # ------------------------------------------------------------ literals

    def _constant(self, node: Node) -> code.Expr:
        return code.Constant(node.start_byte, node.end_byte, _CONSTANTS[node.type])

    def _number(self, node: Node) -> code.Expr:
        start, end = node.byte_range
        value = number(self.source[start:end].decode(errors="replace"))
        return code.Opaque(start, end) if value is None else code.Constant(start, end, value)

    def _string(self, node: Node) -> code.Expr:
        start, end = node.byte_range
        if not any(child.type == "interpolation" for child in node.children):
            return code.Constant(start, end, self._plain_value(node))
        parts, specs = self._interpolated(node)
        return code.Text(start, end, "template" if self._prefix(node)[0] == "t" else "fstring", parts, specs)

    def _concatenated(self, node: Node) -> code.Expr:
        start, end = node.byte_range
        strings = [child for child in node.children if child.type == "string"]
        if not any(child.type == "interpolation" for string in strings for child in string.children):
            values = [self._plain_value(string) for string in strings]
            texts = [value for value in values if isinstance(value, str)]
            if len(texts) == len(values):
                return code.Constant(start, end, "".join(texts))
            return code.Constant(
                start, end, b"".join(v if isinstance(v, bytes) else v.encode() for v in values)
            )
        how = "fstring"
        parts: list[code.Expr] = []
        specs: list[str] = []
        for string in strings:
            if self._prefix(string)[0] == "t":
                how = "template"
            more, more_specs = self._interpolated(string)
            parts += more
            specs += more_specs
        return code.Text(start, end, how, parts, specs)

    def _prefix(self, string: Node) -> tuple[str, bool, bool]:
        """Of a string: "f", "t" or "" for its placeholders; whether it is raw; whether it is bytes."""
        first = string.children[0]
        letters = self.source[first.start_byte : first.end_byte].lower()
        kind = "f" if b"f" in letters else "t" if b"t" in letters else ""
        return kind, b"r" in letters, b"b" in letters

    def _content(self, string: Node) -> tuple[int, int]:
        """Where the text between the quotes begins and ends: by the quotes, since a node of theirs may be too long."""
        children = string.children
        start, end = children[0].end_byte, string.end_byte
        if children[-1].type == "string_end":
            end -= 3 if self.source.endswith((b'"""', b"'''"), children[0].start_byte, start) else 1
        return start, max(start, end)

    def _plain_value(self, string: Node) -> str | bytes:
        kind, raw, binary = self._prefix(string)
        start, end = self._content(string)
        text = self.source[start:end]
        return braces_value(text, raw) if kind else decode(text, raw, binary)

    def pieces(self, node: Node) -> list[Piece]:
        """The pieces of a literal, or of several that stand together."""
        strings = (
            [node] if node.type == "string" else [child for child in node.children if child.type == "string"]
        )
        found = []
        for string in strings:
            _, raw, binary = self._prefix(string)
            found.append(Piece(*self._content(string), raw, binary))
        return found

    def _interpolated(self, string: Node) -> tuple[list[code.Expr], list[str]]:
        kind, raw, binary = self._prefix(string)
        start, end = self._content(string)
        parts: list[code.Expr] = []
        specs: list[str] = []

        def literal(until: int) -> None:
            if until > start:
                text = self.source[start:until]
                value = braces_value(text, raw) if kind else decode(text, raw, binary)
                parts.append(code.Constant(start, until, value))
                specs.append("")

        for child in string.children:
            if child.type == "interpolation":
                literal(child.start_byte)
                start = child.end_byte
                self._placeholder(child, parts, specs)
        literal(end)
        return parts, specs

    def _placeholder(self, node: Node, parts: list[code.Expr], specs: list[str]) -> None:
        spec_at: int | None = None
        values: list[Node] = []
        inner: list[Node] = []
        for child in node.children[1:]:
            kind = child.type
            if kind in ("type_conversion", "format_specifier", "="):
                spec_at = child.start_byte if spec_at is None else spec_at
                if kind == "format_specifier":
                    inner = [part for part in child.children if part.type == "format_expression"]
            elif child.is_named and kind not in _IGNORED:
                values.append(child)
        last = node.children[-1]
        spec_end = last.start_byte if last.type == "}" else node.end_byte
        spec = "" if spec_at is None else self.source[spec_at:spec_end].decode(errors="replace").strip()
        value = self.expr(values[0]) if len(values) == 1 else self._opaque(node)
        parts.append(value)
        specs.append(spec)
        for expression in inner:
            parts.extend(self.exprs(expression.children))
            specs.extend("*" for _ in range(len(parts) - len(specs)))

    # ------------------------------------------------------------ calls

    def _call(self, node: Node) -> code.Expr:
        parts = _solid(node)
        if len(parts) != 2:
            return self._opaque(node)
        function, arguments = parts
        start, end = node.byte_range
        opened, closed = arguments.byte_range
        if arguments.type == "argument_list":
            given = self.arguments(arguments)
        else:
            value = self.expr(arguments)
            given = [code.Argument(value.start, value.end, value)]
        callee = self.expr(function)
        call = code.Call(start, end, callee, given, opened, max(opened, closed - 1))
        if isinstance(callee, code.Attribute) and callee.name in ("format", "join"):
            base = callee.base
            if isinstance(base, code.Text) or (
                isinstance(base, code.Constant) and isinstance(base.value, _LITERAL_VALUE)
            ):
                text = unwrap(function.children[0])
                pieces = self.pieces(text) if text.type in _STRINGS else []
                return building.method(self.source, call, callee.name, base, pieces)
        return call

    def arguments(self, node: Node) -> list[code.Argument]:
        """The arguments of an argument_list."""
        given: list[code.Argument] = []
        for child in node.children:
            if not child.is_named:
                continue
            kind = child.type
            if kind in _IGNORED:
                continue
            start, end = child.byte_range
            if kind == "keyword_argument":
                parts = _solid(child)
                name = self.word(parts[0])
                value = self.expr(parts[2]) if len(parts) == 3 else code.Opaque(end, end)
                given.append(code.Argument(start, end, value, name))
            elif kind in _SPREADS:
                given.append(code.Argument(start, end, self._spread(child), None, _SPREADS[kind]))
            else:
                value, spread = self._starred(child)
                given.append(code.Argument(start, end, value, None, spread))
        return given

    def _spread(self, node: Node) -> code.Expr:
        values = self.exprs(node.children)
        return values[0] if len(values) == 1 else code.Opaque(node.start_byte, node.end_byte, values)

    # ------------------------------------------------------------ operators

    def _binary(self, node: Node) -> code.Expr:
        spine: list[tuple[Node, str, Node]] = []
        while node.type == "binary_operator":
            parts = _solid(node)
            if len(parts) != 3:
                break
            spine.append((node, parts[1].type, parts[2]))
            node = unwrap(parts[0])
        if not spine:
            return self._opaque(node)
        first = node
        left = self._opaque(node) if node.type == "binary_operator" else self.expr(node)
        if len(spine) > CHAIN:
            return self._long_chain(left, spine)
        for node, op, right in reversed(spine):
            pieces = self.pieces(first) if op == "%" and first.type in _STRINGS else []
            left = building.combine(
                self.source, op, left, self.expr(right), node.start_byte, node.end_byte, pieces
            )
            if op == "*" and building.is_repeated(left):
                self.words.add("mul")
            first = node
        return left

    def _long_chain(self, left: code.Expr, spine: Sequence[tuple[Node, str, Node]]) -> code.Expr:
        start, end = spine[0][0].byte_range
        operands = [left, *(self.expr(right) for _, _, right in reversed(spine))]
        if all(op == "+" for _, op, _ in spine) and any(building.is_text(operand) for operand in operands):
            return code.Text(start, end, "+", operands, [""] * len(operands))
        return code.Opaque(start, end, operands)

    def _boolean(self, node: Node) -> code.Expr:
        start, end = node.byte_range
        op = ""
        operands: list[Node] = []
        while node.type == "boolean_operator":
            parts = _solid(node)
            if len(parts) != 3 or parts[1].type != (op or parts[1].type):
                break
            op = parts[1].type
            operands.append(parts[2])
            node = unwrap(parts[0])
        if not operands:
            return self._opaque(node)
        operands.append(node)
        return code.Logical(start, end, op, [self.expr(operand) for operand in reversed(operands)])

    def _comparison(self, node: Node) -> code.Expr:
        start, end = node.byte_range
        operands: list[code.Expr] = []
        ops: list[str] = []
        op = ""
        for child in node.children:
            if not child.is_named:
                op = f"{op} {child.type}" if op else child.type
            elif child.type not in _IGNORED:
                if operands:
                    ops.append("!=" if op == "<>" else op)
                operands.append(self.expr(child))
                op = ""
        compared = [
            code.Compare(left.start, right.end, op, left, right)
            for left, op, right in zip(operands, ops, operands[1:], strict=False)
        ]
        for one in compared:
            if one.op in code.COMPARED_BY and code.Constant not in (one.left.__class__, one.right.__class__):
                self.words.add(code.COMPARED_BY[one.op])
        if len(compared) == 1:
            compared[0].start, compared[0].end = start, end
            return compared[0]
        return code.Logical(start, end, "and", compared) if compared else code.Opaque(start, end, operands)

    def _not(self, node: Node) -> code.Expr:
        return self._unary_of(node, "not")

    def _unary(self, node: Node) -> code.Expr:
        return self._unary_of(node, node.children[0].type)

    def _unary_of(self, node: Node, op: str) -> code.Expr:
        operands = self.exprs(node.children)
        if len(operands) != 1:
            return code.Opaque(node.start_byte, node.end_byte, operands)
        return code.Unary(node.start_byte, node.end_byte, op, operands[0])

    def _conditional(self, node: Node) -> code.Expr:
        operands = self.exprs(node.children)
        if len(operands) != 3:
            return code.Opaque(node.start_byte, node.end_byte, operands)
        then, test, orelse = operands
        return code.Conditional(node.start_byte, node.end_byte, test, then, orelse)

    def _await(self, node: Node) -> code.Expr:
        return code.Await(node.start_byte, node.end_byte, self._spread(node))

    def _yield(self, node: Node) -> code.Expr:
        self.yields = True
        start, end = node.byte_range
        kind = "yield from" if any(child.type == "from" for child in node.children) else "yield"
        values = self.exprs(node.children)
        value = values[0] if len(values) == 1 else code.Opaque(start, end, values) if values else None
        return code.Await(start, end, code.Constant(end, end, None) if value is None else value, kind)

    def _named(self, node: Node) -> code.Expr:
        operands = self.exprs(node.children)
        if len(operands) != 2:
            return code.Opaque(node.start_byte, node.end_byte, operands)
        return code.Bind(node.start_byte, node.end_byte, operands[0], operands[1])

    # ------------------------------------------------------------ collections

    def _entries(self, nodes: Sequence[Node]) -> list[code.Entry]:
        entries: list[code.Entry] = []
        for child in nodes:
            kind = child.type
            if not child.is_named or kind in _IGNORED:
                continue
            start, end = child.byte_range
            if kind == "pair":
                pair = _solid(child)
                if len(pair) == 3:
                    entries.append(code.Entry(start, end, self.expr(pair[2]), self.expr(pair[0])))
                else:
                    entries.append(code.Entry(start, end, self._opaque(child)))
            elif kind in _SPREADS:
                entries.append(code.Entry(start, end, self._spread(child), None, _SPREADS[kind]))
            else:
                value, spread = self._starred(child)
                entries.append(code.Entry(start, end, value, None, spread))
        return entries

    def _starred(self, node: Node) -> tuple[code.Expr, str]:
        """An element and its `*`, of which the grammar sometimes takes `*a.b` for the `b` of `*a`."""
        value = self.expr(node)
        if self.loose_star != node.start_byte:
            return value, ""
        _unstar(value, self.loose_star)
        return value, "*"

    def _loose_splat(self, node: Node) -> code.Expr:
        self.loose_star = node.start_byte
        return self._spread(node)

    def _list(self, node: Node) -> code.Expr:
        return code.Collection(node.start_byte, node.end_byte, "list", self._entries(node.children))

    def _tuple(self, node: Node) -> code.Expr:
        return code.Collection(node.start_byte, node.end_byte, "tuple", self._entries(node.children))

    def _set(self, node: Node) -> code.Expr:
        return code.Collection(node.start_byte, node.end_byte, "set", self._entries(node.children))

    def _dict(self, node: Node) -> code.Expr:
        mapping = code.Collection(node.start_byte, node.end_byte, "dict", self._entries(node.children))
        name = code.first_key(mapping)
        if name:
            self.words.add(name)
        return mapping

    def _comprehension(self, node: Node) -> code.Expr:
        start, end = node.byte_range
        value: code.Expr = code.Opaque(start, start)
        key: code.Expr | None = None
        generators: list[code.Generator] = []
        conditions: list[code.Expr] = []
        for child in node.children:
            kind = child.type
            if not child.is_named or kind in _IGNORED:
                continue
            if kind == "for_in_clause":
                conditions = []
                generators.append(self._generator(child, conditions))
            elif kind == "if_clause":
                conditions.extend(self.exprs(child.children))
            elif kind == "pair":
                entry = self._entries([child])[0]
                value, key = entry.value, entry.key
            else:
                value = self.expr(child)
        return code.Comprehension(start, end, _COMPREHENSIONS[node.type], value, key, generators)

    def _generator(self, node: Node, conditions: list[code.Expr]) -> code.Generator:
        start, end = node.byte_range
        left: list[Node] = []
        right: list[Node] = []
        side = left
        for child in node.children:
            if child.type == "in" and not child.is_named:
                side = right
            elif child.is_named and child.type not in _IGNORED:
                side.append(child)
        return code.Generator(start, end, self.together(left, start), self.together(right, end), conditions)

    def together(self, nodes: Sequence[Node], at: int) -> code.Expr:
        """What `nodes`, separated by commas, are together: the only one, a tuple of several, Opaque at `at` for none."""
        if len(nodes) == 1 and nodes[0].type not in _SPREADS:
            return self.expr(nodes[0])
        entries = self._entries(nodes)
        if not entries:
            return code.Opaque(at, at)
        return code.Collection(entries[0].start, entries[-1].end, "tuple", entries)

    # ------------------------------------------------------------ functions

    def _lambda(self, node: Node) -> code.Expr:
        start, end = node.byte_range
        params: list[code.Param] = []
        body: list[code.Expr] = []
        yields = self.yields
        for child in node.children:
            if child.type == "lambda_parameters":
                params = self.params(child)
            elif child.is_named and child.type not in _IGNORED:
                body.append(self.expr(child))
        self.yields = yields
        value = body[0] if len(body) == 1 else code.Opaque(end, end, body)
        return code.Lambda(start, end, params, value)

    def params(self, node: Node) -> list[code.Param]:
        """The parameters of a function or lambda."""
        found: list[code.Param] = []
        kind = "positional"
        for child in node.children:
            if not child.is_named or child.type in _IGNORED or child.type == "positional_separator":
                continue
            if child.type == "keyword_separator":
                kind = "keyword"
                continue
            param = self._param(child, kind)
            if param is not None:
                found.append(param)
                if param.kind == "*":
                    kind = "keyword"
        return found

    def _param(self, node: Node, kind: str) -> code.Param | None:
        start, end = node.byte_range
        name: Node | None = None
        annotation: code.Expr | None = None
        default: code.Expr | None = None
        for child in node.children or (node,):
            if child.type == "type":
                annotation = self.expr(child)
            elif name is None and child.is_named and child.type not in _IGNORED:
                name = child
            elif child.is_named and child.type not in _IGNORED:
                default = self.expr(child)
        if node.type in _PATTERN_SPREADS:
            kind = _PATTERN_SPREADS[node.type]
        elif name is not None and name.type in _PATTERN_SPREADS:
            kind = _PATTERN_SPREADS[name.type]
            name = next((child for child in name.children if child.type == "identifier"), None)
        if node.type in ("tuple_pattern", "ERROR") or name is None or name.type != "identifier":
            self.exprs(node.children)
            return None
        return code.Param(start, end, self.word(name), annotation, default, kind)

    # ------------------------------------------------------------ types

    def _type(self, node: Node) -> code.Expr:
        values = [child for child in node.children if child.is_named and child.type not in _IGNORED]
        return self.expr(values[0]) if len(values) == 1 else self._opaque(node)

    def _generic(self, node: Node) -> code.Expr:
        start, end = node.byte_range
        parts = [child for child in node.children if child.is_named and child.type not in _IGNORED]
        if len(parts) != 2 or parts[1].type != "type_parameter":
            return self._opaque(node)
        return code.Index(start, end, self.expr(parts[0]), self._key(parts[1].children))

    def _union(self, node: Node) -> code.Expr:
        operands = self.exprs(node.children)
        if len(operands) != 2:
            return code.Opaque(node.start_byte, node.end_byte, operands)
        return code.Binary(node.start_byte, node.end_byte, "|", operands[0], operands[1])

    EXPRESSIONS: ClassVar[dict[str, Callable[[Expressions, Node], code.Expr]]] = {
        "attribute": _attribute,
        "list_splat": _loose_splat,
        "list_splat_pattern": _loose_splat,
        "member_type": _attribute,
        "subscript": _subscript,
        "parenthesized_expression": _parenthesized,
        "true": _constant,
        "false": _constant,
        "none": _constant,
        "ellipsis": _constant,
        "integer": _number,
        "float": _number,
        "string": _string,
        "concatenated_string": _concatenated,
        "call": _call,
        "binary_operator": _binary,
        "boolean_operator": _boolean,
        "comparison_operator": _comparison,
        "not_operator": _not,
        "unary_operator": _unary,
        "conditional_expression": _conditional,
        "await": _await,
        "yield": _yield,
        "named_expression": _named,
        "list": _list,
        "list_pattern": _list,
        "tuple": _tuple,
        "tuple_pattern": _tuple,
        "pattern_list": _tuple,
        "expression_list": _tuple,
        "set": _set,
        "dictionary": _dict,
        "list_comprehension": _comprehension,
        "set_comprehension": _comprehension,
        "dictionary_comprehension": _comprehension,
        "generator_expression": _comprehension,
        "lambda": _lambda,
        "type": _type,
        "generic_type": _generic,
        "union_type": _union,
    }


_SPREADS = {
    "list_splat": "*",
    "parenthesized_list_splat": "*",
    "list_splat_pattern": "*",
    "splat_type": "*",
    "dictionary_splat": "**",
    "dictionary_splat_pattern": "**",
}
_PATTERN_SPREADS = {"list_splat_pattern": "*", "dictionary_splat_pattern": "**"}
_COMPREHENSIONS = {
    "list_comprehension": "list",
    "set_comprehension": "set",
    "dictionary_comprehension": "dict",
    "generator_expression": "generator",
}


def unwrap(node: Node) -> Node:
    """What stands in brackets that only group, however many there are."""
    while node.type == "parenthesized_expression":
        inner = [child for child in node.children if child.is_named and child.type not in _IGNORED]
        if len(inner) != 1:
            break
        node = inner[0]
    return node


def _unstar(value: code.Expr, star: int) -> None:
    """Let what begins at `star`, the place of a `*`, begin with the expression after it."""
    spine: list[code.Attribute | code.Call | code.Index] = []
    while isinstance(value, (code.Attribute, code.Call, code.Index)) and value.start == star:
        spine.append(value)
        value = value.callee if isinstance(value, code.Call) else value.base
    for node in spine:
        node.start = value.start


def _solid(node: Node) -> Sequence[Node]:
    """The children of `node` that are not comments."""
    children = node.children
    for child in children:
        if child.is_extra:
            return [child for child in children if not child.is_extra or child.type not in _IGNORED]
    return children

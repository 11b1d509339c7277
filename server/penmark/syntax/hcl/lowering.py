"""From the syntax tree of one top-level block to the facts of configuration. The only place that knows HCL's node names."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tree_sitter import Node

from penmark.syntax import config
from penmark.syntax.hcl.strings import heredoc_parts, heredoc_range, quoted

_DEPTH = 200
"""How deep blocks and expressions may be nested before what is inside is not read."""


class Lowering:
    """Reads one block's tree; `size` is the length of its text: what was added to close it has no place in it."""

    def __init__(self, source: bytes, size: int) -> None:
        self.source = source
        self.size = size
        self.deep = False

    def top(self, root: Node) -> config.Block | None:
        """The block that the text begins with, also where the parser could not make out its end."""
        body = root
        if root.type == "config_file":
            body = next((child for child in root.named_children if child.type == "body"), root)
        for child in body.named_children:
            if child.type == "block":
                return self._block(child, 0)
        return None

    def _end(self, offset: int) -> int:
        return min(offset, self.size)

    # ------------------------------------------------------------ blocks

    def _block(self, node: Node, depth: int) -> config.Block:
        kind, labels = "", []
        head_end = opening = closing = node.start_byte
        attributes: list[config.Attribute] = []
        blocks: list[config.Block] = []
        for child in node.children:
            match child.type:
                case "identifier" if not kind:
                    kind, head_end = _text(child), child.end_byte
                case "identifier":
                    labels.append(_text(child))
                    head_end = child.end_byte
                case "string_lit":
                    labels.append(_text(child)[1:-1])
                    head_end = child.end_byte
                case "block_start":
                    opening = closing = child.start_byte
                case "body":
                    self._body(child, attributes, blocks, depth + 1)
                    closing = child.end_byte
                case "block_end":
                    closing = child.start_byte
        return config.Block(
            node.start_byte,
            self._end(node.end_byte),
            kind,
            labels,
            self._end(head_end),
            opening,
            self._end(closing),
            attributes,
            blocks,
        )

    def _body(
        self, node: Node, attributes: list[config.Attribute], blocks: list[config.Block], depth: int
    ) -> None:
        if depth > _DEPTH:
            self.deep = True
            return
        for child in node.named_children:
            if child.type == "attribute":
                attribute = self._attribute(child, depth)
                if attribute is not None:
                    attributes.append(attribute)
            elif child.type == "block":
                blocks.append(self._block(child, depth))

    def _attribute(self, node: Node, depth: int) -> config.Attribute | None:
        name = value = None
        for child in node.named_children:
            if child.type == "identifier" and name is None:
                name = child
            elif child.type == "expression":
                value = child
        if name is None or value is None or (node.has_error and any(c.is_error for c in node.children)):
            return None
        return config.Attribute(
            node.start_byte, self._end(node.end_byte), _text(name), name.end_byte, self._expr(value, depth)
        )

    # ------------------------------------------------------------ expressions

    def _expr(self, node: Node, depth: int) -> config.Expr:
        if depth > _DEPTH:
            self.deep = True
            return self._unknown(node)
        if node.is_error or node.is_missing:
            return self._unknown(node)
        parts = [child for child in node.named_children if child.type != "comment"]
        if not parts:
            return self._leaf(node)
        first = parts[0]
        if node.type in ("expression", "operation"):
            if node.type == "operation" and len(parts) == 1 and first.type == "expression":
                return self._expr(first, depth + 1)
            base = self._one(first, depth + 1)
            return self._steps(node, base, parts[1:], depth + 1) if len(parts) > 1 else base
        return self._one(node, depth + 1)

    def _leaf(self, node: Node) -> config.Expr:
        return self._one(node, 0)

    def _one(self, node: Node, depth: int) -> config.Expr:
        lower = _EXPRESSIONS.get(node.type)
        if lower is None or depth > _DEPTH:
            self.deep = self.deep or depth > _DEPTH
            return self._unknown(node)
        if node.has_error and any(child.is_error or child.is_missing for child in node.children):
            return self._unknown(node)
        return lower(self, node, depth)

    def _operands(self, node: Node, depth: int) -> list[config.Expr]:
        """The operands of an operation: bare terms, each followed by the steps taken from it, between operators."""
        groups: list[list[Node]] = [[]]
        for child in node.children:
            if child.type == "comment":
                continue
            if child.is_named:
                groups[-1].append(child)
            else:
                groups.append([])
        found: list[config.Expr] = []
        for group in groups:
            if group:
                base = self._one(group[0], depth + 1)
                found.append(self._steps(node, base, group[1:], depth + 1) if len(group) > 1 else base)
        return found

    def _steps(self, node: Node, base: config.Expr, parts: Sequence[Node], depth: int) -> config.Expr:
        steps: list[config.Step] = []
        for part in parts:
            if not self._step(part, steps, depth):
                return self._unknown(node, [base])
        end = self._end(parts[-1].end_byte)
        if isinstance(base, config.Reference) and not base.steps:
            return config.Reference(base.start, end, base.root, steps)
        return config.Access(base.start, end, base, steps)

    def _step(self, node: Node, steps: list[config.Step], depth: int) -> bool:
        start, end = node.start_byte, self._end(node.end_byte)
        named = [child for child in node.named_children if child.type != "comment"]
        match node.type:
            case "get_attr" if named:
                steps.append(config.Get(start, end, _text(named[0])))
            case "index" if named and named[0].type == "new_index":
                keys = [child for child in named[0].named_children if child.type == "expression"]
                if not keys:
                    return False
                steps.append(config.Index(start, end, self._expr(keys[0], depth + 1)))
            case "index" if named:
                number = _text(named[0]).lstrip(".")
                if not number.isdecimal():
                    return False
                steps.append(config.Index(start, end, config.Scalar(start + 1, end, int(number))))
            case "splat" if named:
                steps.append(config.Splat(start, end, named[0].type == "full_splat"))
                return all(
                    self._step(child, steps, depth + 1)
                    for child in named[0].named_children
                    if child.type != "comment"
                )
            case _:
                return False
        return True

    def _unknown(self, node: Node, operands: Sequence[config.Expr] = ()) -> config.Unknown:
        return config.Unknown(node.start_byte, self._end(node.end_byte), operands)

    def _variable(self, node: Node, depth: int) -> config.Expr:
        return config.Reference(node.start_byte, self._end(node.end_byte), _text(node))

    def _wrapped(self, node: Node, depth: int) -> config.Expr:
        inner = next((child for child in node.named_children if child.type != "comment"), None)
        return self._unknown(node) if inner is None else self._one(inner, depth + 1)

    def _literal(self, node: Node, depth: int) -> config.Expr:
        inner = next((child for child in node.named_children if child.type != "comment"), node)
        start, end = node.start_byte, self._end(node.end_byte)
        match inner.type:
            case "string_lit":
                return self._quoted(inner, depth)
            case "numeric_lit":
                return config.Scalar(start, end, _number(_text(inner)))
            case "bool_lit":
                return config.Scalar(start, end, _text(inner) == "true")
            case "null_lit":
                return config.Scalar(start, end, None)
        return self._unknown(node)

    def _quoted(self, node: Node, depth: int) -> config.Expr:
        first, last = node.children[0], node.children[-1]
        if first.type != "quoted_template_start" or last.type != "quoted_template_end":
            return self._unknown(node)
        begin, end = first.end_byte, last.start_byte
        gaps, inner = self._gaps(node, begin, end, depth)
        literals = [quoted(self.source, *gap) for gap in gaps]
        return self._template(node, literals, inner)

    def _heredoc(self, node: Node, depth: int) -> config.Expr:
        found = heredoc_range(self.source, node.start_byte, node.end_byte)
        if found is None:
            return self._unknown(node)
        begin, end, flush = found
        gaps, inner = self._gaps(node, begin, end, depth)
        return self._template(node, heredoc_parts(self.source, gaps, flush=flush), inner)

    def _gaps(
        self, node: Node, begin: int, end: int, depth: int
    ) -> tuple[list[tuple[int, int]], list[config.Expr]]:
        """The literal stretches of a string, and what stands between them.

        They are what the interpolations leave: the grammar's own literals lack the white space around them.
        """
        gaps: list[tuple[int, int]] = []
        inner: list[config.Expr] = []
        position = begin
        for child in node.named_children:
            if child.type not in ("template_interpolation", "template_directive"):
                continue
            gaps.append((position, child.start_byte))
            position = child.end_byte
            inner.append(self._interpolation(child, depth + 1))
        gaps.append((position, max(position, end)))
        return gaps, inner

    def _interpolation(self, node: Node, depth: int) -> config.Expr:
        expression = next((child for child in node.named_children if child.type == "expression"), None)
        if node.type == "template_interpolation" and expression is not None:
            return self._expr(expression, depth + 1)
        return self._unknown(node)

    def _template(
        self, node: Node, literals: Sequence[config.Scalar], inner: Sequence[config.Expr]
    ) -> config.Expr:
        start, end = node.start_byte, self._end(node.end_byte)
        if not inner:
            only = literals[0]
            return config.Scalar(start, end, only.value, only.places)
        parts: list[config.Expr] = []
        for index, literal in enumerate(literals):
            if literal.value != "":
                parts.append(literal)
            if index < len(inner):
                parts.append(inner[index])
        return config.Template(start, end, parts)

    def _tuple(self, node: Node, depth: int) -> config.Expr:
        items = [self._expr(child, depth + 1) for child in node.named_children if child.type == "expression"]
        return config.Items(node.start_byte, self._end(node.end_byte), items)

    def _object(self, node: Node, depth: int) -> config.Expr:
        entries: list[config.Entry] = []
        for child in node.named_children:
            if child.type != "object_elem":
                continue
            key, value = child.child_by_field_name("key"), child.child_by_field_name("val")
            if key is None or value is None or any(part.is_error for part in child.children):
                continue
            entries.append(
                config.Entry(
                    child.start_byte,
                    self._end(child.end_byte),
                    self._key(key, depth + 1),
                    self._expr(value, depth + 1),
                )
            )
        return config.Mapping(node.start_byte, self._end(node.end_byte), entries)

    def _key(self, node: Node, depth: int) -> config.Expr:
        """A bare name as a key is a string; in parentheses it is a reference."""
        bracketed = any(child.type == "(" for child in node.children)
        key = self._expr(node, depth)
        if isinstance(key, config.Reference) and not key.steps and not bracketed:
            return config.Scalar(key.start, key.end, key.root, ((0, key.start),))
        return key

    def _call(self, node: Node, depth: int) -> config.Expr:
        name, arguments, spread = "", [], False
        for child in node.named_children:
            if child.type == "identifier" and not name:
                name = _text(child)
            elif child.type == "function_arguments":
                spread = any(part.type == "ellipsis" for part in child.named_children)
                arguments = [
                    self._expr(part, depth + 1) for part in child.named_children if part.type == "expression"
                ]
        return config.Call(node.start_byte, self._end(node.end_byte), name, arguments, spread)

    def _conditional(self, node: Node, depth: int) -> config.Expr:
        parts = [self._expr(child, depth + 1) for child in node.named_children if child.type == "expression"]
        if len(parts) != 3:
            return self._unknown(node, parts)
        return config.Conditional(node.start_byte, self._end(node.end_byte), *parts)

    def _operation(self, node: Node, depth: int) -> config.Expr:
        operator = next((_text(child) for child in node.children if not child.is_named), "")
        operands = self._operands(node, depth + 1)
        return config.Operation(node.start_byte, self._end(node.end_byte), operator, operands)

    def _for(self, node: Node, depth: int) -> config.Expr:
        node = next((child for child in node.named_children if child.type.startswith("for_")), node)
        start, end = node.start_byte, self._end(node.end_byte)
        names: list[str] = []
        collection = condition = None
        values: list[config.Expr] = []
        group = False
        for child in node.named_children:
            match child.type:
                case "for_intro":
                    names = [_text(part) for part in child.named_children if part.type == "identifier"]
                    collection = self._last_expression(child, depth + 1)
                case "for_cond":
                    condition = self._last_expression(child, depth + 1)
                case "expression":
                    values.append(self._expr(child, depth + 1))
                case "ellipsis":
                    group = True
        wanted = 2 if node.type == "for_object_expr" else 1
        if collection is None or not 1 <= len(names) <= 2 or len(values) != wanted:
            return config.Unknown(start, end, values)
        key = values[0] if wanted == 2 else None
        return config.For(start, end, names, collection, key, values[-1], condition, group)

    def _last_expression(self, node: Node, depth: int) -> config.Expr | None:
        found = [child for child in node.named_children if child.type == "expression"]
        return self._expr(found[-1], depth) if found else None


_EXPRESSIONS: dict[str, Callable[[Lowering, Node, int], config.Expr]] = {
    "expression": Lowering._expr,
    "operation": Lowering._expr,
    "literal_value": Lowering._literal,
    "string_lit": Lowering._quoted,
    "quoted_template": Lowering._quoted,
    "heredoc_template": Lowering._heredoc,
    "template_expr": Lowering._wrapped,
    "collection_value": Lowering._wrapped,
    "variable_expr": Lowering._variable,
    "tuple": Lowering._tuple,
    "object": Lowering._object,
    "function_call": Lowering._call,
    "conditional": Lowering._conditional,
    "unary_operation": Lowering._operation,
    "binary_operation": Lowering._operation,
    "for_expr": Lowering._for,
}


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def _number(text: str) -> int | float | None:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return None

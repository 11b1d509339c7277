"""From the syntax tree of one unit to the facts of configuration. The only place that knows YAML's node names."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tree_sitter import Node

from penmark.syntax import config
from penmark.syntax.config import Lowered
from penmark.syntax.data import block_of
from penmark.syntax.yaml.scalars import block_text, double_quoted, plain, single_quoted

_DEPTH = 100
"""How deep collections may be nested before what is inside is not read."""

_STANDARD = "!!"


class Lowering:
    """Reads one unit's tree."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.deep = False
        self.anchors: dict[str, config.Expr] = {}

    def unit(self, root: Node, path: tuple[str, ...]) -> Lowered:
        """The block of a document, or of the entry that stands under `path`."""
        content = _content(root)
        value = self._expr(content, 0) if content is not None else None
        return Lowered(block_of(value, path), self.deep, self.anchors)

    # ------------------------------------------------------------ expressions

    def _expr(self, node: Node, depth: int) -> config.Expr:
        if depth > _DEPTH:
            self.deep = True
            return config.Unknown(node.start_byte, node.end_byte)
        anchor = tag = ""
        inner: Node | None = node
        if node.type in ("flow_node", "block_node"):
            inner = None
            for child in node.named_children:
                if child.type == "anchor":
                    anchor = _text(child)[1:]
                elif child.type == "tag":
                    tag = _text(child)
                elif child.type != "comment" and not child.is_error:
                    inner = child
        made = self._value(inner, node, depth)
        if tag and not tag.startswith(_STANDARD):
            made = config.Call(node.start_byte, made.end, tag, [made])
        if anchor:
            self.anchors[anchor] = made
        return made

    def _value(self, node: Node | None, outer: Node, depth: int) -> config.Expr:
        if node is None:
            return config.Scalar(outer.end_byte, outer.end_byte, None)
        read = _READERS.get(node.type)
        if read is None:
            return config.Unknown(node.start_byte, node.end_byte)
        return read(self, node, depth)

    def _alias(self, node: Node, depth: int) -> config.Expr:
        end = node.end_byte
        return config.Reference(
            node.start_byte, end, "*", [config.Get(node.start_byte + 1, end, _text(node)[1:])]
        )

    def _plain(self, node: Node, depth: int) -> config.Expr:
        return plain(self.source, node.start_byte, node.end_byte, node.named_children[0].type)

    def _single(self, node: Node, depth: int) -> config.Expr:
        return single_quoted(self.source, node.start_byte, node.end_byte)

    def _double(self, node: Node, depth: int) -> config.Expr:
        return double_quoted(self.source, node.start_byte, node.end_byte)

    def _text_block(self, node: Node, depth: int) -> config.Expr:
        return block_text(self.source, node.start_byte, node.end_byte)

    def _mapping(self, node: Node, depth: int) -> config.Expr:
        entries = [
            self._entry(child, depth)
            for child in _children(node)
            if child.type in ("block_mapping_pair", "flow_pair", "flow_node")
        ]
        end = node.end_byte if node.type == "flow_mapping" or not entries else entries[-1].end
        return config.Mapping(node.start_byte, end, entries)

    def _entry(self, node: Node, depth: int) -> config.Entry:
        key = node.child_by_field_name("key")
        value = node.child_by_field_name("value")
        if node.type == "flow_node":
            key = node
        colon = next((child.end_byte for child in node.children if child.type == ":"), node.end_byte)
        name: config.Expr = config.Scalar(node.start_byte, node.start_byte, None)
        if key is not None:
            name = self._expr(key, depth + 1)
        if isinstance(name, config.Scalar) and not isinstance(name.value, str):
            # A key is what is written, also where it looks like a number: `on` of pipelines among them.
            name = config.Scalar(
                name.start, name.end, self.source[name.start : name.end].decode("utf-8", "replace")
            )
        made: config.Expr = config.Scalar(colon, colon, None)
        if value is not None:
            made = self._expr(value, depth + 1)
        return config.Entry(node.start_byte, max(made.end, colon), name, made)

    def _sequence(self, node: Node, depth: int) -> config.Expr:
        items: list[config.Expr] = []
        for child in _children(node):
            if child.type == "block_sequence_item":
                inner = next((one for one in child.named_children if one.type != "comment"), None)
                empty = config.Scalar(child.end_byte, child.end_byte, None)
                items.append(empty if inner is None else self._expr(inner, depth + 1))
            elif child.type == "flow_pair":
                entry = self._entry(child, depth + 1)
                items.append(config.Mapping(entry.start, entry.end, [entry]))
            elif child.type == "flow_node":
                items.append(self._expr(child, depth + 1))
        end = node.end_byte if node.type == "flow_sequence" or not items else items[-1].end
        return config.Items(node.start_byte, end, items)


_READERS: dict[str, Callable[[Lowering, Node, int], config.Expr]] = {
    "alias": Lowering._alias,
    "block_mapping": Lowering._mapping,
    "block_scalar": Lowering._text_block,
    "block_sequence": Lowering._sequence,
    "double_quote_scalar": Lowering._double,
    "flow_mapping": Lowering._mapping,
    "flow_sequence": Lowering._sequence,
    "plain_scalar": Lowering._plain,
    "single_quote_scalar": Lowering._single,
}


def _content(root: Node) -> Node | None:
    """What the first document holds; behind an error, what the parser made of the rest."""
    for document in root.named_children:
        if document.type == "document":
            for child in document.named_children:
                if child.type in ("block_node", "flow_node"):
                    return child
    return None


def _children(node: Node) -> Iterator[Node]:
    """The children of a collection, and those that the parser put into an error within it."""
    for child in node.named_children:
        if child.is_error:
            yield from (one for one in child.named_children if one.type.endswith(("_pair", "_item")))
        else:
            yield child


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")

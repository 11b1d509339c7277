"""What the patterns of `match` bind and compare with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tree_sitter import Node

from penmark.syntax import code

if TYPE_CHECKING:
    from penmark.syntax.python.expressions import Expressions

_LITERALS = frozenset(("string", "concatenated_string", "integer", "float", "true", "false", "none"))
_ALTERNATIVES = frozenset(("case_pattern", "union_pattern"))


def case_pattern(lowering: Expressions, patterns: Sequence[Node]) -> tuple[list[str], list[code.Expr]]:
    """The names that the patterns of a case bind, and the literals that they compare with, if they do nothing else."""
    names: list[str] = []
    values: list[code.Expr] = []
    only_literals = len(patterns) == 1
    waiting = [(node, True) for node in reversed(patterns)]
    while waiting:
        node, top = waiting.pop()
        kind = node.type
        if kind in _LITERALS:
            if top and not _negated(node):
                values.append(lowering.expr(node))
            else:
                only_literals = False
        elif kind == "dotted_name":
            only_literals = False
            parts = [lowering.word(child) for child in node.children if child.type == "identifier"]
            if len(parts) == 1 and parts[0] != "_":
                names.append(parts[0])
        elif kind == "identifier":
            only_literals = False
            name = lowering.word(node)
            if name != "_":
                names.append(name)
        elif kind in _ALTERNATIVES:
            waiting.extend((child, top) for child in reversed(node.children) if child.is_named)
        else:
            only_literals = only_literals and kind == "comment"
            children = [child for child in node.children if child.is_named]
            if kind in ("class_pattern", "keyword_pattern") and children:
                for word in [children[0], *children[0].children]:
                    if word.type == "identifier":
                        lowering.word(word)
                children = children[1:]
            waiting.extend((child, False) for child in reversed(children))
    return names, values if only_literals else []


def _negated(node: Node) -> bool:
    before = node.prev_sibling
    return before is not None and before.type == "-"

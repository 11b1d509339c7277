"""Walking the facts of code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from penmark.syntax import code

_fields: dict[type, tuple[str, ...]] = {}

# What dataflow takes for an assignment or a call, though it is written otherwise.
_STAND_FOR: dict[type, type] = {code.Return: code.Assign, code.Compare: code.Call, code.Assert: code.Call}


def _fields_of(kind: type) -> tuple[str, ...]:
    found = _fields.get(kind)
    if found is None:
        slots = [name for base in kind.__mro__ for name in getattr(base, "__slots__", ())]
        found = _fields[kind] = tuple(name for name in slots if name not in ("start", "end"))
    return found


def children(node: code.Node) -> Iterator[code.Node]:
    """The nodes directly below `node`."""
    for name in _fields_of(node.__class__):
        value = getattr(node, name)
        if isinstance(value, code.Node):
            yield value
        elif isinstance(value, (list, tuple)):
            for item in value:
                if isinstance(item, code.Node):
                    yield item
                elif isinstance(item, tuple):
                    yield from (one for one in item if isinstance(one, code.Node))


def walk(nodes: Sequence[code.Node]) -> Iterator[code.Node]:
    """These nodes and all below them, without recursion; no order is promised."""
    stack = list(nodes)
    while stack:
        node = stack.pop()
        yield node
        stack.extend(children(node))


def chain_to(nodes: Sequence[code.Node], target: code.Node) -> list[code.Node]:
    """The nodes that lead from one of `nodes` down to `target`, both included; [] where it is not below them.

    Nodes are compared by kind (a `return` for the assignment that it stands for) and place: `target` may come from an earlier reading of the same text.
    """
    chain: list[code.Node] = []
    level: Iterator[code.Node] = iter(nodes)
    while True:
        for node in level:
            if _same(node, target):
                return [*chain, node]
            if node.start <= target.start and target.end <= node.end and _holds(node, target):
                chain.append(node)
                level = children(node)
                break
        else:
            return []


def _same(node: code.Node, target: code.Node) -> bool:
    kind = node.__class__
    wanted = target.__class__
    return (
        (kind is wanted or _STAND_FOR.get(kind) is wanted)
        and node.start == target.start
        and node.end == target.end
    )


def _holds(node: code.Node, target: code.Node) -> bool:
    return any(_same(one, target) for one in walk([node]))


def bound_names(nodes: Sequence[code.Node]) -> Iterator[tuple[str, code.Node]]:
    """The names that are bound anywhere below `nodes`, other than by an import, and where."""
    for node in walk(nodes):
        binder = _BINDERS.get(node.__class__)
        if binder is not None:
            yield from ((name, node) for name in binder(node))


def scope_names(statements: Sequence[code.Stmt]) -> frozenset[str]:
    """The names that are bound in a body, also by imports (`*`: by a wildcard), but not within the functions defined in it."""
    found: set[str] = set()
    stack: list[code.Node] = list(statements)
    while stack:
        node = stack.pop()
        kind = node.__class__
        binder = _BINDERS.get(kind)
        if binder is not None:
            found.update(binder(node))
        elif kind is code.Import:
            found.add(node.local)  # type: ignore[attr-defined]
        elif kind is code.Scope:
            found.update(node.names)  # type: ignore[attr-defined]
        if kind not in _CLOSED:
            stack.extend(children(node))
    return frozenset(found)


def _assigned(node: code.Assign | code.Delete) -> Iterator[str]:
    for target in node.targets:
        if not isinstance(target, (code.Attribute, code.Index)):
            yield from _names(target)


def _names(target: code.Node | None) -> Iterator[str]:
    if isinstance(target, code.Name):
        yield target.id
    elif target is not None:
        yield from (one.id for one in walk([target]) if isinstance(one, code.Name))


_BINDERS: dict[type, Callable[[Any], Iterable[str]]] = {
    code.Function: lambda node: (node.name,),
    code.Class: lambda node: (node.name,),
    code.Param: lambda node: (node.name,),
    code.Handler: lambda node: (node.name,) if node.name else (),
    code.Case: lambda node: node.names,
    code.Assign: _assigned,
    code.Delete: _assigned,
    code.Loop: lambda node: _names(node.target),
    code.Generator: lambda node: _names(node.target),
    code.Bind: lambda node: _names(node.target),
    code.With: lambda node: (name for _, target in node.items for name in _names(target)),
}
"""By class of node, the names that it binds itself."""

# A function's own names are its own, and nothing is below a name or a constant.
_CLOSED = frozenset((code.Function, code.Lambda, code.Name, code.Constant))

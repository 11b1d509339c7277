"""Requests that a program sends, as they are written: conditions and repairs that several pages share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from penmark.dataflow.conditions import ArgumentSpec
from penmark.rules.repairs.place import Place
from penmark.syntax import code
from penmark.syntax.walk import walk


def address(place: Place) -> code.Expr | None:
    """The request's address as written: in the call, or in the variable that is given to it and assigned once."""
    given = place.given("0:url") or place.given("url")
    if given is not None and isinstance(given.value, code.Constant) and "://" not in str(given.value.value):
        given = place.given("1:url")  # the method comes first
    return None if given is None else written(place, given.value)


def known_addresses(place: Place) -> Sequence[str]:
    """What the request's address can be, where that is known from elsewhere."""
    for spec in ("0:url", "1:url"):
        given = ArgumentSpec(spec).find(place.arguments)
        found = [
            one
            for one in (given.value.constants if given else None) or ()
            if isinstance(one, str) and "://" in one
        ]
        if found:
            return found
    return ()


def written(place: Place, node: code.Expr) -> code.Expr:
    """The expression itself; of a variable that is assigned once in this part, its value."""
    if not isinstance(node, code.Name):
        return node
    values = [
        one.value
        for one in walk(place.body)
        if isinstance(one, code.Assign)
        and any(isinstance(target, code.Name) and target.id == node.id for target in one.targets)
    ]
    return values[0] if len(values) == 1 and values[0] is not None else node


def head(node: code.Expr | None) -> code.Constant | None:
    """The literal text with which a string begins."""
    if isinstance(node, code.Text) and node.complete and node.parts:
        node = node.parts[0]
    return node if isinstance(node, code.Constant) and isinstance(node.value, str) else None


def names_of(place: Place, argument: str) -> Iterator[str]:
    """The constant keys of the mapping that is given for an argument."""
    given = ArgumentSpec(argument).find(place.arguments)
    if given is not None and given.value.items is not None:
        yield from (key for key in given.value.items.known if isinstance(key, str))

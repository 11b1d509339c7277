"""Condition and repairs of insecure-temp-file."""

from __future__ import annotations

from penmark.findings import Edit, Fix
from penmark.rules.repairs.place import Place
from penmark.syntax import code
from penmark.text.span import Span

_NO_FILES = ("pipe", "sock", "fifo", "address")


def names_a_file(place: Place) -> bool:
    """Whether the name is a file's: a socket or pipe is made by the call that takes the name, and must not exist before."""
    around = [place.source(place.call)]
    around += [
        place.source(target)
        for node in place.chain
        if isinstance(node, code.Assign)
        for target in node.targets
    ]
    return not any(word in text.lower() for text in around for word in _NO_FILES)


def created_at_once(place: Place) -> Fix | None:
    """`NamedTemporaryFile(delete=False).name`: the same name, with a file of its owner behind it."""
    if place.path != "tempfile.mktemp" or place.hidden:
        return None
    if any(argument.name is None for argument in place.call.arguments):
        return None
    edits, additions = place.callee_replaced("tempfile.NamedTemporaryFile")
    edits += place.argument_set("delete", "False")
    edits.append(Edit(Span(place.call.end, place.call.end), ".name"))
    return place.fix("Create the file at once (NamedTemporaryFile)", edits, additions=additions)

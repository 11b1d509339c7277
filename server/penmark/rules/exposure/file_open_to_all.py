"""Conditions and repairs of file-open-to-all."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.place import Place
from penmark.syntax import code

_WRITE = 0o002
_STICKY = 0o1000


def _mode(place: Place) -> int | None:
    given = place.arguments.keywords.get("mode")
    if given is None and place.arguments.positional:
        given = place.arguments.positional[-1]
    constants = given.value.constants if given is not None else None
    if constants is None or len(constants) != 1 or type(constants[0]) is not int:
        return None
    return constants[0]


def others_may_write(place: Place) -> bool:
    """Whether everyone may write; in a folder with the sticky bit, as `/tmp`, that is meant."""
    mode = _mode(place)
    return mode is not None and bool(mode & _WRITE) and not mode & _STICKY


def mask_stays(place: Place) -> bool:
    """Whether the old mask is dropped: who keeps it only wants to know it, and puts it back."""
    return isinstance(place.parent(), code.Evaluate)


def owner_writes(place: Place) -> Fix | None:
    """The same mode without the others' right to write."""
    mode = _mode(place)
    argument = place.given("mode") or place.given(str(len(place.arguments.positional) - 1))
    if mode is None or argument is None:
        return None
    less = f"0o{mode & ~_WRITE:03o}"
    return place.fix(f"Let others not write ({less})", [place.argument_replaced(argument, less)])

"""Conditions and repairs of weak-password-rules."""

from __future__ import annotations

import re

from penmark.findings import Fix
from penmark.rules.repairs.place import Place, RepairError
from penmark.syntax import code
from penmark.syntax.walk import walk

_LEAST = 8
_LOGIN = re.compile(r"(?i)log_?in|sign_?in|auth(?:entic|form|request)|unlock|credentials")
_LENGTH = "min_length"
_VALIDATORS = (
    "UserAttributeSimilarityValidator",
    "MinimumLengthValidator",
    "CommonPasswordValidator",
    "NumericPasswordValidator",
)


def is_empty(place: Place) -> bool:
    """Whether the list has no validator."""
    value = _list(place)
    return value is not None and not value.entries


def asks_for_too_little(place: Place) -> bool:
    """Whether the validator of the length is content with less than 8 characters."""
    return _length(place) is not None


def validators_set(place: Place) -> Fix | None:
    """Django's own validators, as its template for projects lists them."""
    value = _list(place)
    if value is None or len(value.entries) != 0:
        raise RepairError
    line, quote = place.newline, place.quote
    names = (f"{quote}django.contrib.auth.password_validation.{name}{quote}" for name in _VALIDATORS)
    entries = "".join(f"    {{{quote}NAME{quote}: {name}}},{line}" for name in names)
    return place.fix("Check new passwords as Django proposes", [place.replaced(value, f"[{line}{entries}]")])


def length_raised(place: Place) -> Fix | None:
    """The same validators with a length of 8."""
    length = _length(place)
    return (
        None if length is None else place.fix("Ask for 8 characters", [place.replaced(length, str(_LEAST))])
    )


def is_for_a_new_password(place: Place) -> bool:
    """Whether the field asks for too little, and stands in no form for logging in."""
    return _least(place) is not None and not _LOGIN.search(place.path.rpartition(".")[0])


def field_raised(place: Place) -> Fix | None:
    """The same field with a length of 8."""
    least = _least(place)
    return None if least is None else place.fix("Ask for 8 characters", [place.replaced(least, str(_LEAST))])


def _least(place: Place) -> code.Constant | None:
    """The least length that the field asks for, where that is written and too little."""
    value = place.node.value if isinstance(place.node, code.Assign) else None
    for node in walk([] if value is None else [value]):
        if not isinstance(node, code.Call):
            continue
        name = node.callee.name if isinstance(node.callee, code.Attribute) else getattr(node.callee, "id", "")
        wanted = "min" if name in ("Length", "length") else _LENGTH
        for argument in node.arguments:
            match argument:
                case code.Argument(name=str() as given, value=code.Constant(value=int() as length) as found):
                    if given == wanted and 0 < length < _LEAST:
                        return found
    return None


def _list(place: Place) -> code.Collection | None:
    value = place.node.value if isinstance(place.node, code.Assign) else None
    return value if isinstance(value, code.Collection) and value.kind in ("list", "tuple") else None


def _length(place: Place) -> code.Constant | None:
    value = _list(place)
    if value is None:
        return None
    for node in walk([value]):
        match node:
            case code.Entry(
                key=code.Constant(value=key), value=code.Constant(value=int() as length) as found
            ):
                if key == _LENGTH and length < _LEAST:
                    return found
    return None

"""Condition and repairs of password-stored-in-clear."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.place import Place, RepairError
from penmark.syntax import code

_HASHERS = {
    "django": "django.contrib.auth.hashers.make_password",
    "flask": "werkzeug.security.generate_password_hash",
    "werkzeug": "werkzeug.security.generate_password_hash",
}


def a_password_was_sent(place: Place) -> bool:
    """Whether what is stored is the text that was sent itself: not something that was made of it."""
    given = place.argument
    return given is not None and given.value.text is None


def hashed(place: Place) -> Fix | None:
    """The hash of the password, by the framework that the file imports."""
    roots = [target.partition(".")[0] for target in place.imported.values()]
    hasher = next((_HASHERS[root] for root in roots if root in _HASHERS), None)
    if hasher is None:
        return None
    spelled, additions = place.spell(hasher)
    if isinstance(place.node, code.Assign):
        value: code.Expr | None = place.node.value
    else:
        argument = place.given("password")
        value = None if argument is None else argument.value
    if value is None:
        raise RepairError
    edit = place.replaced(value, f"{spelled}({place.source(value)})")
    return place.fix("Store the password's hash", [edit], additions=additions)

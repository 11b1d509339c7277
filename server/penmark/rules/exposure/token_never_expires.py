"""Conditions and repairs of token-never-expires."""

from __future__ import annotations

import re

from penmark.findings import Fix
from penmark.rules.exposure import deployment
from penmark.rules.repairs.place import Place
from penmark.syntax import code
from penmark.syntax.walk import walk

_OF_A_USER = re.compile(
    r"(?i)^(?:sub|uid|id|admin|is_admin|is_staff|identity)$|user|e-?mail|role|login|account"
)
_RENEWS = re.compile(r"(?i)refresh|renew|expired|logout|revoke|blacklist|blocklist|peek|inspect")
_EXPIRY = "exp"


def is_deployed(place: Place) -> bool:
    """Whether the setting is not one for development or tests."""
    return deployment.is_deployed(place)


def names_a_user_for_good(place: Place) -> bool:
    """Whether the claims can all be seen, name a user, and have no end."""
    claims = _claims(place)
    names = [] if claims is None else _keys(claims)
    return _EXPIRY not in names and any(_OF_A_USER.search(name) for name in names)


def expiry_added(place: Place) -> Fix | None:
    """The claims with their end in an hour."""
    claims = _claims(place)
    if claims is None:
        return None
    now, additions = place.spell("time.time")
    entry = f"{place.literal(_EXPIRY)}: int({now}()) + 3600"
    return place.fix(
        "Let the token expire after an hour", place.entry_added(claims, entry), additions=additions
    )


def takes_expired(place: Place) -> bool:
    """Whether the options, as written, say that expired tokens are taken, where nothing speaks of renewing or withdrawing them."""
    around = [node.name for node in place.chain if isinstance(node, code.Function)]
    return _check(place) is not None and not any(_RENEWS.search(name) for name in around)


def expiry_checked(place: Place) -> Fix | None:
    """Without the option where it is the only one, else with the check on."""
    options, entry = place.given("options"), _check(place)
    if options is None or entry is None:
        return None
    title = "Take no token that has expired"
    if isinstance(options.value, code.Collection) and len(options.value.entries) == 1:
        return place.fix(title, [place.argument_removed(options)])
    return place.fix(title, [place.replaced(entry.value, "True")])


def _check(place: Place) -> code.Entry | None:
    entry = place.entry("options", "verify_exp")
    off = entry is not None and isinstance(entry.value, code.Constant) and entry.value.value is False
    return entry if off else None


def _claims(place: Place) -> code.Collection | None:
    """The literal that is the claims: the argument, or the value of a variable that nothing but constant keys is put into."""
    given = place.given("0:payload") or place.given("0:claims")
    value = None if given is None else given.value
    if isinstance(value, code.Name):
        value = _only_value(place, value)
    return value if isinstance(value, code.Collection) and value.kind == "dict" else None


def _only_value(place: Place, name: code.Name) -> code.Expr | None:
    seen = {name.start}
    values: list[code.Expr] = []
    for node in walk(place.body):
        match node:
            case code.Assign(
                targets=[code.Name(id=name.id) as target], value=code.Collection() as value, op=""
            ):
                seen.add(target.start)
                values.append(value)
            case code.Index(base=code.Name(id=name.id) as base, key=code.Constant(value=key)) if (
                key != _EXPIRY
            ):
                seen.add(base.start)
    used = {one.start for one in place.names if one.id == name.id}
    return values[0] if len(values) == 1 and used == seen else None


def _keys(claims: code.Collection) -> list[str]:
    """The names of the claims; none where they are not all written out."""
    names: list[str] = []
    for entry in claims.entries:
        if not isinstance(entry.key, code.Constant) or not isinstance(entry.key.value, str):
            return []
        names.append(entry.key.value)
    return names

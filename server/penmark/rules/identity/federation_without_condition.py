"""Whose tokens a role accepts that trusts an OpenID Connect provider."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from penmark.iac.paths import Found
from penmark.iac.place import Place
from penmark.iac.values import Absent, Array, Known, Object, Unknown, Value, text_of

_PROVIDERS = ("aws_iam_openid_connect_provider.", "data.aws_iam_openid_connect_provider.")
_OPEN = frozenset({"", "repo:", "project_path:", "organization:", "system:serviceaccount:"})
"""What may stand before a wildcard in a subject without naming anybody."""


class _Condition(NamedTuple):
    test: str
    key: str
    values: Value


def only_audience(place: Place) -> bool:
    """Whether nothing but the audience, which everyone may choose, is asked of a token."""
    if not _trusts_provider(place):
        return False
    conditions = _conditions(place)
    return conditions is not None and all(one.key.endswith(":aud") for one in conditions)


def of_anybody(place: Place) -> bool:
    """Whether a condition on the subject holds whoever it is; marks the pattern."""
    if not _trusts_provider(place):
        return False
    for condition in _conditions(place) or ():
        if not condition.key.endswith(":sub") or "like" not in condition.test.lower():
            continue
        for value in condition.values.items if isinstance(condition.values, Array) else (condition.values,):
            text = text_of(value)
            if text is not None and _is_open(text):
                place.marked = Found(value, place.context.site)
                return True
    return False


def of_any_pool(place: Place) -> bool:
    """Whether no condition says which identity pool of Cognito may hand the role out."""
    conditions = _conditions(place)
    return conditions is not None and not any(one.key.endswith(":aud") for one in conditions)


def _is_open(pattern: str) -> bool:
    fixed = pattern.split("*")[0].split("?")[0]
    return fixed != pattern and fixed in _OPEN


def _trusts_provider(place: Place) -> bool:
    return any(_is_provider(found.value) for found in place.find("principals.*").found)


def _is_provider(value: Value) -> bool:
    if isinstance(value, Known):
        return ":oidc-provider/" in (text_of(value) or "")
    if isinstance(value, Unknown):
        return any(":oidc-provider/" in (piece or "") for piece in value.pieces) or (
            bool(value.refers) and all(address.startswith(_PROVIDERS) for address in value.refers)
        )
    return False


def _conditions(place: Place) -> list[_Condition] | None:
    """All conditions; None where there may be more than can be seen."""
    found = place.find("conditions").found
    value = found[0].value if found else None
    if isinstance(value, Absent):
        return []
    if not isinstance(value, Object) or not value.complete:
        return None
    conditions = list(_read(value))
    return None if None in conditions else [one for one in conditions if one is not None]


def _read(value: Object) -> Iterator[_Condition | None]:
    for test, keys in value.entries.items():
        if not isinstance(keys, Object) or not keys.complete:
            yield None
            continue
        for key, values in keys.entries.items():
            yield _Condition(test, key.lower(), values)

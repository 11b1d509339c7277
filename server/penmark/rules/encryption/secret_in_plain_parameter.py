"""Tells parameters that hold secrets by their names."""

from __future__ import annotations

from penmark.iac.place import Place
from penmark.iac.values import Unknown, text_of
from penmark.rules.encryption.secret_values import is_name_of_secret


def is_secret(place: Place) -> bool:
    """Whether the parameter's name is that of a secret, and its value not just where the secret is kept."""
    named = any(is_name_of_secret(found.value) for found in place.find("name").found)
    return named and not any(_leads_elsewhere(place, path) for path in ("value", "insecure_value"))


def _leads_elsewhere(place: Place, path: str) -> bool:
    for found in place.find(path).found:
        if (text_of(found.value) or "").startswith(("arn:", "https://", "/")):
            return True
        if isinstance(found.value, Unknown) and found.value.origin is not None:
            unit, span = found.value.origin
            if unit.text[span.start : span.end].endswith((b".arn", b".id", b".name", b".secret_id", b"_arn")):
                return True
    return False

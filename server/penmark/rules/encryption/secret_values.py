"""Tells which values are secret by where they come from, and which names are those of secrets."""

from __future__ import annotations

from typing import Any

import re2

from penmark.iac.place import Place
from penmark.iac.values import Unknown, Value, text_of

_NAME: Any = re2.compile(  # type: ignore[no-untyped-call]
    r"(?i)(password|passwd|passphrase|pwd|secret|token|credentials?|(api|private|secret|signing|access)[ _.-]?key)$"
)
_SOURCE: Any = re2.compile(  # type: ignore[no-untyped-call]
    r"\brandom_password\.\w+(\[[^\]]*\])?\.result\b"
    r"|\bdata\.aws_secretsmanager_secret_version\.\w+(\[[^\]]*\])?\.secret_(string|binary)\b"
    r"|\bdata\.google_secret_manager_secret_version\w*\.\w+(\[[^\]]*\])?\.secret_data\b"
    r"|\bdata\.azurerm_key_vault_secret\.\w+(\[[^\]]*\])?\.value\b"
    r"|\baws_iam_access_key\.\w+(\[[^\]]*\])?\.(secret|ses_smtp_password_v4)\b"
    r"|\bgoogle_service_account_key\.\w+(\[[^\]]*\])?\.private_key\b"
    r"|\btls_private_key\.\w+(\[[^\]]*\])?\.private_key_\w+"
)
_VARIABLE: Any = re2.compile(r"\bvar\.([\w-]+)")  # type: ignore[no-untyped-call]


def is_name_of_secret(value: Value) -> bool:
    """Whether the name, as far as its end is known, is that of a secret."""
    text = text_of(value)
    if text is None and isinstance(value, Unknown):
        text = value.pieces[-1]
    return text is not None and _NAME.search(text) is not None


def comes_from_secret(place: Place, value: Value) -> bool:
    """Whether the value is made of what a source of secrets gives, or of a variable that is marked as sensitive."""
    names = {step.name for step in value.via if step.kind == "variable"}
    if value.origin is not None:
        unit, span = value.origin
        text = unit.text[span.start : span.end].decode(errors="replace")
        if any("public" not in source.group() for source in _SOURCE.finditer(text)):
            return True
        names.update(_VARIABLE.findall(text))
    return any(_is_sensitive(place, name) for name in sorted(names))


def _is_sensitive(place: Place, name: str) -> bool:
    return any(
        text_of(variable.get("sensitive")) == "true"
        for unit in place.evaluator.ask(("variable", name))
        for variable in place.evaluator.instances(unit, f"variable.{name}")
    )

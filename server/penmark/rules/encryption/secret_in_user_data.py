"""Finds secrets in the scripts that machines start with."""

from __future__ import annotations

from penmark.iac.place import Place
from penmark.rules.encryption.secret_values import comes_from_secret

_SCRIPTS = (
    "user_data|user_data_base64|custom_data|metadata_startup_script",
    "metadata.startup-script|user-data|windows-startup-script-ps1",
)


def starts_with_secret(place: Place) -> bool:
    """Whether a secret goes into the script that the machine starts with."""
    return any(
        comes_from_secret(place, found.value) for script in _SCRIPTS for found in place.find(script).found
    )

"""Whether SSH keys are written in a project's metadata."""

from __future__ import annotations

from penmark.iac.place import Place
from penmark.iac.values import Absent, Known


def are_written(place: Place) -> bool:
    """Whether the metadata names keys, of whatever value; what may be empty because of a default does not count."""
    found = place.find("metadata.ssh-keys|sshKeys").found
    return any(
        not isinstance(one.value, Absent) and not one.value.assumed and one.value != Known("")
        for one in found
    )

"""What is said of a file or folder that was not checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A file or folder that was meant to be checked and was not. `reason` completes "not checked: …"."""

    path: Path
    reason: str


def reason_of(error: OSError) -> str:
    """Why the operating system refused, without the path."""
    return (error.strerror or type(error).__name__).lower()

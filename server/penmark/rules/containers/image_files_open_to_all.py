"""Files of an image that everyone may write."""

from __future__ import annotations

import re

from penmark.findings import Fix
from penmark.iac.place import Place
from penmark.rules.containers import commands

_OPEN = re.compile(rb"\bchmod[ \t]+(?:-\w+[ \t]+|--\w+[ \t]+)*(0?777)(?=[ \t])")
_TEMPORARY = re.compile(rb"\bchmod[ \t]+(?:-\w+[ \t]+|--\w+[ \t]+)*0?777[ \t]+(/(?:var/)?tmp\b)")


def is_open(place: Place) -> bool:
    """Whether a command lets everyone write a file, other than one for a while."""
    return not commands.holds(place, _TEMPORARY) and commands.holds(place, _OPEN)


def narrowed(place: Place) -> Fix | None:
    """Everyone may read and run it, its owner write it."""
    return commands.replaced(place, "Let only the owner write it", "755")

"""Downloads that a shell runs as they arrive."""

from __future__ import annotations

import re

from penmark.iac.place import Place
from penmark.rules.containers import commands

_PIPED = re.compile(
    rb"\b((?:curl|wget)[ \t][^|;&\n]*\|[ \t]*(?:sudo[ \t]+(?:-\w+[ \t]+)*)?(?:/(?:usr/)?bin/)?"
    rb"(?:env[ \t]+)?(?:sh|bash|zsh|dash|ash|python3?|perl|ruby|node)\b)(?![.\w/-])"
)
_CHECKED = re.compile(rb"\|[ \t]*python3?[ \t]+-[cm]|\|[ \t]*(?:perl|ruby|node)[ \t]+-\w*[enp]")


def is_piped(place: Place) -> bool:
    """Whether a download goes straight into an interpreter that runs it."""
    return commands.holds(place, _PIPED) and not commands.holds(place, _CHECKED)

"""Options by which a build does not look at certificates or signatures."""

from __future__ import annotations

import re

from penmark.findings import Fix
from penmark.iac.place import Place
from penmark.rules.containers import commands

_OPTIONS = (
    re.compile(rb"\bcurl[ \t](?:[^|;&\n]*[ \t])?(--insecure)(?![\w-])"),
    re.compile(rb"\bcurl[ \t](?:[^|;&\n'\"]*[ \t])?(-k)(?!\S)"),
    re.compile(rb"\bwget[ \t](?:[^|;&\n]*[ \t])?(--no-check-certificate)(?![\w-])"),
    re.compile(rb"\bapt(?:-get)?[ \t](?:[^|;&\n]*[ \t])?(--allow-unauthenticated|--force-yes)(?![\w-])"),
    re.compile(rb"\bapk[ \t](?:[^|;&\n]*[ \t])?(--allow-untrusted)(?![\w-])[^|;&\n]*https?://"),
    re.compile(rb"\bgit[ \t]+(-c[ \t]+http\.sslVerify=(?:false|0))(?!\S)", re.IGNORECASE),
)


def is_unchecked(place: Place) -> bool:
    """Whether a command is told not to check whom it downloads from."""
    return commands.holds(place, *_OPTIONS)


def checked(place: Place) -> Fix | None:
    """The command without the option."""
    return commands.removed(place, "Check again whom the download comes from")

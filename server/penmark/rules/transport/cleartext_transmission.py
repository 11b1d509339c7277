"""Condition and repair of cleartext-transmission."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from penmark.findings import Edit, Fix
from penmark.rules.repairs.place import Place, RepairError
from penmark.rules.transport import outgoing
from penmark.text.span import Span

_HEADER = re.compile(
    r"(?i)^(?:authorization|proxy-authorization|cookie|x-(?:api|auth|access|secret)[\w-]*|api-?key)$"
)
_FIELD = re.compile(
    r"(?i)pass(?:word|wd|phrase)|^pwd$|client_?secret|api_?key|access_?token|refresh_?token|credit_?card|card_?number|^cvv$|^ssn$"
)
_NEAR = (
    ".local",
    ".localhost",
    ".localdomain",
    ".internal",
    ".lan",
    ".home",
    ".home.arpa",
    ".svc",
    ".test",
    ".invalid",
    ".docker",
    ".consul",
    ".onion",
)
_PLAIN = "http://"


def sends_a_secret(place: Place) -> bool:
    """Whether the address is one of another host without TLS, and what is sent to it holds a secret."""
    head = outgoing.head(outgoing.address(place))
    known = outgoing.known_addresses(place) if head is None else (str(head.value),)
    return any(_is_far(url) for url in known) and _holds_secret(place)


def encrypted(place: Place) -> Fix | None:
    """The same address with TLS, where it is written in this part."""
    head = outgoing.head(outgoing.address(place))
    if head is None:
        return None
    start = place.text.find(_PLAIN.encode(), head.start, head.end)
    if start < 0:
        raise RepairError
    return place.fix(
        "Send it over HTTPS (the server must speak it)", [Edit(Span(start, start + len(_PLAIN)), "https://")]
    )


def _holds_secret(place: Place) -> bool:
    auth = place.arguments.keywords.get("auth")
    if auth is not None and auth.value.constants is None:
        return True
    if any(_HEADER.search(name) for name in outgoing.names_of(place, "headers")):
        return True
    return any(_FIELD.search(name) for body in ("data", "json") for name in outgoing.names_of(place, body))


def _is_far(url: str) -> bool:
    """Whether the host is written out, and is none of this machine, its network or its containers."""
    if not url.startswith(_PLAIN) or "/" not in url.removeprefix(_PLAIN):
        return False
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(_NEAR)

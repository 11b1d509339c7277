"""What is public, what is everything: named sets that a written pattern may cover. This knowledge stands here only.

`networks:internet`  address ranges that take in the public internet, or so much of it that it makes no difference
`ports:administration`, `ports:database`, `ports:internal`, `ports:sensitive` (all three), `ports:every`
`actions:every`, `actions:service` (all of one service), and the groups of `actions.toml`: `actions:privilege`, `actions:pass` …
`resources:every`, `resources:kind` (all of one kind: `arn:aws:iam::111122223333:role/*`), `principals:anyone`
"""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import NamedTuple

Cover = Callable[[str], str | None]
"""Tells what of the set a written text covers, in words for a message; None if nothing."""

_WIDEST_V4 = 7
_WIDEST_V6 = 12
_NUMBERS = {"-1": "any", "all": "any", "6": "tcp", "17": "udp"}


class Port(NamedTuple):
    """A port whose service should not be reachable by everyone."""

    number: int
    protocol: str
    service: str
    group: str


def named(name: str) -> Cover | None:
    """The set of that name."""
    return _SETS.get(name)


def names() -> Sequence[str]:
    """The names of all sets."""
    return sorted(_SETS)


# ---------------------------------------------------------------- networks


def internet(text: str) -> str | None:
    """The range itself, if it takes in (nearly) all public addresses."""
    try:
        network = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None
    widest = _WIDEST_V4 if network.version == 4 else _WIDEST_V6
    if network.prefixlen > widest or network.is_private or network.is_multicast or network.is_link_local:
        # 0.0.0.0/0 and ::/0 are private in no sense, whatever `is_private` makes of their first address.
        return text if network.prefixlen == 0 else None
    return text


# ---------------------------------------------------------------- ports


def port_range(protocol: str, first: int, last: int) -> str:
    """How a range of ports is written for `covers`: `tcp/22-22`, `any/0-65535`."""
    return f"{_NUMBERS.get(protocol.lower(), protocol.lower())}/{first}-{last}"


@cache
def _ports() -> tuple[Port, ...]:
    text = resources.files("penmark.iac").joinpath("ports.toml").read_text(encoding="utf-8")
    return tuple(
        Port(entry["number"], protocol, entry["service"], entry["group"])
        for entry in tomllib.loads(text)["port"]
        for protocol in entry.get("protocols", ["tcp"])
    )


def _covered_ports(groups: frozenset[str]) -> Cover:
    def cover(text: str) -> str | None:
        protocol, slash, bounds = text.partition("/")
        first, _, last = bounds.partition("-")
        if not slash or not first.isdecimal() or not last.isdecimal():
            return None
        low, high = int(first), int(last)
        if low <= 0 and high >= 65535:
            return "every port" if protocol == "any" else f"every {protocol.upper()} port"
        hit = [
            port
            for port in _ports()
            if port.group in groups and low <= port.number <= high and protocol in (port.protocol, "any")
        ]
        if not hit:
            return None
        if low == high:
            return f"port {low} ({hit[0].service})"
        shown = ", ".join(f"{port.number} ({port.service})" for port in hit[:2])
        more = f" and {len(hit) - 2} more that are sensitive" if len(hit) > 2 else ""
        return f"ports {low}–{high}, which include {shown}{more}"

    return cover


def _every_port(text: str) -> str | None:
    return "every port" if text.endswith("/0-65535") and text.startswith("any/") else None


# ---------------------------------------------------------------- policies


def _only_wildcards(text: str) -> bool:
    return bool(text) and all(letter in "*:" for letter in text) and "*" in text


def _every_action(text: str) -> str | None:
    return text if _only_wildcards(text) else None


def _service(text: str) -> str | None:
    service, colon, rest = text.partition(":")
    if colon and rest and set(rest) == {"*"} and service and "*" not in service and "?" not in service:
        return text
    return None


@cache
def _actions(group: str) -> tuple[str, ...]:
    text = resources.files("penmark.iac").joinpath("actions.toml").read_text(encoding="utf-8")
    return tuple(action.lower() for action in tomllib.loads(text)[group])


def _covered_actions(group: str) -> Cover:
    def cover(text: str) -> str | None:
        pattern = text.lower().replace("[", "[[]")
        return text if any(fnmatchcase(action, pattern) for action in _actions(group)) else None

    return cover


def _every_resource(text: str) -> str | None:
    """`*`, or a name of which all but the service is left open (`arn:aws:s3:::*`)."""
    if _only_wildcards(text):
        return text
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":
        return None
    open_ = all(part in ("", "*") for part in parts[3:5]) and parts[5] in ("*", "*/*", "**")
    return text if open_ else None


def _every_of_a_kind(text: str) -> str | None:
    """All things of one kind in an account, or everything: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:*`."""
    parts = text.split(":", 5)
    kind = parts[5] if len(parts) == 6 and parts[0] == "arn" else ""
    name, star = kind.rstrip("*"), kind.endswith("*")
    return text if _every_resource(text) or (star and name in _KINDS) else None


def _anyone(text: str) -> str | None:
    kind, colon, who = text.partition(":")
    if text == "*":
        return "*"
    if colon and kind in ("AWS", "*", "CanonicalUser") and (who == "*" or _any_account(who)):
        return who
    return None


def _any_account(who: str) -> bool:
    parts = who.split(":", 5)
    return len(parts) == 6 and parts[2] == "iam" and parts[4] == "*"


_KINDS = frozenset(
    {
        "",
        "function:",
        "instance/",
        "key/",
        "parameter/",
        "role/",
        "secret:",
        "stateMachine:",
        "table/",
        "user/",
    }
)
"""How the names of things of one kind begin, in resources of policies."""
_GROUPS = ("assume", "data", "decryption", "deletion", "launch", "pass", "privilege", "secrets", "takeover")
_ALL = frozenset({"administration", "database", "internal"})
_SETS: dict[str, Cover] = {
    "actions:every": _every_action,
    **{f"actions:{group}": _covered_actions(group) for group in _GROUPS},
    "actions:service": _service,
    "networks:internet": internet,
    "ports:administration": _covered_ports(frozenset({"administration"})),
    "ports:database": _covered_ports(frozenset({"database"})),
    "ports:every": _every_port,
    "ports:internal": _covered_ports(frozenset({"internal"})),
    "ports:sensitive": _covered_ports(_ALL),
    "principals:anyone": _anyone,
    "resources:every": _every_resource,
    "resources:kind": _every_of_a_kind,
}

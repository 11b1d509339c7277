"""Which attributes of which resources hold policies, and which describe openings of a network: read from `catalogue.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import NamedTuple


class Holder(NamedTuple):
    """An attribute that holds an access policy. `kind`: see `penmark.iac.policies`."""

    attribute: tuple[str, ...]
    kind: str


class Opening(NamedTuple):
    """Where a resource says who may connect to which ports. Names are attributes of the block `block` ("" is the resource)."""

    block: str
    direction: str
    sources: tuple[str, ...]
    protocol: str
    first: str
    last: str


def _read() -> tuple[Mapping[str, Sequence[Holder]], Mapping[str, Sequence[Opening]]]:
    data = tomllib.loads(
        resources.files("penmark.iac").joinpath("catalogue.toml").read_text(encoding="utf-8")
    )
    holders: dict[str, list[Holder]] = {}
    for kind, attributes in data["policies"].items():
        for path in attributes:
            type_, *names = path.split(".")
            holders.setdefault(type_, []).append(Holder(tuple(names), kind))
    openings: dict[str, list[Opening]] = {}
    for entry in data["openings"]:
        for type_ in entry["resources"]:
            openings.setdefault(type_, []).append(
                Opening(
                    entry["block"],
                    entry["direction"],
                    tuple(entry["sources"]),
                    entry["protocol"],
                    entry["first"],
                    entry["last"],
                )
            )
    return holders, openings


HOLDERS, OPENINGS = _read()

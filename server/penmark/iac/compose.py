"""Compose files: services, networks, volumes, secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from penmark.iac.dialect import DataDialect, resource
from penmark.iac.values import Unknown, Value
from penmark.syntax.config import Unit, value_of

if TYPE_CHECKING:
    from penmark.iac.evaluate import Evaluator

_VARIABLE = re.compile(r"\$(?:\{[^}]*\}|[A-Za-z_][A-Za-z0-9_]*)")


class Compose(DataDialect):
    """The services of a Compose file are its resources."""

    name = "compose"

    def read(self, unit: Unit) -> Iterator[Unit]:
        """The service that an entry is."""
        if len(unit.labels) == 2 and unit.labels[0] == "services" and unit.block is not None:
            yield resource(unit, "service", unit.labels[1], unit.block)
        else:
            yield unit

    def shown(self, type_: str, name: str) -> str:
        """The service."""
        return f"the service {name}"

    def literal(self, evaluator: Evaluator, text: str, unit: Unit) -> Value | None:
        """What is taken from the environment is not known."""
        if "$" not in text:
            return None
        pieces: list[str | None] = []
        position = 0
        for match in _VARIABLE.finditer(text):
            pieces += [text[position : match.start()], None]
            position = match.end()
        return Unknown(pieces=(*pieces, text[position:])) if pieces else None


def is_service(unit: Unit) -> bool:
    """Whether an entry is a service of a Compose file."""
    if len(unit.labels) != 2 or unit.labels[0] != "services" or unit.block is None:
        return False
    return any(value_of(unit.block, name) is not None for name in ("image", "build", "extends", "<<"))

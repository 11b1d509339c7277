"""How far an assignment in Azure reaches."""

from __future__ import annotations

from typing import Any

import re2

from penmark.iac.place import Place
from penmark.iac.values import Unknown, text_of

_WIDE: Any = re2.compile(  # type: ignore[no-untyped-call]
    r"(?i)^(/|/subscriptions/[^/]+/?|/providers/Microsoft\.Management/managementGroups/[^/]+/?)$"
)
_WIDE_TYPES = (
    "data.azurerm_subscription",
    "azurerm_subscription",
    "data.azurerm_management_group",
    "azurerm_management_group",
)


def is_wide(place: Place) -> bool:
    """Whether the scope is certainly a whole subscription or management group."""
    found = place.find("self.scope").found
    if len(found) != 1:
        return False
    value = found[0].value
    if isinstance(value, Unknown):
        if value.refers and not any(value.pieces):
            return _of_wide_things(value.refers)
        pieces = ["?" if piece is None else piece for piece in value.pieces]
        return value.pieces[0] is not None and _WIDE.search("".join(pieces)) is not None
    return _WIDE.search(text_of(value) or "") is not None


def _of_wide_things(addresses: frozenset[str]) -> bool:
    return all(address.rpartition(".")[0] in _WIDE_TYPES for address in addresses)

"""Tells routers, which must pass on packets, from other machines by their names."""

from __future__ import annotations

from typing import Any

import re2

from penmark.iac.place import Place
from penmark.iac.values import Unknown, text_of

_ROUTERS: Any = re2.compile(  # type: ignore[no-untyped-call]
    r"(?i)(^|[^a-z])(nat|nva|vpn|wireguard|tailscale|ipsec|router?|routing|vrouter|next.?hop|kube|k8s|nodes?|controllers?|workers?|masters?|fw|firewall|gw|gateway|egress|"
    r"prox(y|ies)|appliance|bastion|hub|transit|wan|sdwan|cni|calico|fortigate|paloalto|panos|vyos|pfsense)"
)


def is_no_router(place: Place) -> bool:
    """Whether none of the names that the machine is given says that it routes."""
    words = [place.address.partition(".")[2]]
    for path in ("self.name", "self.name_prefix", "self.description", "self.tags.Name"):
        for found in place.find(path).found:
            value = found.value
            words.append(text_of(value) or "")
            if isinstance(value, Unknown):
                words += [piece for piece in value.pieces if piece]
    return not any(_ROUTERS.search(word) for word in words)

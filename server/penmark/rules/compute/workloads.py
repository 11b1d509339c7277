"""Tells the parts of a Kubernetes cluster, which must reach its nodes, from what runs on it."""

from __future__ import annotations

from penmark.iac.place import Place
from penmark.iac.values import text_of


def is_workload(place: Place) -> bool:
    """Whether the resource does not stand in the cluster's own namespace."""
    return all(text_of(found.value) != "kube-system" for found in place.find("self.metadata.namespace").found)

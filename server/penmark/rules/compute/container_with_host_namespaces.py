"""Which workloads of Kubernetes are meant."""

from __future__ import annotations

from penmark.iac.place import Place
from penmark.rules.compute import workloads


def is_workload(place: Place) -> bool:
    """Whether the resource is no part of the cluster itself."""
    return workloads.is_workload(place)

"""Pods and their containers, in one form whatever object of Kubernetes makes them.

The view `pod` gives the specification of each pod that an object makes. The view `container` gives each of its containers, with
two entries more: `pod` (the specification) and `role` (`container`, `init` or `ephemeral`).
"""

from __future__ import annotations

from collections.abc import Iterator

from penmark.iac.evaluate import Evaluator
from penmark.iac.links import Links
from penmark.iac.paths import Found, find
from penmark.iac.values import Array, Known, Object, Record

_TEMPLATE = ("spec", "template", "spec")
PODS: dict[str, tuple[str, ...]] = {
    "Pod": ("spec",),
    "PodTemplate": ("template", "spec"),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
    **dict.fromkeys(
        ("DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"), _TEMPLATE
    ),
}
"""Where each kind of object has the specification of its pods."""

_ROLES = {"containers": "container", "initContainers": "init", "ephemeralContainers": "ephemeral"}


def pods(evaluator: Evaluator, links: Links, type_: str, resource: Record) -> Iterator[Found]:
    """The specification of the pods that an object of this kind makes."""
    unit, head = resource.fields.unit, resource.fields.head
    for found in find(resource, PODS[type_], unit, head).found:
        if isinstance(found.value, Object):
            yield found


def containers(evaluator: Evaluator, links: Links, type_: str, resource: Record) -> Iterator[Found]:
    """The containers of these pods."""
    for pod in pods(evaluator, links, type_, resource):
        assert isinstance(pod.value, Object)
        for field, role in _ROLES.items():
            listed = pod.value.get(field)
            for one in listed.items if isinstance(listed, Array) else ():
                if isinstance(one, Object):
                    entries = {**one.entries, "pod": pod.value, "role": Known(role, origin=one.origin)}
                    made = Object(entries, one.complete, one.sites, origin=one.origin, via=one.via)
                    yield Found(made, one.origin.span if one.origin is not None else pod.site)

"""Condition of model-runs-code."""

from __future__ import annotations

from penmark.rules.repairs.place import Place


def runs_outside_of_docker(place: Place) -> bool:
    """Whether `use_docker` is false."""
    given = place.arguments.keywords.get("code_execution_config")
    items = given.value.items if given is not None else None
    docker = items.known.get("use_docker") if items is not None else None
    return docker is not None and docker.constants == (False,)

"""Condition and repair of model-runs-code."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.place import Place

_CONFIGURATION = "code_execution_config"
_DOCKER = "use_docker"


def runs_outside_of_docker(place: Place) -> bool:
    """Whether `use_docker` is false."""
    given = place.arguments.keywords.get(_CONFIGURATION)
    items = given.value.items if given is not None else None
    docker = items.known.get(_DOCKER) if items is not None else None
    return docker is not None and docker.constants == (False,)


def inside_docker(place: Place) -> Fix | None:
    """The same configuration with the container, where it is written in the call."""
    entry = place.entry(_CONFIGURATION, _DOCKER)
    if entry is None:
        return None
    return place.fix(
        "Run the model's code in a container (Docker must be there)", [place.replaced(entry.value, "True")]
    )

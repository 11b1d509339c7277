"""Finds secrets among the variables of an environment."""

from __future__ import annotations

from penmark.iac.paths import Found
from penmark.iac.place import Place
from penmark.iac.values import Known, Object
from penmark.rules.encryption.secret_values import comes_from_secret, is_name_of_secret


def holds_secret(place: Place) -> bool:
    """Whether one of the variables, which a mapping gives, is a secret from elsewhere; that one is marked."""
    for found in place.find(_MAPPINGS.get(place.type, "environment_variables")).found:
        if not isinstance(found.value, Object):
            continue
        for name, value in found.value.entries.items():
            if is_name_of_secret(Known(name)) and comes_from_secret(place, value):
                site = found.value.sites.get(name) or value.origin
                inside = site is not None and site.unit is place.unit
                place.marked = Found(value, site.span if site is not None and inside else found.site)
                return True
    return False


def is_secret(place: Place) -> bool:
    """Whether the variable, a block with `name` and `value`, is a secret from elsewhere."""
    return any(is_name_of_secret(name.value) for name in place.find("name").found) and any(
        comes_from_secret(place, found.value) for found in place.find("value").found
    )


_MAPPINGS = {
    "aws_apprunner_service": (
        "source_configuration.image_repository.image_configuration.runtime_environment_variables"
    ),
    "aws_lambda_function": "environment.variables",
    "azurerm_container_group": "container.environment_variables",
    "google_cloudfunctions2_function": "service_config.environment_variables",
}
"""Where the environment's variables stand as a mapping, if not at `environment_variables`."""

"""Names the one role of a module that a policy is about, in place of every role."""

from __future__ import annotations

from collections.abc import Iterable

from penmark.findings import Applicability, Fix
from penmark.iac.paths import find
from penmark.iac.place import Place
from penmark.iac.values import Value
from penmark.rules.identity.narrowing import named_instead
from penmark.syntax.config import Unit

_HANDED = {
    "aws_lambda_function": ("role",),
    "aws_ecs_task_definition": ("task_role_arn", "execution_role_arn"),
    "aws_sfn_state_machine": ("role_arn",),
    "aws_glue_job": ("role_arn",),
    "aws_codebuild_project": ("service_role",),
    "aws_sagemaker_notebook_instance": ("role_arn",),
}
"""Where resources name the role that they are handed."""


def passed(place: Place, title: str) -> Fix | None:
    """Name the one role of the module that is handed to a service."""
    roles: set[str] = set()
    for type_, attributes in _HANDED.items():
        for unit in place.evaluator.ask(("resource", type_)):
            roles |= _roles(place, unit, attributes)
    return _named(place, roles, title)


def trusting(place: Place, title: str) -> Fix | None:
    """Name the one role of the module that trusts another of its roles or users."""
    roles: set[str] = set()
    for unit in place.evaluator.ask(("resource", "aws_iam_role")):
        for record in place.evaluator.instances(unit, ".".join(unit.labels)):
            trust = record.get("assume_role_policy")
            found = find(trust, ("Statement", "Principal", "AWS"), unit, record.fields.head).found
            if any(_in_module(value.value) for value in found):
                roles.add(".".join(unit.labels))
    return _named(place, roles, title)


def _in_module(value: Value) -> bool:
    return any(address.startswith(("aws_iam_role.", "aws_iam_user.")) for address in value.refers)


def _roles(place: Place, unit: Unit, attributes: Iterable[str]) -> set[str]:
    return {
        address
        for record in place.evaluator.instances(unit, ".".join(unit.labels))
        for name in attributes
        for address in record.get(name).refers
        if address.startswith("aws_iam_role.")
    }


def _named(place: Place, roles: set[str], title: str) -> Fix | None:
    if len(roles) != 1:
        return None
    (address,) = roles
    units = place.evaluator.ask(("resource", *address.split(".")))
    if len(units) != 1 or units[0].block is None:
        return None
    if any(units[0].block.attribute(name) is not None for name in ("count", "for_each")):
        return None
    edit = named_instead(place, [(f"{address}.arn", "{}")])
    return None if edit is None else Fix(title, (edit,), Applicability.REVIEW)

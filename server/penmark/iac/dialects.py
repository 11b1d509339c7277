"""Which dialect a document is written in: decided by what it holds, and not at all where two fit."""

from __future__ import annotations

from collections.abc import Callable

from penmark.iac.azure import ArmTemplate, Bicep, is_declaration, is_template_resource
from penmark.iac.cloudformation import CloudFormation, is_resource
from penmark.iac.compose import Compose, is_service
from penmark.iac.dialect import Dialect
from penmark.iac.dockerfile import Dockerfile, is_build
from penmark.iac.kubernetes import Kubernetes, is_manifest
from penmark.iac.pipelines import GithubActions, GitlabPipeline, is_action, is_pipeline, is_workflow
from penmark.iac.policyfile import PolicyFile, is_policy
from penmark.iac.terraform import Terraform
from penmark.syntax.config import Body, Unit

TERRAFORM = Terraform()

_BY_LANGUAGE: dict[str, Dialect] = dict.fromkeys(
    ("terraform", "terraform-vars", "opentofu", "opentofu-vars"), TERRAFORM
)
_BY_CONTENT: tuple[tuple[Callable[[Unit], bool], Dialect], ...] = (
    (is_resource, CloudFormation()),
    (is_manifest, Kubernetes()),
    (is_service, Compose()),
    (lambda unit: is_workflow(unit) or is_action(unit), GithubActions()),
    (is_pipeline, GitlabPipeline()),
    (is_policy, PolicyFile()),
    (is_build, Dockerfile()),
    (is_template_resource, ArmTemplate()),
    (is_declaration, Bicep()),
)
NAMES = frozenset({TERRAFORM.name, *(dialect.name for _, dialect in _BY_CONTENT)})
"""What pages may call a dialect."""


def dialect_of(language: str, body: Body) -> Dialect | None:
    """The dialect of a document, None if it is not known to be one of infrastructure."""
    found = _BY_LANGUAGE.get(language)
    if found is not None:
        return found
    fitting = [dialect for fits, dialect in _BY_CONTENT if any(fits(unit) for _, unit in body.units)]
    return fitting[0] if len(fitting) == 1 else None

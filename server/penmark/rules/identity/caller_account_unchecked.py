"""The repair of permissions for services that say nothing of the account."""

from __future__ import annotations

from penmark.findings import Applicability, Fix
from penmark.iac.fixes import FixSpec
from penmark.iac.place import Place
from penmark.iac.values import text_of
from penmark.syntax.config import Expression

_SOURCES = {
    "s3": (("aws_s3_bucket", "{}.arn"),),
    "sns": (("aws_sns_topic", "{}.arn"),),
    "events": (("aws_cloudwatch_event_rule", "{}.arn"),),
    "cognito-idp": (("aws_cognito_user_pool", "{}.arn"),),
    "logs": (("aws_cloudwatch_log_group", '"${{}.arn}:*"'),),
    "apigateway": (
        ("aws_apigatewayv2_api", '"${{}.execution_arn}/*"'),
        ("aws_api_gateway_rest_api", '"${{}.execution_arn}/*"'),
    ),
}
"""What calls in the name of a service, and how a permission names it."""


def from_own_source(place: Place) -> Fix | None:
    """Accept calls of the one thing of the service that the module declares."""
    service = (text_of(place.find("principal").found[0].value) or "").partition(".")[0]
    found = [
        (unit, how)
        for type_, how in _SOURCES.get(service, ())
        for unit in place.evaluator.ask(("resource", type_))
    ]
    if len(found) != 1:
        return None
    unit, how = found[0]
    if unit.block is None or any(unit.block.attribute(name) is not None for name in ("count", "for_each")):
        return None
    address = ".".join(unit.labels)
    spec = FixSpec(
        f"Take calls of {address} only",
        Applicability.REVIEW,
        set={("source_arn",): Expression(how.replace("{}", address))},
    )
    return spec.make(place)

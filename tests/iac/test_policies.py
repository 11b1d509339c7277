"""What the view of policies says of statements, however they are written."""

from __future__ import annotations

import pytest
from tests.iac.support import check, matcher, said

from penmark.iac.sets import named

PAGE = """
each = "statement"
where = { actions = { any = { covers = "actions:pass" } }, resources = { any = { covers = "resources:kind" } }, effect = "Allow" }
"""


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("*", True),
        ("arn:aws:s3:::*", True),
        ("arn:aws:iam::111122223333:role/*", True),
        ("arn:aws:iam::…:role/*", True),
        ("arn:aws:ssm:*:*:parameter/*", True),
        ("arn:aws:iam::*:role/deploy", False),
        ("arn:aws:iam::111122223333:role/app-*", False),
        ("arn:aws:s3:::reports/*", False),
        ("role/*", False),
    ],
)
def test_every_of_a_kind(text: str, covered: bool) -> None:
    cover = named("resources:kind")
    assert cover is not None
    assert (cover(text) is not None) is covered


@pytest.mark.parametrize(
    ("resource", "hit"),
    [
        ('"arn:aws:iam::${local.account}:role/*"', True),
        ('["arn:${var.partition}:iam::${var.account}:role/*"]', True),
        ('["arn:aws:iam::${var.account}:role/${var.name}"]', False),
        ('["arn:aws:iam::${var.account}:role/${var.name}-*"]', False),
        ("var.role", False),
    ],
)
def test_names_with_gaps(resource: str, hit: bool) -> None:
    """An account that is not known does not hide that every role of it is meant."""
    text = f"""resource "aws_iam_policy" "p" {{
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = "iam:PassRole", Resource = {resource} }}] }})
}}
"""
    checked, made = check([matcher(PAGE)], text)
    assert said(checked, made) == (['"iam:PassRole"'] if hit else [])


def test_what_is_allowed_beside() -> None:
    """Only what another statement allows without a condition counts."""
    page = matcher(PAGE.replace('effect = "Allow"', 'beside = { any = { covers = "actions:launch" } }'))
    text = """data "aws_iam_policy_document" "NAME" {
  statement {
    actions   = ["iam:PassRole"]
    resources = ["*"]
  }
  statement {
    EFFECT
    actions   = ["lambda:Create*"]
    resources = ["*"]
  }
}
"""
    for effect, hit in (
        ("", True),
        ('effect = "Deny"', False),
        ('condition {\ntest = "Bool"\nvariable = "a"\nvalues = ["b"]\n}', False),
    ):
        checked, made = check([page], text.replace("EFFECT", effect))
        assert said(checked, made) == (['"iam:PassRole"'] if hit else [])


def test_conditions_are_there_as_written() -> None:
    page = matcher(
        'each = "statement"\nwhere = { "conditions.StringEquals.aud" = "sts.amazonaws.com", effect = "Allow" }'
    )
    text = """resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Condition = { StringEquals = { aud = "sts.amazonaws.com" } } }]
  })
}
"""
    checked, made = check([page], text)
    assert said(checked, made) == ['"sts.amazonaws.com"']


@pytest.mark.parametrize(("name", "hit"), [("deploy", True), ("permissions_boundary", False)])
def test_a_boundary_grants_nothing(name: str, hit: bool) -> None:
    page = matcher(PAGE.replace('effect = "Allow"', 'kind = "identity"'))
    text = f"""data "aws_iam_policy_document" "{name}" {{
  statement {{
    actions   = ["iam:PassRole"]
    resources = ["*"]
  }}
}}
resource "aws_iam_policy" "{name}" {{
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }}] }})
}}
"""
    checked, made = check([page], text)
    assert len(said(checked, made)) == (2 if hit else 0)

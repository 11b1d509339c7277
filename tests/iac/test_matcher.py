"""What pages may say about resources, and what is found by it."""

from __future__ import annotations

import pytest
from tests.iac.support import check, matcher, said

from penmark.findings import Confidence
from penmark.iac import ConfigMatcher, MatcherError
from penmark.iac.sets import named, port_range


@pytest.mark.parametrize(
    ("data", "path", "reason"),
    [
        ({"resource": ["a"]}, "resource", "no such key"),
        ({}, "resources", "types of the resources"),
        ({"resources": ["a"], "where": {"b": {"iss": 1}}}, "where.b.iss", "no such condition"),
        ({"resources": ["a"], "where": {"b": {}}}, "where.b", "needs an operator"),
        (
            {"resources": ["a"], "where": {"b": {"any": {"all": {"is": []}}}}},
            "where.b.any.all.is",
            "a constant",
        ),
        ({"resources": ["a"], "where": {"b": {"covers": "ports:none"}}}, "where.b.covers", "no such set"),
        ({"resources": ["a"], "where": {"b": {"matches": "("}}}, "where.b.matches", "not a pattern"),
        ({"resources": ["a"], "where": {"b": {"below": "1"}}}, "where.b.below", "a number"),
        ({"resources": ["a"], "unless": {"b": {"absent": 1}}}, "unless.b.absent", "true or false"),
        ({"resources": ["a"], "each": "statement"}, "resources", "no statement is known of a"),
        ({"resources": ["a"], "without": [{"attribute": "b"}]}, "without.0.resource", "a text"),
        (
            {"resources": ["a"], "with": [{"resource": "data.b", "attribute": "c"}]},
            "with.0.attribute",
            "`through` only",
        ),
        ({"resources": ["a"], "without": [{"resource": "b", "x": 1}]}, "without.0.x", "no such key"),
        (
            {"resources": ["a"], "with": [{"resource": "b", "where": {"c": {"d": 1}}}]},
            "with.0.where.c.d",
            "no such",
        ),
        ({"resources": ["a"], "python": "f"}, "python", "no function 'f'"),
        ({"resources": ["a"], "fix": [{}]}, "fix.0.title", "a title"),
        ({"resources": ["a"], "fix": [{"title": "T", "sets": {}}]}, "fix.0.sets", "no such key"),
        (
            {"resources": ["a"], "fix": [{"title": "T", "applicability": "x"}]},
            "fix.0.applicability",
            "one of safe",
        ),
        ({"resources": ["a"], "fix": [{"title": "T", "set": {"b": None}}]}, "fix.0.set.b", "a constant"),
    ],
)
def test_slips_of_the_pen(data: dict[str, object], path: str, reason: str) -> None:
    with pytest.raises(MatcherError, match=reason) as caught:
        ConfigMatcher.from_data(data)
    assert ".".join(caught.value.path) == path
    assert caught.value.key == path.rpartition(".")[2]


RESOURCE = """resource "aws_x" "y" {
  size  = 3
  name  = "public-x"
  list  = ["a", "b"]
  empty = []
  flag  = "true"
  far   = var.far
  mixed = ["a", var.far]
  inner {
    deep = 1
  }
  inner {
    deep = 2
  }
}
variable "far" {}
"""


@pytest.mark.parametrize(
    ("condition", "underlined"),
    [
        ("size = 3", ["3"]),
        ('size = "3"', ["3"]),
        ("size = 4", []),
        ("flag = true", ['"true"']),
        ("size = { in = [1, 3] }", ["3"]),
        ("size = { not-in = [1, 2] }", ["3"]),
        ("size = { above = 2, below = 4 }", ["3"]),
        ("size = { above = 3 }", []),
        ('name = { matches = "^public" }', ['"public-x"']),
        ("gone = { absent = true }", ['resource "aws_x" "y"']),
        ("gone = { absent = false }", []),
        ("name = { absent = false }", ['"public-x"']),
        ("gone = false", []),
        ("gone = { not-in = [1] }", []),
        ("empty = { empty = true }", ["[]"]),
        ("list = { empty = false }", ['["a", "b"]']),
        ('list = { any = { is = "b" } }', ['"b"']),
        ('list = { all = { in = ["a", "b"] } }', ['"a"']),
        ('list = { all = { is = "b" } }', []),
        ('list = { none = { is = "c" } }', ['["a", "b"]']),
        ('"list.*" = "b"', ['"b"']),
        ('name = { not = { is = "x" } }', ['"public-x"']),
        ('far = { not = { is = "x" } }', []),
        ("far = { absent = true }", []),
        ("far = { absent = false }", []),
        ('mixed = { any = { is = "a" } }', ['"a"']),
        ('mixed = { any = { is = "c" } }', []),
        ('mixed = { none = { is = "c" } }', []),
        ('mixed = { all = { is = "a" } }', []),
        ('"inner.deep" = 2', ["2"]),
        ('"inner.gone" = { absent = true }', ["inner"]),
        ('"gone|size" = 3', ["3"]),
        ('"name|size" = { is = 3 }', ["3"]),
    ],
)
def test_conditions(condition: str, underlined: list[str]) -> None:
    checked, made = check([matcher(f'resources = ["aws_x"]\nwhere = {{ {condition} }}')], RESOURCE)
    assert checked.failures == ()
    assert said(checked, made) == underlined


@pytest.mark.parametrize(
    ("rest", "count"),
    [
        ("unless = { size = 3 }", 0),
        ("unless = { size = 4 }", 1),
        ("unless = { gone = 4 }", 1),
        ("unless = { far = 4 }", 0),
        ("unless = { far = { absent = false } }", 0),
    ],
)
def test_what_must_not_hold(rest: str, count: int) -> None:
    checked, _ = check([matcher(f'resources = ["aws_x"]\nwhere = {{ flag = true }}\n{rest}')], RESOURCE)
    assert len(checked.parts) == count


def test_each_and_self() -> None:
    page = 'resources = ["aws_x"]\neach = "inner"\nwhere = { deep = 2, "self.size" = 3 }'
    checked, made = check([matcher(page)], RESOURCE)
    assert said(checked, made) == ["2"]


def test_a_default_counts_where_it_is_insecure_and_is_shown() -> None:
    text = 'resource "aws_x" "y" {\n  open = var.open\n  shut = var.shut\n}\n'
    variables = 'variable "open" {\n  default = true\n}\nvariable "shut" {\n  default = null\n}\n'
    pages = [
        matcher('resources = ["aws_x"]\nwhere = { open = true }'),
        matcher('resources = ["aws_x"]\nwhere = { shut = { absent = true } }'),
    ]
    checked, made = check(pages, text, variables=variables)
    assert said(checked, made) == ["var.open"]
    (match,) = checked.parts[0].matches
    assert match.confidence is Confidence.MEDIUM
    (step,) = match.steps
    assert (step.uri, step.message) == ("variables.tf", "the default of var.open is set here")
    assert variables[step.span.start : step.span.end] == "true"


BUCKET = 'resource "aws_b" "b" {\n  name = "n"\n}\n'
WITHOUT = 'resources = ["aws_b"]\nwhere = { name = { absent = false } }\nwithout = [{ resource = "aws_k", attribute = "bucket", named = "name", where = { on = true } }]'


@pytest.mark.parametrize(
    ("other", "count"),
    [
        ("", 1),
        ('resource "aws_k" "k" {\n  bucket = aws_b.b.id\n  on = true\n}', 0),
        ('resource "aws_k" "k" {\n  bucket = "n"\n  on = true\n}', 0),
        ('resource "aws_k" "k" {\n  bucket = aws_b.b.name\n  on = var.x\n}\nvariable "x" {}', 0),
        ('resource "aws_k" "k" {\n  bucket = var.x\n  on = true\n}\nvariable "x" {}', 0),
        ('resource "aws_k" "k" {\n  bucket = aws_b.b.id\n  on = false\n}', 1),
        ('resource "aws_k" "k" {\n  bucket = aws_b.c.id\n  on = true\n}', 1),
        ('resource "aws_k" "k" {\n  bucket = "m"\n  on = true\n}', 1),
        ('resource "aws_k" "k" {\n  count = 0\n  bucket = aws_b.b.id\n  on = true\n}', 1),
        ('resource "aws_k" "k" {\n  for_each = { a = aws_b.b.id }\n  bucket = each.value\n  on = true\n}', 0),
    ],
)
def test_relations(other: str, count: int) -> None:
    checked, _ = check([matcher(WITHOUT)], BUCKET, other=other)
    assert sum(len(part.matches) for part in checked.parts) == count


def test_related_resources_are_steps() -> None:
    page = (
        'resources = ["aws_b"]\nwhere = { name = "n" }\nwith = [{ resource = "aws_k", attribute = "bucket" }]'
    )
    other = '\nresource "aws_k" "k" {\n  bucket = aws_b.b.id\n}\n'
    checked, _ = check([matcher(page)], BUCKET, other=other)
    (step,) = checked.parts[0].matches[0].steps
    assert (step.uri, step.message) == ("other.tf", "aws_k.k is declared here")
    assert other[step.span.start : step.span.end] == 'resource "aws_k" "k"'


def test_through() -> None:
    page = 'resources = ["aws_p"]\nwhere = { open = true }\nwithout = [{ resource = "aws_d", through = "domain", where = { vpc = { absent = false } } }]'
    policy = 'resource "aws_p" "p" {\n  domain = aws_d.d.name\n  open = true\n}\n'
    assert check([matcher(page)], policy, d='resource "aws_d" "d" {\n  vpc = "v"\n}')[0].parts == ()
    assert len(check([matcher(page)], policy, d='resource "aws_d" "d" {\n}')[0].parts) == 1


def test_through_to_data() -> None:
    page = 'resources = ["aws_p"]\nwhere = { open = true }\nwithout = [{ resource = "data.aws_d", through = "d", where = { x = 1 } }]'
    text = 'resource "aws_p" "p" {\n  d = data.aws_d.d.id\n  open = true\n}\n'
    assert check([matcher(page)], text, d='data "aws_d" "d" {\n  x = 1\n}')[0].parts == ()
    assert len(check([matcher(page)], text, d='data "aws_d" "d" {\n  x = 2\n}')[0].parts) == 1
    assert len(check([matcher(page)], text, d='resource "aws_d" "d" {\n  x = 1\n}')[0].parts) == 1


@pytest.mark.parametrize(
    ("name", "text", "label"),
    [
        ("networks:internet", "0.0.0.0/0", "0.0.0.0/0"),
        ("networks:internet", "::/0", "::/0"),
        ("networks:internet", "0.0.0.0/1", "0.0.0.0/1"),
        ("networks:internet", "2000::/3", "2000::/3"),
        ("networks:internet", "10.0.0.0/8", None),
        ("networks:internet", "203.0.113.0/24", None),
        ("networks:internet", "fd00::/8", None),
        ("networks:internet", "fc00::/7", None),
        ("networks:internet", "fe80::/10", None),
        ("networks:internet", "not a network", None),
        ("ports:sensitive", "tcp/22-22", "port 22 (SSH)"),
        ("ports:sensitive", "tcp/443-443", None),
        ("ports:sensitive", "udp/22-22", None),
        ("ports:sensitive", "any/0-65535", "every port"),
        ("ports:sensitive", "tcp/0-65535", "every TCP port"),
        ("ports:sensitive", "udp/11211-11211", "port 11211 (Memcached)"),
        ("ports:sensitive", "tcp/3300-3400", "ports 3300–3400, which include 3389 (RDP), 3306 (MySQL)"),
        ("ports:database", "tcp/22-22", None),
        ("actions:every", "*", "*"),
        ("actions:every", "*:*", "*:*"),
        ("actions:every", "s3:*", None),
        ("actions:service", "s3:*", "s3:*"),
        ("actions:service", "s3:Get*", None),
        ("actions:pass", "iam:Pass*", "iam:Pass*"),
        ("actions:pass", "IAM:passrole", "IAM:passrole"),
        ("actions:privilege", "iam:Get*", None),
        ("actions:assume", "sts:*", "sts:*"),
        ("resources:every", "*", "*"),
        ("resources:every", "arn:aws:s3:::*", "arn:aws:s3:::*"),
        ("resources:every", "arn:aws:s3:::bucket/*", None),
        ("resources:every", "arn:aws:iam::*:role/app-*", None),
        ("principals:anyone", "*", "*"),
        ("principals:anyone", "AWS:*", "*"),
        ("principals:anyone", "AWS:arn:aws:iam::*:root", "arn:aws:iam::*:root"),
        ("principals:anyone", "AWS:arn:aws:iam::111122223333:root", None),
        ("principals:anyone", "Service:*", None),
    ],
)
def test_named_sets(name: str, text: str, label: str | None) -> None:
    cover = named(name)
    assert cover is not None
    assert cover(text) == label


def test_port_ranges() -> None:
    assert port_range("-1", 0, 65535) == "any/0-65535"
    assert port_range("6", 22, 22) == "tcp/22-22"


STATEMENTS = 'each = "statement"\nwhere = { actions = { any = { is = "*" } }, effect = "Allow", limits = { absent = true } }\nmark = "actions"'


@pytest.mark.parametrize(
    "text",
    [
        'resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "*" }] })\n}',
        'resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Statement = { Effect = "Allow", Action = ["*"] } })\n}',
        'resource "aws_iam_policy" "p" {\n  policy = <<EOT\n{"Statement": [{"Effect": "Allow", "Action": "*"}]}\nEOT\n}',
        'resource "aws_iam_policy" "p" {\n  policy = <<-EOT\n    {"Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": "${var.x}"}]}\n  EOT\n}',
        'data "aws_iam_policy_document" "d" {\n  statement {\n    actions = ["*"]\n  }\n}',
        'data "aws_iam_policy_document" "d" {\n  dynamic "statement" {\n    for_each = [1]\n    content {\n      actions = ["*"]\n    }\n  }\n}',
        'resource "aws_iam_role" "r" {\n  inline_policy {\n    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "*" }] })\n  }\n}',
    ],
)
def test_policies_in_every_spelling(text: str) -> None:
    checked, made = check([matcher(STATEMENTS)], text)
    assert checked.failures == ()
    assert said(checked, made) == ['"*"']


@pytest.mark.parametrize(
    "statement",
    [
        '{ Effect = "Deny", Action = "*" }',
        '{ Effect = "Allow", Action = "s3:GetObject" }',
        '{ Effect = "Allow", Action = var.x }',
        '{ Effect = var.x, Action = "*" }',
        '{ Effect = "Allow", Action = "*", Condition = { StringEquals = { "aws:PrincipalOrgID" = "o" } } }',
        '{ Effect = "Allow", Action = "*", Condition = var.x }',
    ],
)
def test_statements_that_are_not_meant(statement: str) -> None:
    text = f'variable "x" {{}}\nresource "aws_iam_policy" "p" {{\n  policy = jsonencode({{ Statement = [{statement}] }})\n}}'
    assert check([matcher(STATEMENTS)], text)[0].parts == ()


def test_a_condition_that_everyone_meets_limits_nobody() -> None:
    text = 'resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Condition = { Bool = { "aws:SecureTransport" = "true" } } }] })\n}'
    assert len(check([matcher(STATEMENTS)], text)[0].parts) == 1


def test_a_fix_is_not_offered_where_the_block_is_broken() -> None:
    page = 'resources = ["aws_x"]\nwhere = { a = 1 }\nfix = [{ title = "T", set = { a = 2 } }]'
    whole, _ = check([matcher(page)], 'resource "aws_x" "y" {\n  a = 1\n}')
    assert [fix.title for fix in whole.parts[0].matches[0].fixes] == ["T"]
    broken, _ = check([matcher(page)], 'resource "aws_x" "y" {\n  a = 1\n  b = \n}')
    assert [match.fixes for part in broken.parts for match in part.matches] == [()]
    assert len(broken.broken) == 1


def test_attributes_are_removed() -> None:
    page = 'resources = ["aws_x"]\nwhere = { a = 1 }\nfix = [{ title = "T", remove = ["a", "gone"] }]'
    (match,) = check([matcher(page)], 'resource "aws_x" "y" {\n  a = 1\n  b = 2\n}')[0].parts[0].matches
    (edit,) = match.fixes[0].edits
    assert (edit.span, edit.text) == ((23, 31), "")


def test_other_blocks_have_addresses_too() -> None:
    page = 'resources = ["module"]\nwhere = { source = "s" }'
    (match,) = check([matcher(page)], 'module "m" {\n  source = "s"\n}')[0].parts[0].matches
    assert (match.values["resource"], match.values["name"]) == ("module.m", "m")


def test_what_is_appended_is_appended_once() -> None:
    page = 'resources = ["aws_x"]\nwhere = { a = 1 }\nfix = [{ title = "T", set = { a = 2 }, append = "data \\"d\\" \\"e\\" {}" }]'
    text = 'resource "aws_x" "y" {\n  a = 1\n}'
    (match,) = check([matcher(page)], text)[0].parts[0].matches
    assert [addition.text for addition in match.fixes[0].additions] == ['data "d" "e" {}']
    (match,) = check([matcher(page)], text, other='data "d" "e" {}')[0].parts[0].matches
    assert match.fixes[0].additions == ()


def test_an_item_is_removed_where_its_replacement_stands_beside_it() -> None:
    page = 'resources = ["aws_x"]\nwhere = { a = { any = { is = "x" } } }\nfix = [{ title = "T", replace = "y" }, { title = "R", remove-item = true }]'
    (match,) = check([matcher(page)], 'resource "aws_x" "y" {\n  a = ["x", "z"]\n}')[0].parts[0].matches
    assert [[edit.text for edit in fix.edits] for fix in match.fixes] == [['"y"'], [""]]
    (match,) = check([matcher(page)], 'resource "aws_x" "y" {\n  a = ["x", "y"]\n}')[0].parts[0].matches
    assert [[edit.text for edit in fix.edits] for fix in match.fixes] == [[""], [""]]


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ('"operator"', True),
        ('"operator:${var.key}"', True),
        ("aws_key_pair.main.key_name", True),
        ("aws_key_pair.main[0].key_name", True),
        ("var.some", True),
        ('""', False),
        ("null", False),
        ("var.key", False),
        ("var.nothing", False),
        ("var.any ? aws_key_pair.main.key_name : null", False),
        ("try(aws_key_pair.main[0].key_name, null)", False),
    ],
)
def test_written(value: str, holds: bool) -> None:
    """What is certainly there, whatever it is worth."""
    page = matcher('resources = ["aws_x"]\nwhere = { key = { written = true } }')
    variables = 'variable "key" {}\nvariable "any" {}\nvariable "some" {\n  default = "a"\n}\nvariable "nothing" {\n  default = null\n}\n'
    checked, made = check([page], f'{variables}\nresource "aws_x" "y" {{\n  key = {value}\n}}\n')
    assert said(checked, made) == ([value] if holds else [])


def test_not_written() -> None:
    page = matcher('resources = ["aws_x"]\nwhere = { key = { written = false } }')
    checked, made = check(
        [page], 'variable "key" {}\nresource "aws_x" "y" {}\nresource "aws_x" "z" {\n  key = var.key\n}\n'
    )
    assert said(checked, made) == ['resource "aws_x" "y"']


def test_assumed() -> None:
    page = matcher('resources = ["aws_x"]\nwhere = { key = { is = false, assumed = false } }')
    text = 'variable "k" {\n  default = false\n}\nlocals {\n  k = false\n}\n'
    for value, hit in (("false", True), ("local.k", True), ("var.k", False)):
        checked, made = check([page], f'{text}resource "aws_x" "y" {{\n  key = {value}\n}}\n')
        assert said(checked, made) == ([value] if hit else [])


def test_a_block_on_one_line_gets_a_value_and_an_addition() -> None:
    page = """
    language = "terraform"
    resources = ["t"]
    where = { "b.on" = false }
    [[fix]]
    title = "Both"
    set = { "b.on" = true, "b.more" = 1 }
    """
    text = 'resource "t" "n" {\n  b { on = false }\n}\n'
    checked, _ = check([matcher(page)], text)
    (match,) = checked.parts[0].matches
    (fix,) = match.fixes
    data = text.encode()
    for edit in sorted(fix.edits, key=lambda edit: edit.span, reverse=True):
        data = data[: edit.span.start] + edit.text.encode() + data[edit.span.end :]
    assert data.decode() == 'resource "t" "n" {\n  b {\n    on   = true\n    more = 1\n  }\n}\n'


def test_a_block_that_a_default_decides_on_is_assumed() -> None:
    page = 'language = "terraform"\nresources = ["t"]\nwhere = { "b.to" = { any = { is = "all" } } }\n'
    text = """
variable "open" {
  default = true
}
resource "t" "n" {
  dynamic "b" {
    for_each = var.open ? [1] : []
    content {
      to = ["all"]
    }
  }
}
"""
    checked, _ = check([matcher(page)], text)
    (match,) = checked.parts[0].matches
    assert match.confidence is Confidence.MEDIUM
    assert [step.message for step in match.steps] == ["the default of var.open is set here"]

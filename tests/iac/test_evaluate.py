"""What expressions are worth."""

from __future__ import annotations

import pytest
from tests.iac.support import module, plain, worth

from penmark.iac.evaluate import Evaluator
from penmark.iac.terraform import local
from penmark.iac.values import Known, Record, Unknown

NAMES = """
variable "free" {}
variable "port" {
  default = 22
}
variable "ports" {
  default = [22, 80]
}
variable "none" {
  default = null
}
locals {
  name   = "n"
  nested = { a = { b = [1, 2] } }
  loop   = local.pool
  pool   = local.loop
}
resource "aws_x" "y" {
  name = "x-${local.name}"
  list = [aws_x.z.id]
}
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("local.name", "n"),
        ("local.nested.a.b[1]", 2),
        ('local.nested["a"].b', [1, 2]),
        ("local.missing", "?"),
        ("local.loop", "?"),
        ("var.free", "?"),
        ("var.port", 22),
        ("var.none", "?"),
        ("var.ports[0]", 22),
        ("aws_x.y.name", "x-n"),
        ("aws_x.y.arn", "?"),
        ("aws_x.y[0].name", "x-n"),
        ("aws_x.gone.name", "?"),
        ("terraform.workspace", "?"),
        ("path.module", "?"),
        ("module.m.out", "?"),
        ('"a-${local.name}-${var.port}"', "a-n-22"),
        ('"a-${var.free}"', "?"),
        ("var.port == 22 ? 1 : 2", 1),
        ('var.port == "22" ? 1 : 2', 1),
        ("var.free ? 1 : 2", "?"),
        ("var.free ? 1 : 1", 1),
        ("var.free || true", True),
        ("var.free && false", False),
        ("var.free && true", "?"),
        ("!false", True),
        ("1 + 2 * 3", 7),
        ("1 / 0", "?"),
        ("3 >= 2", True),
        ('"${var.free}x" == ""', False),
        ("[1, var.free]", [1, "?"]),
        ('{ a = 1, (local.name) = 2, "${var.free}" = 3 }', {"a": 1, "n": 2, "...": "?"}),
        ("[for p in var.ports : p + 1]", [23, 81]),
        ("[for p in var.ports : p if p > 50]", [80]),
        ("[for i, p in var.ports : i]", [0, 1]),
        ("{ for p in var.ports : p => p + 1 }", {"22": 23, "80": 81}),
        ('{ for p in var.ports : "x" => p... }', {"x": [22, 80]}),
        ("[for p in var.free : p]", ["..."]),
        ("[{ a = 1 }, { a = 2 }][*].a", [1, 2]),
        ("concat([1], var.ports, [])", [1, 22, 80]),
        ("concat([1], var.free)", [1, "..."]),
        ("concat([[1], [2]]...)", [1, 2]),
        ("merge({ a = 1 }, { a = 2, b = 3 })", {"a": 2, "b": 3}),
        ("merge({ a = 1 }, var.free)", {"...": "?"}),
        ("merge(var.free, { a = 1 })", {"a": 1, "...": "?"}),
        ('lookup({ a = 1 }, "a", 2)', 1),
        ('lookup({ a = 1 }, "b", 2)', 2),
        ('lookup(var.free, "b", 2)', "?"),
        ('toset(["a", "a", "b"])', ["a", "b"]),
        ('format("%s:%d%%", "a", 1)', "a:1%"),
        ('join(",", ["a", "b"])', "a,b"),
        ('split(",", "a,b")', ["a", "b"]),
        ('lower("ABC")', "abc"),
        ("upper(var.free)", "?"),
        ('coalesce(null, "", "x")', "x"),
        ("coalesce(var.none, 1)", "?"),
        ("try(var.port, 1)", 22),
        ("try(var.free.x, 1)", "?"),
        ("length(var.ports)", 2),
        ("contains(var.ports, 22)", True),
        ("contains(var.ports, 23)", False),
        ("contains([var.free], 23)", "?"),
        ("jsondecode(jsonencode({ a = [1] })).a[0]", 1),
        ("jsonencode({ a = var.free })", {"json": {"a": "?"}}),
        ('<<EOT\n{"a": ["b"]}\nEOT', {"json": {"a": ["b"]}}),
        ('"{\\"a\\": ${jsonencode([var.port])}}"', {"json": {"a": [22]}}),
        ("flatten([[1, [2]], 3])", [1, 2, 3]),
        ("keys({ b = 1, a = 2 })", ["a", "b"]),
        ("values({ b = 1, a = 2 })", [2, 1]),
        ("element([1, 2], 3)", 2),
        ('replace("a-b", "-", "_")', "a_b"),
        ('replace("a-b", "/x/", "_")', "?"),
        ('trimprefix("ab", "a")', "b"),
        ("unheard_of(1)", "?"),
        ("sensitive(1)", 1),
    ],
)
def test_expressions(expression: str, expected: object) -> None:
    assert worth(expression, NAMES) == expected


def test_names_of_other_files() -> None:
    assert worth("local.far", far='locals {\n  far = "x"\n}') == "x"


def test_what_a_value_came_over() -> None:
    made = module('locals {\n  a = [var.v]\n}\nvariable "v" {\n  default = "x"\n}')
    value = local(Evaluator(made), "a")
    assert [(via.kind, via.name) for via in value.via] == [("local", "a")]
    item = value.items[0]
    assert [(via.kind, via.name) for via in item.via] == [("local", "a"), ("variable", "v")]
    assert item.assumed
    assert item.origin.unit.labels == ("v",)


def test_references_are_remembered() -> None:
    made = module(
        'locals {\n  a = "${aws_x.y.arn}/*"\n  b = aws_x.y.name\n}\nresource "aws_x" "y" {\n  name = "n"\n}'
    )
    evaluator = Evaluator(made)
    partly, known = local(evaluator, "a"), local(evaluator, "b")
    assert isinstance(partly, Unknown)
    assert partly.pieces == (None, "/*")
    assert partly.refers == {"aws_x.y"}
    assert isinstance(known, Known)
    assert (known.value, known.refers) == ("n", frozenset({"aws_x.y"}))


def resources(text: str, *more: str) -> list[Record]:
    made = module(text, *more)
    unit = made.files["main.tf"].units[0].unit
    return list(Evaluator(made).instances(unit, "aws_x.y"))


@pytest.mark.parametrize(
    ("repeat", "ports"),
    [
        ("", ["?"]),
        ("count = 0", []),
        ("count = 2", [0, 1]),
        ("count = var.free", ["?"]),
        ("count = var.off ? 1 : 0", ["?"]),
        ("for_each = {}", []),
        ("for_each = { a = 1, b = 2 }", [1, 2]),
        ('for_each = toset(["1", "2"])', ["1", "2"]),
        ("for_each = var.free", ["?"]),
        ("for_each = var.empty", ["?"]),
    ],
)
def test_repeated_resources(repeat: str, ports: list[object]) -> None:
    name = "count.index" if "count" in repeat else "each.value"
    text = f'resource "aws_x" "y" {{\n  {repeat}\n  port = {name}\n}}'
    variables = (
        'variable "free" {}\nvariable "off" {\n  default = false\n}\nvariable "empty" {\n  default = {}\n}'
    )
    assert [plain(record.get("port")) for record in resources(text, variables)] == ports


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        ("[22, 80]", [22, 80]),
        ("{ a = 22 }", [22]),
        ("[]", "absent"),
        ("var.free", ["?", "..."]),
        ("var.empty", ["?", "..."]),
        ("var.some", [1, "..."]),
    ],
)
def test_dynamic_blocks(each: str, expected: object) -> None:
    text = f"""resource "aws_x" "y" {{
  dynamic "rule" {{
    for_each = {each}
    iterator = one
    content {{
      port = one.value
    }}
  }}
}}
variable "free" {{}}
variable "empty" {{
  default = []
}}
variable "some" {{
  default = [1]
}}
"""
    (record,) = resources(text)
    rules = record.get("rule")
    if isinstance(expected, str):
        assert plain(rules) == expected
        return
    items = rules.items
    found = [plain(item.get("port")) for item in items] + ([] if rules.complete else ["..."])
    assert found == expected


def test_null_is_absent_and_what_a_broken_block_lacks_is_not_known() -> None:
    (record,) = resources('resource "aws_x" "y" {\n  a = null\n}')
    assert plain(record.get("a")) == "absent"
    assert plain(record.get("b")) == "absent"
    (broken,) = resources('resource "aws_x" "y" {\n  a = \n  c = 1\n}')
    assert plain(broken.get("b")) == "?"


def test_depth_is_bounded() -> None:
    assert "?" in str(worth("[" * 70 + "1" + "]" * 70))
    chain = "\n".join(f"  l{index} = local.l{index + 1}" for index in range(500))
    assert worth("local.l0", f"locals {{\n{chain}\n}}") == "?"

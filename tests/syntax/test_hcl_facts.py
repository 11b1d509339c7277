"""What is read out of HCL: expressions, and which byte each character of a string comes from."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penmark.syntax import config
from penmark.syntax.embedded import read_json
from penmark.syntax.hcl import create
from penmark.text.document import Document

ADAPTER = create()


def block(text: str) -> config.Block:
    (placed,) = ADAPTER.read(ADAPTER.parse(Document("a.tf", 1, "terraform", text.encode()))).units
    assert not placed.unit.broken, placed.unit.reading.errors
    assert placed.unit.block is not None
    return placed.unit.block


def value(text: str) -> config.Expr:
    found = block(f"a {{\n  x = {text}\n}}\n").attribute("x")
    assert found is not None
    return found.value


def shown(node: config.Expr) -> str:
    """An expression in a form that shows how it was understood."""
    match node:
        case config.Scalar():
            return json.dumps(node.value, ensure_ascii=False)
        case config.Template(parts=parts):
            return "T(" + " ".join(map(shown, parts)) + ")"
        case config.Reference(root=root, steps=steps):
            return root + "".join(map(step, steps))
        case config.Access(base=base, steps=steps):
            return f"({shown(base)})" + "".join(map(step, steps))
        case config.Call(name=name, arguments=arguments, spread=spread):
            return f"{name}({', '.join(map(shown, arguments))}{'...' if spread else ''})"
        case config.Conditional():
            return f"({shown(node.test)} ? {shown(node.then)} : {shown(node.orelse)})"
        case config.Operation(op=op, operands=operands):
            return f"({op} {' '.join(map(shown, operands))})"
        case config.Items(items=items):
            return f"[{', '.join(map(shown, items))}]"
        case config.Mapping(entries=entries):
            return "{" + ", ".join(f"{shown(entry.key)}: {shown(entry.value)}" for entry in entries) + "}"
        case config.For():
            key = f"{shown(node.key)} => " if node.key else ""
            condition = f" if {shown(node.condition)}" if node.condition else ""
            return (
                f"for {','.join(node.names)} in {shown(node.collection)}: {key}{shown(node.value)}{condition}"
            )
    return "?"


def step(node: config.Step) -> str:
    match node:
        case config.Get(name=name):
            return f".{name}"
        case config.Index(key=key):
            return f"[{shown(key)}]"
    return "[*]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "1"),
        ("-1.5e3", "(- 1500.0)"),
        ("true", "true"),
        ("null", "null"),
        ('""', '""'),
        ('"a\\n\\"\\u00e9$${b}%%{c}"', '"a\\n\\"é${b}%{c}"'),
        ('"a ${var.b} c"', 'T("a " var.b " c")'),
        ('"${var.b}"', "T(var.b)"),
        ('" %{ if a }b%{ endif }"', 'T(" " ?)'),
        ("a.b[0].c[*].d", "a.b[0].c[*].d"),
        ("a.0.b", "a[0].b"),
        ("a.*.b", "a[*].b"),
        ('a["k"]', 'a["k"]'),
        ("f(a, b...)", "f(a, b...)"),
        ("f(a)[0].b", "(f(a))[0].b"),
        ("(a)", "a"),
        ("!a && b.c == d ? e : f", "((&& (! a) (== b.c d)) ? e : f)"),
        ("a || b && c", "(|| a (&& b c))"),
        ("[1, # c\n 2,\n]", "[1, 2]"),
        ('{ a = 1, "b" : 2, (c) = 3\n d = 4 }', '{"a": 1, "b": 2, c: 3, "d": 4}'),
        ("[for v in a : v.b if v != 1]", "for v in a: v.b if (!= v 1)"),
        ("{ for k, v in a : k => v... }", "for k,v in a: k => v"),
        ("provider::aws::f(1)", "provider::aws::f(1)"),
        ("<<EOT\n  a ${b} \n c\nEOT", 'T("  a " b " \\n c\\n")'),
        ("<<-EOT\n    a\n      b\n\n    c\n  EOT", '"a\\n  b\\n\\nc\\n"'),
        ("<<EOT\nEOT", '""'),
    ],
)
def test_expressions(text: str, expected: str) -> None:
    assert shown(value(text)) == expected


def test_blocks() -> None:
    found = block('resource "aws_x" "b" {\n  a = 1\n  c {\n    d {}\n  }\n  dynamic "e" {}\n  f = 2\n}\n')
    assert (found.type, list(found.labels)) == ("resource", ["aws_x", "b"])
    assert [attribute.name for attribute in found.attributes] == ["a", "f"]
    assert [(nested.type, list(nested.labels)) for nested in found.blocks] == [("c", []), ("dynamic", ["e"])]
    assert [nested.type for nested in found.blocks[0].blocks] == ["d"]


def test_half_an_expression_is_not_known() -> None:
    text = b"a {\n  x = [for k, v in b : k => v]\n  y = 1\n}\n"
    (placed,) = ADAPTER.read(ADAPTER.parse(Document("a.tf", 1, "terraform", text))).units
    assert placed.unit.broken
    assert placed.unit.block is not None
    assert {attribute.name: shown(attribute.value) for attribute in placed.unit.block.attributes}["y"] == "1"
    assert "x" not in [a.name for a in placed.unit.block.attributes if shown(a.value) not in ("?",)]


def test_depth_is_bounded_and_said() -> None:
    text = "a {\n  x = " + "[" * 500 + "]" * 500 + "\n}\n"
    (placed,) = ADAPTER.read(ADAPTER.parse(Document("a.tf", 1, "terraform", text.encode()))).units
    assert placed.unit.reading.deep


@pytest.mark.parametrize(
    "text",
    [
        '<<EOT\n{"a": ["é", "b\\nc"], "d": {"e": null}}\nEOT',
        '<<-EOT\n    {\n      "a": ["é", "b\\nc"],\n      "d": {"e": null}}\n  EOT',
        '"{\\"a\\": [\\"é\\", \\"b\\\\nc\\"], \\"d\\": {\\"e\\": null}}"',
    ],
)
def test_json_in_strings_keeps_its_places(text: str) -> None:
    source = f"a {{\n  x = {text}\n}}\n".encode()
    node = value(text)
    assert isinstance(node, config.Scalar)
    found = read_json(node)
    assert found is not None
    assert shown(found) == '{"a": ["é", "b\\nc"], "d": {"e": null}}'
    assert isinstance(found, config.Mapping)
    listed = found.entries[0].value
    assert isinstance(listed, config.Items)
    assert [source[item.start : item.end].decode().replace("\\", "") for item in listed.items] == [
        '"é"',
        '"bnc"',
    ]


def test_json_with_interpolations() -> None:
    node = value('<<EOT\n{"a": "x${b}y", "c": ${jsonencode(d)}, "e": "${f}"}\nEOT')
    assert isinstance(node, config.Template)
    found = read_json(node)
    assert found is not None
    assert shown(found) == '{"a": T("x" b "y"), "c": jsondecode(jsonencode(d)), "e": T(f)}'


@pytest.mark.parametrize(
    "text", ['"{"', '"{}x"', '"[1,]"', '"{a: 1}"', '"text"', '"[tru]"', '"[\\"\\\\x\\"]"']
)
def test_what_is_no_json(text: str) -> None:
    node = value(text)
    assert isinstance(node, config.Scalar)
    assert read_json(node) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def plain(node: config.Expr) -> object:
    match node:
        case config.Mapping(entries=entries):
            return {str(plain(entry.key)): plain(entry.value) for entry in entries}
        case config.Items(items=items):
            return [plain(item) for item in items]
        case config.Scalar(value=found):
            return found
    raise AssertionError(node)


@given(st.lists(JSON, max_size=4))
def test_json_is_read_as_json(data: list[object]) -> None:
    text = json.dumps(data)
    found = read_json(config.Scalar(0, len(text), text, ((0, 0),)))
    assert found is not None
    assert plain(found) == data

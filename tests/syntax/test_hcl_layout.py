"""Edits that keep how HCL is laid out, and the second reader that they are held to."""

from __future__ import annotations

import pytest

from penmark.findings import Edit
from penmark.syntax.config import Additions
from penmark.syntax.hcl import create
from penmark.syntax.hcl.layout import HclLayout
from penmark.syntax.hcl.reference import accepts
from penmark.text.document import Document
from penmark.text.span import Span

ADAPTER = create()
LAYOUT = HclLayout()


def applied(data: bytes, edits: list[Edit]) -> bytes:
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        data = data[: edit.span.start] + edit.text.encode() + data[edit.span.end :]
    return data


def added(text: str, additions: Additions) -> str:
    data = text.encode()
    (placed,) = ADAPTER.read(ADAPTER.parse(Document("a.tf", 1, "terraform", data))).units
    assert placed.offset == 0
    assert placed.unit.block is not None
    edits = LAYOUT.add(placed.unit.text, placed.unit.block, additions)
    assert edits is not None
    result = applied(data, edits)
    assert accepts(data, result, edits) is None
    return result.decode()


ON = {"on": True}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a {\n  x = 1\n}\n", "a {\n  x  = 1\n  on = true\n}\n"),
        ("a {\n  long = 1 # why\n}\n", "a {\n  long = 1 # why\n  on   = true\n}\n"),
        ("a {\n}\n", "a {\n  on = true\n}\n"),
        ("a {}\n", "a {\n  on = true\n}\n"),
        ("a { x = 1 }\n", "a {\n  x  = 1\n  on = true\n}\n"),
        (
            "a {\n  x  = 1\n\n  yyy = 2\n  b {\n  }\n}\n",
            "a {\n  x  = 1\n\n  yyy = 2\n  on  = true\n  b {\n  }\n}\n",
        ),
        (
            "a {\n  x = {\n    y = 1\n  }\n}\n",
            "a {\n  x = {\n    y = 1\n  }\n  on = true\n}\n",
        ),
        ("a {\r\n\tx = 1\r\n}\r\n", "a {\r\n\tx  = 1\r\n\ton = true\r\n}\r\n"),
        ("a {\n  x   = 1\n}\n", "a {\n  x   = 1\n  on = true\n}\n"),
        ("a {\n  h = <<EOT\nt\nEOT\n}\n", "a {\n  h = <<EOT\nt\nEOT\n  on = true\n}\n"),
    ],
)
def test_attributes_are_added(before: str, after: str) -> None:
    assert added(before, Additions(dict(ON))) == after


def test_blocks_are_added_at_the_end() -> None:
    nested = Additions({}, {"b": Additions(dict(ON))})
    assert added("a {\n  x = 1\n}\n", nested) == "a {\n  x = 1\n\n  b {\n    on = true\n  }\n}\n"
    assert added("a {\n}\n", nested) == "a {\n  b {\n    on = true\n  }\n}\n"
    assert added("a {}\n", nested) == "a {\n  b {\n    on = true\n  }\n}\n"


def test_attributes_are_removed_with_their_line() -> None:
    data = b"a {\n  x = 1\n  y = 2 # why\n  z = 3\n}\n"
    (placed,) = ADAPTER.read(ADAPTER.parse(Document("a.tf", 1, "terraform", data))).units
    assert placed.unit.block is not None
    edit = LAYOUT.remove(data, placed.unit.block, "y")
    assert edit is not None
    result = applied(data, [edit])
    assert result == b"a {\n  x = 1\n  z = 3\n}\n"
    assert accepts(data, result, [edit]) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (3, "3"),
        ('a"${b}\\', '"a\\"$${b}\\\\"'),
        (["a", 1], '["a", 1]'),
    ],
)
def test_literals(value: bool | int | str | list[object], text: str) -> None:
    assert LAYOUT.literal(value) == text


BEFORE = b'resource "t" "n" {\n  a = 1\n  b {\n    c = 2\n  }\n}\n'


def at(text: bytes) -> Span:
    start = BEFORE.index(text)
    return Span(start, start + len(text))


@pytest.mark.parametrize(
    ("edit", "after", "reason"),
    [
        (Edit(at(b"2"), "3"), BEFORE.replace(b"2", b"3"), None),
        (
            Edit(at(b"2"), "3"),
            BEFORE.replace(b"2", b"3").replace(b"1", b"4"),
            "resource.0.t.n.a would be changed too",
        ),
        (Edit(at(b"  a = 1\n"), ""), BEFORE.replace(b"  a = 1\n", b""), None),
        (
            Edit(at(b"2"), "3"),
            BEFORE.replace(b"  a = 1\n", b"").replace(b"2", b"3"),
            "resource.0.t.n.a would be removed too",
        ),
        (
            Edit(at(b"2"), "{"),
            BEFORE.replace(b"2", b"{"),
            "python-hcl2 cannot read the result (UnexpectedToken)",
        ),
        (
            Edit(Span(len(BEFORE), len(BEFORE)), '\ndata "d" "e" {}\n'),
            BEFORE + b'\ndata "d" "e" {}\n',
            None,
        ),
        (Edit(at(b"2"), "3"), BEFORE.replace(b"2", b"3") + b'data "d" "e" {}\n', "data would be added too"),
        (Edit(at(b"2"), "3"), b"x = [\n", "python-hcl2 cannot read the result (UnexpectedToken)"),
    ],
)
def test_the_second_reader(edit: Edit, after: bytes, reason: str | None) -> None:
    assert accepts(BEFORE, after, [edit]) == reason


def test_a_block_is_appended() -> None:
    for data, expected in (
        (b"a {}", b"a {}\n\nb {}\n"),
        (b"a {}\r\n\r\n", b"a {}\r\n\r\nb {}\r\n"),
        (b"", b"b {}\n"),
    ):
        tree = ADAPTER.parse(Document("a.tf", 1, "terraform", data))
        assert applied(data, [ADAPTER.append_edit(tree, "b {}\n")]) == expected

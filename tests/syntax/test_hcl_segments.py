"""Cutting HCL into its blocks: what is broken in one stays there, and after an edit it is as from scratch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penmark.syntax.hcl import create
from penmark.syntax.hcl.segments import cut
from penmark.text.document import Document
from penmark.text.span import Span

ADAPTER = create()


def items(text: str) -> list[tuple[str, bool]]:
    data = text.encode()
    return [
        (data[offset + segment.start : offset + segment.end].decode(), bool(segment.wounds))
        for offset, run in cut(data)
        for segment in run.segments
    ]


def test_blocks_with_all_that_can_hold_a_brace() -> None:
    first = 'a "b" {\n  x = "}${f({ y = "}" })}"  # }\n  /* } */\n  h = <<EOT\n{\n}\n}\nEOT\n}'
    second = "c {}"
    third = "d {\n  e = [\n    {}\n  ]\n}"
    assert items(f"# }}\n{first}\n\n{second}\n// x\n{third}\n") == [
        (first, False),
        (second, False),
        (third, False),
    ]


@pytest.mark.parametrize(
    "torn",
    [
        'resource "a" "b" {\n  x = "abc\n}',
        'resource "a" "b" {\n  x = "${var.\n}',
        'resource "a" "b" {\n  x = [1,\n',
        'resource "a" "b" {\n  x = {',
        'resource "a" "b" {\n  x = <<EOT\n  text\n}',
        'resource "a" "b" {',
        'resource "a" "b"',
        'resource "a" "b" {\n  x = f(',
        'resource "a" "b" {\n  nested {\n    y = 1\n}',
    ],
)
def test_a_torn_block_leaves_the_next_alone(torn: str) -> None:
    whole = 'resource "c" "d" {\n  y = <<EOT\n    z\n  EOT\n}'
    text = f"{torn}\n\n{whole}\n"
    found = items(text)
    assert found[-1] == (whole, False)
    tree = ADAPTER.parse(Document("a.tf", 1, "terraform", text.encode()))
    last = ADAPTER.read(tree).units[-1].unit
    assert last.labels == ("c", "d")
    assert not last.broken
    assert last.block is not None
    assert [attribute.name for attribute in last.block.attributes] == ["y"]


def test_what_is_whole_in_a_torn_block_is_read() -> None:
    text = b'resource "a" "b" {\n  one = 1\n  two = "half\n  three = 3\n}\n'
    (placed,) = ADAPTER.read(ADAPTER.parse(Document("a.tf", 1, "terraform", text))).units
    assert placed.unit.broken
    assert placed.unit.block is not None
    found = {
        attribute.name: text[attribute.start : attribute.end] for attribute in placed.unit.block.attributes
    }
    assert found["one"] == b"one = 1"
    assert found["three"] == b"three = 3"


def test_comments() -> None:
    text = b'# a\nx {\n  s = "# no" // b\r\n  h = <<EOT\n# no\nEOT\n  /* c\n } */\n}\n#'
    tree = ADAPTER.parse(Document("a.tf", 1, "terraform", text))
    assert [text[start:end] for start, end in ADAPTER.comment_spans(tree)] == [
        b"# a",
        b"// b",
        b"/* c\n } */",
        b"#",
    ]


def test_errors_are_where_something_is_not_closed() -> None:
    text = b'a {\n  x = "abc\n}\nb {\n  y = 1\n}\n'
    tree = ADAPTER.parse(Document("a.tf", 1, "terraform", text))
    assert tree.has_error
    assert [text[start:end] for start, end in tree.errors()] == [b"\n"]
    assert not ADAPTER.parse(Document("a.tf", 1, "terraform", b"a {}\n")).has_error


def test_a_block_that_moves_is_the_same_object() -> None:
    one = Document("a.tf", 1, "terraform", b"a {\n  x = 1\n}\n\nb {\n  y = 1\n}\n\nc {\n  z = 1\n}\n")
    tree = ADAPTER.parse(one)
    at = one.data.index(b"y = 1") + 5
    again = ADAPTER.parse(one.edit([(Span(at, at), b"23")], 2), tree)
    before, after = ADAPTER.read(tree).units, ADAPTER.read(again).units
    assert after[0].unit is before[0].unit
    assert after[1].unit is not before[1].unit
    assert after[2].unit is before[2].unit
    assert after[2].offset == before[2].offset + 2


PIECES = st.sampled_from(
    [
        "{",
        "}",
        "\n",
        "\n}\n",
        '"',
        "${",
        "<<EOT\n",
        "\nEOT\n",
        "#",
        "/*",
        "*/",
        "//",
        "x = 1\n",
        "[",
        "]",
        "(",
        ")",
        "\\",
        'resource "a" "b" {\n',
        "locals {\n",
        "}\n\n",
        "é",
        "\r\n",
        " ",
        'variable "v" {}\n',
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@given(TEXTS, st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), TEXTS), min_size=1, max_size=6))
def test_incremental_is_as_from_scratch(text: str, edits: list[tuple[float, float, str]]) -> None:
    document = Document("a.tf", 1, "terraform", text.encode())
    tree = ADAPTER.parse(document)
    for version, (where, length, new) in enumerate(edits, 2):
        characters = document.data.decode()
        start = round(where * len(characters))
        end = min(len(characters), start + round(length * 12))
        span = Span(len(characters[:start].encode()), len(characters[:end].encode()))
        document = document.edit([(span, new.encode())], version)
        tree = ADAPTER.parse(document, tree)
        scratch = ADAPTER.parse(Document("a.tf", 1, "terraform", document.data))
        assert [(offset, unit.key) for offset, unit in tree.body.units] == [
            (offset, unit.key) for offset, unit in scratch.body.units
        ]
        assert ADAPTER.comment_spans(tree) == ADAPTER.comment_spans(scratch)
        assert tree.errors() == scratch.errors()


@given(TEXTS)
def test_cuts_cover_the_text(text: str) -> None:
    data = text.encode()
    position = 0
    for offset, run in cut(data):
        assert offset == position
        assert run.length > 0
        position += run.length
        last = 0
        for segment in run.segments:
            assert last <= segment.start < segment.end <= run.length
            last = segment.end
    assert position == len(data)

"""YAML is cut into units, and read as PyYAML reads it."""

from __future__ import annotations

import random

import pytest
import yaml

from penmark.syntax import config
from penmark.syntax.config import Additions
from penmark.syntax.yaml import create
from penmark.text.document import Document
from penmark.text.span import Span

ADAPTER = create()


def units(text: str) -> list[tuple[tuple[str, ...], str]]:
    body = ADAPTER.read(ADAPTER.parse(Document("a.yaml", 1, "yaml", text.encode())))
    data = text.encode()
    for offset, unit in body.units:
        assert data[offset : offset + len(unit.text)] == unit.text
    return [(unit.labels, unit.text.decode()) for _, unit in body.units]


def test_documents_are_units() -> None:
    assert units("# head\n---\na: 1\n---\n# only this\n---\nb: 2\n...\n") == [
        ((), "# head\n"),
        ((), "a: 1\n"),
        ((), "# only this\n"),
        ((), "b: 2\n"),
    ]


def test_entries_of_sections_are_units() -> None:
    text = "Description: x\nResources:\n  # why\n  A:\n    Type: T\n\n  B: {Type: T}\nOutputs: {}\n"
    assert units(text) == [
        (("Description",), "Description: x"),
        (("Resources", "A"), "  A:\n    Type: T"),
        (("Resources", "B"), "  B: {Type: T}"),
        (("Outputs",), "Outputs: {}"),
    ]


def test_a_manifest_is_one_unit_whatever_it_holds() -> None:
    text = "apiVersion: v1\nkind: Pod\nservices:\n  a: 1\n"
    assert units(text) == [((), text)]


@pytest.mark.parametrize("text", ["services: [a]\n", "services:\n- a\n", "services:\n    a: 1\n  b: 2\n"])
def test_a_section_that_names_nothing_is_one_entry(text: str) -> None:
    assert units(text) == [(("services",), text.rstrip())]


# ---------------------------------------------------------------- values

VALUES = [
    "a: 1\nb: 0x1f\nc: 1.5\nd: true\ne: null\nf: ~\ng:\nh: yes\n",
    "a: plain text # why\nb: 'it''s'\nc: \"tab\\t \\u00e9 \\x41\"\n",
    "a: |\n  one\n    two\n\n  three\nb: >-\n  one\n  two\n\n  three\n    four\n  five\n",
    "a: |2\n    x\n   y\nb: |+\n  x\nc: d\n",
    "a: one\n  two\n\n  three\nb: 'one\n  two'\nc: \"one \\\n  two\"\n",
    "a: [1, {b: c}, 'd', [e]]\nb: {c: d, e: [f]}\n? g\n: h\n",
    "- a\n- b: 1\n  c: 2\n-\n  - d\n- !!str 5\n",
    "a:\n- b\n- c\nd:\n  - e\n",
    "ключ: значение 😀 x\nb: 'ü'\n",
    "a: &x {b: 1}\nc: [1]\n",
]


def plain(node: config.Expr | config.Block | None) -> object:
    match node:
        case config.Block(attributes=[config.Attribute(name="", value=value)]):
            return plain(value)
        case config.Block():
            return {one.name: plain(one.value) for one in node.attributes}
        case config.Scalar():
            return node.value
        case config.Items():
            return [plain(item) for item in node.items]
        case config.Mapping():
            return {plain(entry.key): plain(entry.value) for entry in node.entries}
    return node


def theirs(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): theirs(one) for key, one in value.items()}
    return [theirs(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("text", VALUES)
def test_values_are_what_pyyaml_reads(text: str) -> None:
    (placed,) = ADAPTER.read(ADAPTER.parse(Document("a.yaml", 1, "yaml", text.encode()))).units
    assert not placed.unit.broken
    wanted = theirs(yaml.safe_load(text))
    if isinstance(wanted, dict) and wanted.get("h") is True:
        wanted["h"] = "yes"  # a truth in YAML 1.1, a text in 1.2
    if isinstance(wanted, dict) and wanted.get("b") == 31:
        wanted["b"] = "0x1f"
    found = plain(placed.unit.block)
    assert found == wanted if not isinstance(wanted, list) else placed.unit.block is None


@pytest.mark.parametrize("text", VALUES)
def test_places_are_those_of_the_characters(text: str) -> None:
    data = text.encode()
    (placed,) = ADAPTER.read(ADAPTER.parse(Document("a.yaml", 1, "yaml", data))).units
    waiting: list[config.Expr] = (
        [one.value for one in placed.unit.block.attributes] if placed.unit.block else []
    )
    while waiting:
        node = waiting.pop()
        waiting += config.children(node)
        if not isinstance(node, config.Scalar) or not isinstance(node.value, str):
            continue
        starts = [index for index, _ in node.places]
        for (index, offset), end in zip(node.places, [*starts[1:], len(node.value)], strict=True):
            for step, character in enumerate(node.value[index:end]):
                written = data[offset + step :].decode("utf-8", "ignore")[:1]
                assert written == character or written in "\\'\n\" "


# ---------------------------------------------------------------- layout


def added(text: str, path: tuple[str, ...], additions: Additions) -> str:
    (placed,) = ADAPTER.read(ADAPTER.parse(Document("a.yaml", 1, "yaml", text.encode()))).units
    assert placed.unit.block is not None
    found = config.owner_of(placed.unit.block, (*path, "x"))
    assert found is not None
    edits = placed.unit.layout.add(placed.unit.text, found[0], additions)
    assert edits is not None
    data = text.encode()
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        data = data[: edit.span.start] + edit.text.encode() + data[edit.span.end :]
    assert list(yaml.parse(data.decode()))
    return data.decode()


ON = Additions({"on": True})


@pytest.mark.parametrize(
    ("before", "path", "additions", "after"),
    [
        ("a: 1\n", (), ON, 'a: 1\n"on": true\n'),
        ("a: 1 # why\n# next\n", (), Additions({"x": "z"}), "a: 1 # why\nx: z\n# next\n"),
        ("a:\n  b: 1\nc: 2\n", ("a",), Additions({"x": 1}), "a:\n  b: 1\n  x: 1\nc: 2\n"),
        ("a:\n    b:\n        c: 1\n", ("a",), Additions({}, {"x": ON}), 'a:\n    b:\n        c: 1\n    x:\n        "on": true\n'),
        ("a: {b: 1}\n", ("a",), Additions({"x": ["z"]}), "a: {b: 1, x: [z]}\n"),
        ("a:\n", (), Additions({}, {"a": Additions({"x": "ALL"})}), "a:\n  x: ALL\n"),
        ("a:\n  b: 1\n", ("a",), Additions({"drop": ["ALL", "a b"]}), "a:\n  b: 1\n  drop:\n    - ALL\n    - a b\n"),
        ("a: |\n  text\nb: 1\n", (), Additions({"x": 1}), "a: |\n  text\nb: 1\nx: 1\n"),
        ("b: 1\na: |\n  text\n\n", (), Additions({"x": 1}), "b: 1\na: |\n  text\nx: 1\n\n"),
        ("a: 1\r\n", (), Additions({"x": "true"}), 'a: 1\r\nx: "true"\r\n'),
    ],
)  # fmt: skip
def test_entries_are_added(before: str, path: tuple[str, ...], additions: Additions, after: str) -> None:
    assert added(before, path, additions) == after


def test_entries_and_items_are_removed() -> None:
    text = b"a: 1 # why\nb:\n  - x\n  - y: 1\n    z: 2\n  - w\nc: [1, 2]\n"
    (placed,) = ADAPTER.read(ADAPTER.parse(Document("a.yaml", 1, "yaml", text))).units
    block, layout = placed.unit.block, placed.unit.layout
    assert block is not None
    items = config.value_of(block, "b")
    assert isinstance(items, config.Items)

    def without(span: Span, put: str) -> bytes:
        return text[: span.start] + put.encode() + text[span.end :]

    edit = layout.remove(text, block, "a")
    assert edit is not None
    assert without(*edit_of(edit)) == text[11:]
    assert yaml.safe_load(without(*edit_of(layout.remove_item(text, items, 1))))["b"] == ["x", "w"]
    flow = config.value_of(block, "c")
    assert isinstance(flow, config.Items)
    assert yaml.safe_load(without(*edit_of(layout.remove_item(text, flow, 0))))["c"] == [2]


def edit_of(edit: object) -> tuple[Span, str]:
    return edit.span, edit.text  # type: ignore[attr-defined]


# ---------------------------------------------------------------- broken and long text


def test_an_entry_that_does_not_parse_leaves_the_others() -> None:
    text = "Resources:\n  A:\n    Type: [T\n  B:\n    Type: T\n"
    body = ADAPTER.read(ADAPTER.parse(Document("a.yaml", 1, "yaml", text.encode()))).units
    assert [unit.broken for _, unit in body] == [True, False]


def test_random_edits_give_what_a_new_reading_gives() -> None:
    chance = random.Random(5)
    text = "Resources:\n" + "".join(
        f"  R{index}:\n    Type: A::B::C\n    X: [{index}]\n" for index in range(30)
    )
    document = Document("a.yaml", 1, "yaml", text.encode())
    tree = ADAPTER.parse(document)
    for version in range(2, 200):
        at = chance.randrange(len(document.data))
        put = chance.choice([b"", b"x", b"\n", b"- ", b"  ", b": ", b"&a ", b"'", b"---\n"])
        document = document.edit(
            [(Span(at, min(len(document.data), at + chance.randrange(3))), put)], version
        )
        tree = ADAPTER.parse(document, tree)
        fresh = ADAPTER.parse(Document("a.yaml", 1, "yaml", document.data))
        assert [(at, one.key, one.anchors) for at, one in tree.body.units] == [
            (at, one.key, one.anchors) for at, one in fresh.body.units
        ]
        for (_, one), (_, other) in zip(tree.body.units, fresh.body.units, strict=True):
            assert one.block == other.block


def test_nesting_without_end_is_told() -> None:
    text = "a: " + "[" * 3000 + "]" * 3000 + "\n"
    (placed,) = ADAPTER.read(ADAPTER.parse(Document("a.yaml", 1, "yaml", text.encode()))).units
    assert placed.unit.reading.deep or placed.unit.broken


def test_comments() -> None:
    text = "# a\nb: 1 # c\nd: 'x # y' # z\ne: x#y\n"
    document = Document("a.yaml", 1, "yaml", text.encode())
    spans = ADAPTER.comment_spans(ADAPTER.parse(document))
    assert [document.slice(span) for span in spans] == ["# a", "# c", "# z"]

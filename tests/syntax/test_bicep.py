"""Bicep is cut into declarations, read, and edited as its formatter lays it out."""

from __future__ import annotations

import random

import pytest

from penmark.findings import Edit
from penmark.syntax import config
from penmark.syntax.bicep import create
from penmark.syntax.config import Additions
from penmark.text.document import Document
from penmark.text.span import Span

ADAPTER = create()
TEXT = """\
// what it is for
@description('x')
param open bool = true

var name = 'st${uniqueString(resourceGroup().id)}'
var script = '''
resource no 'a/b@1' = {
}
'''
resource store 'Microsoft.Storage/storageAccounts@2023-01-01' = if (open) {
  name: name // why
  properties: {
    'minimumTlsVersion': 'TLS1_0'
    networkAcls: { defaultAction: 'Allow' }
    rules: [
      'it\\'s'
      { value: 1 }
    ]
  }
}
resource other 'a/b@1' existing = {
  name: 'x'
}
resource many 'a/b@1' = [for i in range(0, 3): {
  name: 'x${i}'
}]
module m './m.bicep' = {
  name: 'm'
}
output id string = store.id
"""


def units(text: str) -> list[tuple[int, config.Unit]]:
    body = ADAPTER.read(ADAPTER.parse(Document("a.bicep", 1, "bicep", text.encode())))
    for offset, unit in body.units:
        assert text.encode()[offset : offset + len(unit.text)] == unit.text
        assert not unit.broken
    return [(offset, unit) for offset, unit in body.units]


def test_declarations_are_units() -> None:
    assert [(unit.type, unit.labels) for _, unit in units(TEXT)] == [
        ("param", ("open",)),
        ("var", ("name",)),
        ("var", ("script",)),
        ("resource", ("Microsoft.Storage/storageAccounts", "store")),
        ("existing", ("a/b", "other")),
        ("resource", ("a/b", "many")),
        ("module", ("m",)),
        ("output", ("id",)),
    ]


def written(block: config.Block, *names: str) -> str:
    node: config.Block | config.Mapping | config.Expr | None = block
    for name in names:
        assert isinstance(node, config.Block | config.Mapping)
        node = config.value_of(node, name)
    assert node is not None
    return (
        TEXT[: TEXT.index("resource store")] and f"{type(node).__name__} {getattr(node, 'value', '')}".strip()
    )


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (("name",), "Reference"),
        (("@if",), "Reference"),
        (("properties", "minimumTlsVersion"), "Scalar TLS1_0"),
        (("properties", "networkAcls", "defaultAction"), "Scalar Allow"),
        (("properties", "rules"), "Items"),
    ],
)
def test_properties(path: tuple[str, ...], wanted: str) -> None:
    (store,) = [unit for _, unit in units(TEXT) if unit.labels[-1] == "store"]
    assert store.block is not None
    assert written(store.block, *path) == wanted


def applied(text: str, edits: list[Edit]) -> str:
    data = text.encode()
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        data = data[: edit.span.start] + edit.text.encode() + data[edit.span.end :]
    (_, unit), *_ = units(data.decode())
    assert unit.block is not None
    return data.decode()


@pytest.mark.parametrize(
    ("path", "after"),
    [
        ((), "  a: {\n    b: 1\n  }\n  on: true\n}\n"),
        (("a",), "  a: {\n    b: 1\n    on: true\n  }\n}\n"),
        (("c", "d"), "  a: {\n    b: 1\n  }\n  c: {\n    d: {\n      on: true\n    }\n  }\n}\n"),
    ],
)
def test_properties_are_added(path: tuple[str, ...], after: str) -> None:
    head = "resource r 'a/b@1' = {\n"
    text = head + "  a: {\n    b: 1\n  }\n}\n"
    ((_, unit),) = units(text)
    assert unit.block is not None
    found = config.owner_of(unit.block, (*path, "on"))
    assert found is not None
    owner, names = found
    additions = inner = Additions()
    for name in names[:-1]:
        inner = inner.blocks.setdefault(name, Additions())
    inner.attributes["on"] = True
    edits = unit.layout.add(unit.text, owner, additions)
    assert edits is not None
    assert applied(text, edits) == head + after


def test_properties_and_items_are_removed() -> None:
    text = "resource r 'a/b@1' = {\n  a: 1\n  b: [\n    'x'\n    'y'\n  ]\n  c: ['p', 'q']\n}\n"
    ((_, unit),) = units(text)
    assert unit.block is not None
    one = unit.layout.remove(unit.text, unit.block, "a")
    assert one is not None
    assert "a: 1" not in applied(text, [one])
    lines, flat = config.value_of(unit.block, "b"), config.value_of(unit.block, "c")
    assert isinstance(lines, config.Items)
    assert isinstance(flat, config.Items)
    assert applied(text, [unit.layout.remove_item(unit.text, lines, 0)]) == text.replace("    'x'\n", "")
    assert applied(text, [unit.layout.remove_item(unit.text, flat, 1)]) == text.replace(", 'q'", "")


def test_literals() -> None:
    layout = create().parse(Document("a.bicep", 1, "bicep", TEXT.encode())).body.units[0].unit.layout
    assert layout.literal("it's ${x}") == "'it\\'s \\${x}'"
    assert layout.literal(["a", True, {"b-c": 1}]) == "['a', true, { 'b-c': 1 }]"


def test_random_edits_give_what_a_new_reading_gives() -> None:
    chance = random.Random(4)
    document = Document("a.bicep", 1, "bicep", TEXT.encode())
    tree = ADAPTER.parse(document)
    for version in range(2, 150):
        at = chance.randrange(len(document.data))
        put = chance.choice([b"", b"x", b"\n", b"{", b"}", b"'", b"'''", b"@", b"resource "])
        document = document.edit(
            [(Span(at, min(len(document.data), at + chance.randrange(3))), put)], version
        )
        tree = ADAPTER.parse(document, tree)
        fresh = ADAPTER.parse(Document("a.bicep", 1, "bicep", document.data))
        assert [(at, one.key) for at, one in tree.body.units] == [
            (at, one.key) for at, one in fresh.body.units
        ]
        for (_, one), (_, other) in zip(tree.body.units, fresh.body.units, strict=True):
            assert one.block == other.block

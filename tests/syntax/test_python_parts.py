"""How Python is cut into parts, and that edits never change what comes out."""

from __future__ import annotations

import random
import sysconfig
from pathlib import Path

import pytest

from penmark.syntax import adapter_for
from penmark.syntax.code import Part
from penmark.syntax.python.adapter import PythonAdapter
from penmark.syntax.python.segments import cut_all
from penmark.syntax.python.tree import PythonTree
from penmark.text.document import Document
from penmark.text.span import Span

STDLIB = Path(sysconfig.get_paths()["stdlib"])
ADAPTER = adapter_for("python")
assert isinstance(ADAPTER, PythonAdapter)


def parse(source: str | bytes) -> PythonTree:
    data = source.encode() if isinstance(source, str) else source
    return ADAPTER.parse(Document("file:///a.py", 1, "python", data))


def parts(source: str | bytes) -> list[tuple[str, str, str]]:
    return [(part.kind, part.owner, part.text.decode()) for part in ADAPTER.parts(parse(source))]


def test_functions_methods_class_heads_and_statements() -> None:
    source = (
        '"""doc"""\n'
        "import os\n"
        "\n"
        "# about f\n"
        "@decorated(\n"
        "    1\n"
        ")\n"
        "async def f():\n"
        "    return 1  # one\n"
        "    # end\n"
        "\n"
        "class A(B):\n"
        '    """doc"""\n'
        "    x = 1; y = 2\n"
        "    @property\n"
        "    def g(self):\n"
        "        if x:\n"
        "            pass\n"
        "        else:\n"
        "            pass\n"
        "    class C:\n"
        "        def h(self): pass\n"
        "if a:\n"
        "    b()\n"
        "elif c:\n"
        "    d()\n"
        "class E(Exception): pass\n"
        "x = [\n"
        "1,\n"
        "]\n"
    )
    assert parts(source) == [
        ("statement", "", "import os"),
        ("function", "", "@decorated(\n    1\n)\nasync def f():\n    return 1"),
        ("class", "", "class A(B):"),
        ("statement", "A", "    x = 1; y = 2"),
        (
            "function",
            "A",
            "    @property\n    def g(self):\n        if x:\n            pass\n        else:\n            pass",
        ),
        ("statement", "A", "    class C:\n        def h(self): pass"),
        ("statement", "", "if a:\n    b()\nelif c:\n    d()"),
        ("class", "", "class E(Exception): pass"),
        ("statement", "", "x = [\n1,\n]"),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", []),
        ("\n\n# only a comment\n", []),
        ("\ufeffimport os\n", ["import os"]),
        ("x = 1", ["x = 1"]),
        ("x = 1\r\ny = 2\r\n", ["x = 1", "y = 2"]),
        ("x = 1\ry = 2\r", ["x = 1", "y = 2"]),
        ("\x0cx = 1\n\x0c\ny = 2\n", ["\x0cx = 1", "y = 2"]),
        ("x = '''\ny = 2\n'''\nz = 3", ["x = '''\ny = 2\n'''", "z = 3"]),
        ("x = f'{a['y']}'\nz = 3", ["x = f'{a['y']}'", "z = 3"]),
        ("x = f'{\na}'\nz = 3", ["x = f'{\na}'", "z = 3"]),
        ("x = f'{a:{b!r:>{c}}}'\nz = 3", ["x = f'{a:{b!r:>{c}}}'", "z = 3"]),
        (
            'x = f"""{a["b"]} {"""\n""" + f"{1}"}"""\nz = 3',
            ['x = f"""{a["b"]} {"""\n""" + f"{1}"}"""', "z = 3"],
        ),
        ("x = rf'\\{a}'\nz = 3", ["x = rf'\\{a}'", "z = 3"]),
        ("x = f'\\N{DASH}'\nz = 3", ["x = f'\\N{DASH}'", "z = 3"]),
        ("x = t'{a:'\nz = 3", ["x = t'{a:'", "z = 3"]),
        ("x = 1 + \\\n2\nz = 3", ["x = 1 + \\\n2", "z = 3"]),
        ("x = (  # (\n1)\nz = 3", ["x = (  # (\n1)", "z = 3"]),
        ("x = r'\\'\nz = 3", ["x = r'\\'", "z = 3"]),
        ("x = '\\\ny'\nz = 3", ["x = '\\\ny'", "z = 3"]),
        ("x = )\nz = 3", ["x = )", "z = 3"]),
        ("    def f(self):\n        pass\n    x = 1\n", ["    def f(self):\n        pass", "    x = 1"]),
        ("class A:\n\tx = 1\n\ty = 2\n", ["class A:", "\tx = 1", "\ty = 2"]),
        ("'doc' + f()\n", ["'doc' + f()"]),
    ],
)
def test_where_parts_end(source: str, expected: list[str]) -> None:
    assert [text for _, _, text in parts(source)] == expected


@pytest.mark.parametrize(
    "torn",
    [
        "x = foo(",
        "x = {",
        "x = 'abc",
        'x = f"{a',
        'x = f"{a[',
        "def g(a, b",
        "class B(",
        "if x:",
        "return (a +",
    ],
)
def test_half_typed_code_stays_in_its_own_part(torn: str) -> None:
    after = "def f():\n    return 1\n\n\nclass A:\n    def g(self):\n        return 2\n"
    assert parts(f"import os\n{torn}\n\n{after}")[-3:] == parts(after)
    inside = f"class A:\n    def f(self):\n        {torn}\n\n    def g(self):\n        return 2\n"
    assert parts(inside)[-1] == ("function", "A", "    def g(self):\n        return 2")


def test_broken_parts_and_their_errors() -> None:
    source = "x = 1\ndef f(:\n    pass\ny = (\ndef g():\n    pass\n"
    tree = parse(source)
    assert tree.has_error
    assert [(part.text.split(b"\n")[0], part.broken) for part in ADAPTER.parts(tree)] == [
        (b"x = 1", False),
        (b"def f(:", True),
        (b"y = (", True),
        (b"def g():", False),
    ]
    assert tree.errors() == (Span(12, 12), Span(28, 28))


def test_comments() -> None:
    source = "# a\nx = 1  # b\ndef f():\n    y = '# no'  # c\n    # d\nz = f'''{\n# e\n1}'''\n#"
    tree = parse(source)
    assert [source[start:end] for start, end in ADAPTER.comment_spans(tree)] == [
        "# a",
        "# b",
        "# c",
        "# d",
        "#",
    ]


FRAGMENTS = [
    b"(", b")", b"[", b"]", b"{", b"}", b'"', b"'", b'"""', b"'''", b"\n", b"\r\n", b"\r", b"\\", b"#", b" ", b"    ", b"\t",
    b"\x0c", b"f'", b'f"{', b"}", b":", b"@x\n", b"def f(a):\n    return a\n", b"class K:\n    x = 1\n    def m(self): pass\n",
    b"else:\n", b"elif x:\n", b"except E:\n", b"async ", b"\nimport os\n", b"rf'''", b"x = 1\n", b"\xc3\xa9", b"\xe2\x80\xa8",
    b"return", b"t\"{a!r:>{b}}\"", b"\n\n\n",
]  # fmt: skip


def edited(rng: random.Random, document: Document) -> Document:
    changes = []
    size = len(document.data)
    for _ in range(rng.choice((1, 1, 1, 1, 2, 3))):
        start = rng.randrange(size + 1)
        length = rng.choice((0, 0, 0, 1, 1, 2, 5, 40, 400))
        end = min(size, start + length)
        new = rng.choice(FRAGMENTS) if rng.random() < 0.8 else document.data[start // 2 : start // 2 + 300]
        if rng.random() < 0.3:
            new = b""
        changes.append((Span(start, end), new))
        size += len(new) - (end - start)
    return document.edit(changes, document.version + 1)


@pytest.mark.parametrize("seed", range(12))
def test_after_any_edits_parts_are_those_from_scratch(seed: int) -> None:
    rng = random.Random(seed)
    path = rng.choice(sorted(path for path in STDLIB.glob("*.py") if 4_000 < path.stat().st_size < 30_000))
    document = Document(path.as_uri(), 0, "python", path.read_bytes())
    tree = ADAPTER.parse(document)
    for _ in range(60):
        document = edited(rng, document)
        previous, tree = tree, ADAPTER.parse(document, tree)
        fresh = ADAPTER.parse(Document(document.uri, 0, "python", document.data))
        assert tree.cuts == fresh.cuts
        assert list(ADAPTER.parts(tree, previous)) == list(ADAPTER.parts(fresh))
        assert tree.errors() == fresh.errors()
        assert ADAPTER.comment_spans(tree) == ADAPTER.comment_spans(fresh)
        covers(tree)


def covers(tree: PythonTree) -> None:
    """Parts lie in order, do not overlap, and are the text at their place; segments are the whole text."""
    data = tree.document.data
    end = 0
    for part in tree.parts:
        assert part.start >= end
        end = part.start + len(part.text)
        assert data[part.start : end] == part.text
    assert sum(segment.length for segment in tree.cuts.segments) == len(data)


def test_what_did_not_change_is_the_same_object() -> None:
    source = b"".join(b"def f%d():\n    return %d\n\n" % (index, index) for index in range(100))
    document = Document("file:///a.py", 1, "python", source)
    tree = ADAPTER.parse(document)
    at = source.index(b"return 50")
    later = ADAPTER.parse(document.edit([(Span(at, at), b"x = 1\n    ")], 2), tree)
    before, after = ADAPTER.parts(tree), ADAPTER.parts(later, tree)
    assert all(old is new for old, new in zip(before[:49], after[:49], strict=True))
    assert all(old.text is new.text for old, new in zip(before[51:], after[51:], strict=True))
    assert [new.start - old.start for old, new in zip(before[51:], after[51:], strict=True)] == [10] * 49
    assert list(later.fresh) == [after[50].text]


def test_unknown_ancestors_are_no_help_and_no_harm() -> None:
    tree = parse("x = 1\n")
    other = Document("file:///a.py", 1, "python", b"y = 2\nz = 3\n")
    assert [part.text for part in ADAPTER.parts(ADAPTER.parse(other, tree))] == [b"y = 2", b"z = 3"]


@pytest.mark.parametrize("seed", range(6))
def test_truncated_files(seed: int) -> None:
    rng = random.Random(seed)
    path = rng.choice(sorted(path for path in STDLIB.glob("*.py") if 4_000 < path.stat().st_size < 60_000))
    data = path.read_bytes()
    for _ in range(12):
        start, end = sorted((rng.randrange(len(data)), rng.randrange(len(data))))
        torn = data[start:end].decode(errors="ignore").encode()
        tree = parse(torn)
        covers(tree)
        for part in ADAPTER.parts(tree):
            check_facts(part, tree)


def check_facts(part: Part, tree: PythonTree) -> None:
    facts = ADAPTER.facts(part, tree)
    assert all(0 <= node.start <= node.end <= len(part.text) for node in facts.body)


@pytest.mark.parametrize(
    "source",
    [
        b"x = " + b"(" * 100_000,
        b"x = " + b"(" * 20_000 + b"a" + b")" * 20_000,
        b"x = " + b"[" * 5_000 + b"]" * 5_000,
        b"x = " + b"f(" * 5_000 + b")" * 5_000,
        b"x = a" + b".b(c)" * 5_000,
        b"x = " + b"not " * 5_000 + b"a",
        b"x = " + b"-" * 5_000 + b"a",
        b"x = " + b"a ** " * 5_000 + b"a",
        b"x = " + b"lambda: " * 5_000 + b"a",
        b"x = " + b"a if b else " * 5_000 + b"a",
        b"x = " + b"f'{" * 2_000 + b"a" + b"}'" * 2_000,
        b"x" + b" = x" * 5_000,
        b"".join(b" " * depth + b"if a:\n" for depth in range(1_000)),
        b"".join(b" " * depth + b"def f():\n" for depth in range(1_000)),
        b"x = " + b"await " * 5_000 + b"a",
        b"x = {" * 5_000,
        b'f"{' * 20_000,
        b"'''" * 20_001,
        b"\\" * 50_000,
        b"@a\n" * 5_000,
        b"x = (\n" + b"a +\n" * 5_000 + b"b)\n",
        b"match x:\n case " + b"[" * 3_000 + b"]" * 3_000 + b": pass\n",
    ],
    ids=lambda source: source[:12].decode(),
)
def test_deep_nesting_is_bounded(source: bytes) -> None:
    tree = parse(source)
    covers(tree)
    for part in ADAPTER.parts(tree):
        check_facts(part, tree)


def test_too_deep_is_said() -> None:
    tree = parse(b"x = " + b"[" * 500 + b"]" * 500 + b"\ny = [[]]\n")
    assert [ADAPTER.facts(part, tree).truncated for part in ADAPTER.parts(tree)] == [True, False]


def test_cutting_is_the_same_from_any_cut() -> None:
    data = (STDLIB / "argparse.py").read_bytes()
    cuts = cut_all(data)
    assert (
        b"".join(
            data[start : start + segment.length]
            for segment, start in zip(cuts.segments, cuts.starts, strict=True)
        )
        == data
    )
    assert len([segment for segment in cuts.segments if segment.kind == "function"]) > 100

"""What was found in a unit is kept as long as what it rests on stays, and not longer."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pytest
from tests.dataflow.support import PROGRAM

from penmark.dataflow import Cache, Checked, check, checking
from penmark.dataflow.link import Linker
from penmark.dataflow.matching import Match, find
from penmark.dataflow.reach import FileUnit
from penmark.syntax import adapter_for
from penmark.syntax.adapter import CodeAdapter
from penmark.text.document import Document

HEAD = "import os\nfrom flask import request\n\n"
MODULE = (
    HEAD
    + """class Job:
    def __init__(self, name):
        self.name = name

    def run(self):
        os.system(self.name)

def given():
    return request.args["x"]

def passed(value):
    return value

def sink(command):
    os.system(command)

def view():
    sink(passed(given()))

def other():
    os.system("ls")
"""
)


class Editor:
    """Checks version after version of a file, and notes which functions were looked at anew."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._adapter = adapter_for("python")
        self._cache = Cache()
        self._tree: object = None
        self._parts: object = None
        self._facts: dict[object, object] = {}
        self._checked: Checked | None = None
        self.anew: list[str] = []
        self._noted: list[str] = []

        def noting(unit: FileUnit, linker: Linker) -> Iterable[Match]:
            self._noted.append(unit.path or "module")
            return find(unit, linker)

        monkeypatch.setattr(checking, "find", noting)

    def check(self, text: str) -> Checked:
        """The next version, from the one before."""
        assert isinstance(self._adapter, CodeAdapter)
        self._noted.clear()
        document = Document("file:///m.py", 1, "python", text.encode())
        tree = self._adapter.parse(document)
        parts = self._adapter.parts(tree)
        facts = [self._facts.setdefault(part.key, self._adapter.facts(part, tree)) for part in parts]
        found = check(parts, facts, PROGRAM, self._cache, previous=self._checked)  # type: ignore[arg-type]
        assert found is not None
        self._checked = found
        self.anew = list(self._noted)
        return found


def told(checked: Checked) -> list[tuple[object, ...]]:
    """All that a match says, but for the nodes, which have no equality."""
    return [
        (one.matcher, one.part, one.mark, one.path, one.source, one.trust, one.steps, one.most)
        for one in checked.matches
    ]


def from_scratch(text: str) -> Checked:
    adapter = adapter_for("python")
    assert isinstance(adapter, CodeAdapter)
    tree = adapter.parse(Document("file:///m.py", 1, "python", text.encode()))
    parts = adapter.parts(tree)
    found = check(parts, [adapter.facts(part, tree) for part in parts], PROGRAM)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("before", "after", "anew"),
    [
        ('os.system("ls")', 'os.system("ls -l")', {":other"}),
        ("sink(passed(given()))", "sink(given())", {":sink"}),
        ("return value", "return value or None", {":sink"}),
        ("self.name = name", "self.name = name + ''", {":Job().run"}),
        ('os.system("ls")', "Job(given()); os.system('ls')", {":other", ":Job().run"}),
    ],
)
def test_only_what_rests_on_an_edit_is_looked_at_anew(
    monkeypatch: pytest.MonkeyPatch, before: str, after: str, anew: set[str]
) -> None:
    editor = Editor(monkeypatch)
    editor.check(MODULE)
    assert {":sink", ":other", ":Job().run"} <= set(editor.anew)
    edited = MODULE.replace(before, after)
    assert told(editor.check(edited)) == told(from_scratch(edited))
    assert set(editor.anew) & {":sink", ":other", ":Job().run"} == anew


def test_a_statement_of_the_module_that_binds_nothing_new(monkeypatch: pytest.MonkeyPatch) -> None:
    editor = Editor(monkeypatch)
    editor.check(MODULE + 'print("a")\n')
    editor.check(MODULE + 'print("ab")\n')
    assert ":sink" not in editor.anew
    edited = MODULE + 'passed = print("ab")\n'
    assert told(editor.check(edited)) == told(from_scratch(edited))
    assert ":sink" in editor.anew


def test_two_versions_that_follow_the_same_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fix is tried on a copy: what is found there says nothing of the file."""
    editor = Editor(monkeypatch)
    editor.check(MODULE)
    start = editor._checked
    tried = MODULE.replace("sink(passed(given()))", "sink('ls')")
    assert told(editor.check(tried)) == told(from_scratch(tried)) == []
    editor._checked = start
    edited = MODULE.replace("sink(passed(given()))", "sink(given())")
    assert told(editor.check(edited)) == told(from_scratch(edited)) != []


BODIES = (
    "    return request.args['x']\n",
    "    return x\n",
    "    os.system(x)\n",
    "    return f{0}(x)\n",
    "    f{0}(f{1}(x))\n",
    "    a.field = f{0}(x)\n",
    "    os.system(a.field)\n",
    "    global kept\n    kept = x\n",
    "    os.system(kept)\n",
    "    return Job(f{0}(x)).run()\n",
    "    return int(f{0}(x))\n",
    "    for i in x:\n        f{0}(i)\n    return f{1}(x)\n",
)


@pytest.mark.parametrize("seed", range(12))
def test_edit_after_edit_equals_from_scratch(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    random = Random(seed)
    count = 10

    def body() -> str:
        others = [random.randrange(count) for _ in range(2)]
        return random.choice(BODIES).format(*others)

    bodies = [body() for _ in range(count)]
    editor = Editor(monkeypatch)
    matches = 0
    for _ in range(40):
        bodies[random.randrange(count)] = body()
        text = MODULE + "".join(f"\ndef f{index}(x, a=Job('')):\n{one}" for index, one in enumerate(bodies))
        text += f"\nkept = {random.choice(['None', 'given()'])}\n"
        found, scratch = editor.check(text), from_scratch(text)
        assert told(found) == told(scratch)
        assert found.unchecked == scratch.unchecked
        matches += len(found.matches)
    assert matches > 40

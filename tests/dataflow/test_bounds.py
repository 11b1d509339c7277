"""Long, deep and endless code is read in bounded time or reported; the cache changes no result."""

from __future__ import annotations

import os
import sysconfig
import textwrap
from pathlib import Path
from random import Random

import pytest
from tests.dataflow.support import PROGRAM, expect, run

from penmark.dataflow import Cache, Checked, check
from penmark.dataflow.interpret import budget
from penmark.syntax import adapter_for, code
from penmark.text.document import Document

SINK = "    os.system(request.args['x'])\n"


def test_a_function_that_branches_without_end_is_given_up() -> None:
    body = "".join(f"    v{index} = [v{index - 1}] if a else b\n" for index in range(1, 40))
    body += (
        "".join("    " * depth + f"for x{depth} in y:\n" for depth in range(1, 30)) + "    " * 30 + "pass\n"
    )
    done = run("def view():\n" + body + SINK)
    assert [name for _, name, _ in done.found()] == ["shell"]


def test_deep_nesting_is_reported_and_not_raised() -> None:
    done = run(
        "def view():\n" + SINK + "    a = " + "f(" * 400 + ")" * 400 + "\n    os.system(request.args['y'])\n"
    )
    if done.checked.unchecked:
        assert done.checked.unchecked[0].reason == "nested too deeply"
        assert len(done.checked.matches) == 1
    else:
        assert len(done.checked.matches) == 2


def test_the_budget_grows_with_the_text() -> None:
    small = code.Part("function", "", 0, b"x" * 100, False)
    large = code.Part("function", "", 0, b"x" * 10_100, False)
    facts = code.Facts([])
    assert budget([(large, facts)]) - budget([(small, facts)]) == 80_000


def test_calls_that_nest_through_the_whole_file() -> None:
    count = 300
    source = "from flask import request\nimport os\n"
    source += "".join(f"def f{index}(x):\n    return f{index + 1}(x)\n" for index in range(count))
    source += f"def f{count}(x):\n    return x\ndef view():\n    os.system(f0(request.args['x']))\n"
    assert run(source).checked.matches == ()
    near = source.replace("f0(", f"f{count - 5}(", 2).replace(f"def f{count - 5}(x)", "def f0(x)", 1)
    assert len(run(near).checked.matches) == 1


def test_one_value_through_very_many_calls() -> None:
    source = "from flask import request\nimport os\ndef f(x):\n    return x\ndef view():\n    x = request.args['x']\n"
    source += "    x = f(x)\n" * 500 + "    os.system(x)\n    os.system(request.args['y'])\n"
    assert (507 - 1 + 2) in [line for line, _, _ in run(source).found()]


def test_functions_that_all_call_each_other() -> None:
    names = [f"f{index}" for index in range(30)]
    source = "from flask import request\nimport os\n"
    for name in names:
        source += f"def {name}(x):\n    os.system(x)\n" + "".join(f"    {other}(x)\n" for other in names)
    assert run(source + "def view():\n    f0(request.args['x'])\n").checked is not None


def test_classes_that_inherit_from_each_other() -> None:
    expect(
        """
        import os
        from flask import request

        class A(B):
            def go(self):
                self.missing(request.args["x"])
                os.system(self.value)

        class B(A):
            pass
        """
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "def f(x):\n    os.system(x)\ndef view():\n    f(request.args['a'])\n",
            "def f(x):\n    os.system(x)\ndef view():\n    f('a')\n",
        ),
        (
            "C = 'a'\ndef view():\n    if C == 'b':\n        os.system(request.args['a'])\n",
            "C = 'b'\ndef view():\n    if C == 'b':\n        os.system(request.args['a'])\n",
        ),
        (
            "import os\ndef view():\n    os.system(input())\n",
            "import os2 as os\ndef view():\n    os.system(input())\n",
        ),
        (
            "class A:\n    x: str\ndef view(a: A):\n    eval(a.x)\n",
            "class A:\n    x: int\ndef view(a: A):\n    eval(a.x)\n",
        ),
        ("def view():\n    open(input())\n", "def open(x): pass\ndef view():\n    open(input())\n"),
        ("def view():\n    os.system(input())\n", "# moved\n\n\ndef view():\n    os.system(input())\n"),
        (
            "X = 'a'\ndef view():\n    os.system(X)\n",
            "X = 'a'\ndef s():\n    global X\n    X = input()\ndef view():\n    os.system(X)\n",
        ),
    ],
)
def test_the_cache_changes_no_result(before: str, after: str) -> None:
    cache = Cache()
    for source in (before, after, before):
        fresh, cached = run(source), run(source, cache)
        assert cached.found() == fresh.found()
        assert [cached.steps(one) for one in cached.checked.matches] == [
            fresh.steps(one) for one in fresh.checked.matches
        ]
        assert cached.checked.unchecked == fresh.checked.unchecked


def test_a_part_of_the_standard_library() -> None:
    folder = Path(sysconfig.get_paths()["stdlib"])
    cache = Cache()
    for name in (
        "argparse.py",
        "shutil.py",
        "subprocess.py",
        "urllib/request.py",
        "sqlite3/dump.py",
        "asyncio/streams.py",
    ):
        path = folder / name.replace("/", os.sep)
        if path.exists():
            source = path.read_text(encoding="utf-8")
            first = run(source, cache)
            again = run(source, cache).checked
            assert (again.matches, again.unchecked) == (first.checked.matches, first.checked.unchecked)


def test_what_is_kept_of_a_version_does_not_hide_changes_elsewhere() -> None:
    before = """
import os
from flask import request

def outer(x):
    middle(x)

def middle(x):
    os.system(x)

def view():
    middle("a")
    outer("b")
"""
    after = before.replace('outer("b")', 'outer(request.args["b"])')
    adapter = adapter_for("python")
    previous = None
    kept: dict[bytes, code.Facts] = {}
    for source, count in ((before, 0), (after, 1), (before, 0)):
        tree = adapter.parse(Document("file:///t.py", 1, "python", source.encode()), None)
        parts = tuple(adapter.parts(tree, None))
        facts = [kept.setdefault(part.text, adapter.facts(part, tree)) for part in parts]
        previous = check(parts, facts, PROGRAM, previous=previous)
        assert previous is not None
        assert len(previous.matches) == count


def test_any_edits_give_what_a_fresh_look_gives() -> None:
    text = (Path(__file__).parent / "test_link.py").read_text(encoding="utf-8")
    blocks = [block for block in text.split('"""') if "def view" in block]
    adapter = adapter_for("python")
    random = Random(20)
    for block in blocks:
        lines = f"import os, sqlite3\nfrom flask import request\n{textwrap.dedent(block)}".split("\n")
        cache, previous = Cache(), None
        kept: dict[object, code.Facts] = {}
        for _ in range(12):
            first, second = random.randrange(len(lines)), random.randrange(len(lines))
            match random.randrange(3):
                case 0:
                    lines[first], lines[second] = lines[second], lines[first]
                case 1:
                    lines.insert(first, lines[second])
                case _:
                    del lines[first]
            tree = adapter.parse(Document("file:///t.py", 1, "python", "\n".join(lines).encode()), None)
            parts = tuple(adapter.parts(tree, None))
            facts = [kept.setdefault(part.key, adapter.facts(part, tree)) for part in parts]
            previous = check(parts, facts, PROGRAM, cache, previous=previous)
            fresh = check(parts, [adapter.facts(part, tree) for part in parts], PROGRAM)
            assert previous is not None
            assert fresh is not None
            assert _shown(previous) == _shown(fresh)


def _shown(checked: Checked) -> object:
    return [
        (one.matcher, one.part, one.mark, one.path, one.trust, one.steps) for one in checked.matches
    ], checked.unchecked

"""Python up to 3.14 is read whatever Python the server runs on: without an error, and down to every call."""

from __future__ import annotations

import textwrap

import pytest

from penmark.syntax import code
from penmark.syntax.adapter import adapter_for
from penmark.syntax.walk import walk
from penmark.text.document import Document

SYNTAX = {
    "nested quotes (3.12)": 'f"ping {table["host"]} {seen()}"',
    "nested format strings (3.12)": 'f"{f"{f"{seen()}"}"}"',
    "comments in placeholders (3.12)": 'f"""ping {\n    seen()  # the "host"\n}"""',
    "backslashes in placeholders (3.12)": "f\"{'\\n'.join(seen())}\"",
    "self-documenting placeholders (3.8)": 'f"{seen()=} {name!s:{width}}"',
    "template strings (3.14)": 't"ping {table["host"]!r:>{10}} {seen()}"',
    "template strings of several lines (3.14)": 'x = t"""a {seen()}\n b { 1 }"""\ny = rt"\\d{x}" tR"{x}"',
    "match (3.10)": "match table:\n    case {'a': a, **rest}:\n        seen()\n    case [a, *b] | P(x=a, y=b) if a:\n        pass",
    "soft keywords": "match = type = case = _ = 1\ntype(match).case = seen()\nmatch(type)",
    "type aliases (3.12)": "type A[T: str = str, *Ts = *tuple[int], **P = [int]] = list[T]\nseen()",
    "type parameters (3.12)": "class A[T: (int, str) = int](B[T]):\n    def f[U = str](self, x: U) -> T:\n        seen()",
    "except* (3.11)": "try:\n    pass\nexcept* (ValueError, OSError) as group:\n    seen()",
    "except without brackets (3.14)": "try:\n    pass\nexcept ValueError, OSError:\n    seen()",
    "except* without brackets (3.14)": "try:\n    pass\nexcept* ValueError, OSError:\n    seen()\nfinally:\n    pass",
    "assignment expressions (3.8)": "if (a := seen()) and (b := 3):\n    x[i := 0]\n    {j := 1}",
    "positional-only parameters (3.8)": "def f(a, /, b=1, *, c, **d):\n    seen()",
    "asynchronous comprehensions": "async def f():\n    return [x async for x in seen() if await x]",
    "any decorator (3.9)": "@(lambda f: f)\n@buttons[0].clicked.connect\n@x if y else seen()\ndef f():\n    pass",
    "brackets around managers (3.10)": "with (open('a') as b, seen() as d,):\n    pass",
    "unpacking in indexes (3.11)": "def f(*args: *Ts):\n    a[*b] = 1\n    return *a, seen()",
    "unpacking in loops (3.9)": "for x in *a, *b:\n    seen()",
}


@pytest.mark.parametrize("source", SYNTAX.values(), ids=SYNTAX)
@pytest.mark.parametrize("head", ["", "async def around():\n"])
def test_it_is_read_without_an_error(source: str, head: str) -> None:
    text = head + textwrap.indent(source, "    " if head else "")
    adapter = adapter_for("python")
    tree = adapter.parse(Document("file:///a.py", 1, "python", text.encode()))
    assert tree.errors() == ()
    nodes = [node for part in adapter.parts(tree) for node in walk(adapter.facts(part, tree).body)]
    called = [
        node.callee.id for node in nodes if isinstance(node, code.Call) and isinstance(node.callee, code.Name)
    ]
    assert called.count("seen") == 1

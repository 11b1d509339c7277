"""A vulnerable line is typed, key by key, into the middle of a file of 1,000 lines."""

from __future__ import annotations

import inspect
import textwrap

import pytest
from tests.lsp.support import Editor, told

pytestmark = pytest.mark.asyncio(loop_scope="module")

LINES = 1000
HEAD = "import os\nimport hashlib\nimport tempfile\nfrom flask import request\n\n\n"
FIRST = 'def first():\n    os.system("ls " + request.args["path"])\n\n\n'
LAST = "\n\ndef last(data):\n    return hashlib.md5(data)\n"
TYPED = (
    '    os.system("cat " + request.args["name"])\n',
    "    name = request.args.get('name'); os.popen(f\"rm -r {name}\")\n",
)


def functions() -> list[str]:
    """Functions of the standard library, as they are written."""
    modules = (textwrap, inspect)
    return [
        textwrap.dedent(inspect.getsource(value))
        for module in modules
        for value in vars(module).values()
        if inspect.isfunction(value) and value.__module__ == module.__name__
    ]


def document() -> tuple[str, int]:
    """The text, and the line in its middle at which is typed: inside of a function."""
    found = functions()
    middle = "def middle(value):\n    value = value.strip()\n    return value\n\n\n"
    above, below, size = "", "", 0
    for number, text in enumerate(found):
        if size + text.count("\n") > LINES - 20:
            continue
        size += text.count("\n") + 2
        if number % 2:
            above += text + "\n\n"
        else:
            below += text + "\n\n"
    above = HEAD + FIRST + above
    return above + middle + below + LAST, above.count("\n") + 2


@pytest.mark.parametrize("typed", TYPED)
async def test_typing_a_vulnerable_line(editor: Editor, typed: str) -> None:
    text, line = document()
    assert 900 < text.count("\n") < 1100
    uri = editor.open(text)
    start = told(await editor.found(uri))
    assert [code for code, _ in start[:1] + start[-1:]] == ["command-injection", "weak-hash"]

    lines = text.splitlines(keepends=True)
    finished = "".join([*lines[:line], typed, *lines[line:]])
    end = told(await editor.found(editor.open(finished)))
    new = [code for code, place in end if place[0] == line]
    assert new == ["command-injection"]

    version, character, breaks = 1, 0, 0
    for key in ["\n", *typed.rstrip("\n")]:
        version += 1
        if key == "\n":  # the line is opened at the end of the one above it
            at = (line - 1, len(lines[line - 1]) - 1)
            editor.change(uri, version, (*at, *at, key))
            breaks = 1
        else:
            editor.change(uri, version, (line, character, line, character, key))
            character += 1
        shown = told(await editor.found(uri, version))
        elsewhere = [one for one in shown if one[1][0] != line]
        assert elsewhere == [
            (code, (place[0] + breaks, place[1], place[2] + breaks, place[3]))
            if place[0] >= line
            else (code, place)
            for code, place in start
        ]
        here = [code for code, place in shown if place[0] == line]
        assert here in ([], new)
    assert told(await editor.found(uri, version)) == end

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from lsprotocol import types
from tests.lsp.notebook import CODE, MARKUP, Notebook
from tests.lsp.support import HASH, Editor, Raw, edited, place, span, told

from penmark.secrets.samples import build

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOTEBOOK_FIX_ALL = "notebook.source.fixAll.penmark"
SINK = 'os.system("ls " + request.args["path"])\n'
TOKEN = build("glpat-{base62:20}")
TOKENS = "import random\n\n\ndef token():\n    return random.choice('abc')\n"


async def diagnosed(editor: Editor, book: Notebook, name: str) -> list[Any]:
    params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(book.cell(name)))
    report = await editor.text_document_diagnostic_async(params)
    return told(list(report.items))


async def fix_all(editor: Editor, book: Notebook, name: str, kind: str) -> list[types.CodeAction]:
    actions = await editor.actions(book.cell(name), span(0, 0, 0, 0), [kind])
    return [
        action if action.edit is not None else await editor.code_action_resolve_async(action)
        for action in actions
    ]


# ---------------------------------------------------------------- what is found


async def test_each_cell_has_its_own_findings(editor: Editor) -> None:
    book = Notebook(editor).open({"a": HASH, "b": "x = 1\n", "c": HASH})
    for name, count in (("a", 1), ("b", 0), ("c", 1)):
        found = await editor.found(book.cell(name))
        assert told(found) == [("weak-hash", (4, 11, 4, 22))] * count
    book.change("b", 2, (0, 5, 0, 5, "0"))
    assert await editor.found(book.cell("b"), 2) == []


async def test_what_one_cell_binds_those_below_it_know(editor: Editor) -> None:
    cells = {
        "imports": "import subprocess as sp\nfrom flask import request\n",
        "reads": "def path():\n    return request.args['path']\n",
        "runs": "def listing():\n    sp.run('ls ' + path(), shell=True)\n",
    }
    book = Notebook(editor).open(cells)
    (found,) = await editor.found(book.cell("runs"))
    assert told([found]) == [("command-injection", (1, 4, 1, 10))]
    source, *_ = found.related_information
    assert source.location == types.Location(book.cell("reads"), span(1, 11, 1, 23))
    count = len(editor.published)
    book.change("imports", 2, "from flask import request\nfrom mine import sp\n")
    assert await editor.found(book.cell("runs"), after=count) == []


async def test_a_name_that_another_cell_binds_is_no_well_known_one(editor: Editor) -> None:
    other = Notebook(editor).open({"a": "import os\n", "b": SINK})
    assert told(await editor.found(other.cell("b"))) == [("command-injection", (0, 0, 0, 9))]
    book = Notebook(editor).open({"a": "import os\nrequest = build()\n", "b": SINK})
    assert await editor.found(book.cell("b")) == []


async def test_what_a_cell_imports_from_the_project(editor: Editor) -> None:
    module = editor.root / "helpers.py"
    module.write_text("from flask import request\n\n\ndef path():\n    return request.args['path']\n")
    cells = {"a": "import os\nfrom helpers import path\n", "b": "os.system('ls ' + path())\n"}
    book = Notebook(editor, (editor.root / "a.ipynb").as_uri()).open(cells)
    (found,) = await editor.found(book.cell("b"))
    assert found.code == "command-injection"
    assert module.as_uri() in {one.location.uri for one in found.related_information}
    count = len(editor.published)
    opened = editor.open("def path():\n    return '/tmp'\n", uri=module.as_uri())
    assert await editor.found(book.cell("b"), after=count) == []
    editor.close(opened)


async def test_a_cell_that_is_half_typed_breaks_no_other(editor: Editor) -> None:
    book = Notebook(editor).open({"a": "x = f(1,\n  [2\n", "b": HASH})
    assert told(await editor.found(book.cell("b"))) == [("weak-hash", (4, 11, 4, 22))]


async def test_lines_for_ipython(editor: Editor) -> None:
    cells = {
        "magic": "%matplotlib inline\n!pip install 'x\nfiles = !ls (\nimport hashlib\nhashlib?\n",
        "time": "%%time\nif files:\n    !cat x\nhashlib.md5(b'x')\n",
        "bash": "%%bash\nfor x in 'a; do eval $x; done\n",
        "value": "h = %time hashlib.md5(b'x')\n",
    }
    book = Notebook(editor).open(cells)
    found = {name: told(await editor.found(book.cell(name))) for name in cells}
    assert found == {
        "magic": [],
        "time": [("weak-hash", (3, 0, 3, 11))],
        "bash": [],
        "value": [("weak-hash", (0, 10, 0, 21))],
    }


async def test_a_secret_in_a_line_for_the_shell(editor: Editor) -> None:
    cells = {"line": f"!deploy {TOKEN}\n", "cell": f"%%bash\nexport X={TOKEN}\n"}
    book = Notebook(editor).open(cells)
    at = (0, 8, 0, 8 + len(TOKEN))
    (found,) = await editor.found(book.cell("line"))
    assert told([found]) == [("gitlab-token", at)]
    (ignore,) = await editor.actions(book.cell("line"), found.range)
    (change,) = ignore.edit.document_changes
    # Behind the line it would be an argument of the command.
    assert (
        edited(cells["line"], list(change.edits))
        == f"# penmark: ignore[gitlab-token] reason\n{cells['line']}"
    )
    (found,) = await editor.found(book.cell("cell"))
    assert told([found]) == [("gitlab-token", (1, 9, 1, 9 + len(TOKEN)))]
    assert await editor.actions(book.cell("cell"), found.range) == []


async def test_positions_behind_wide_characters(plain: Editor) -> None:
    book = Notebook(plain).open({"a": "x = '𝒶é'\n!echo 𝒶\nimport hashlib\ny = '𝒶', hashlib.md5(b'x')\n"})
    assert told(await plain.found(book.cell("a"))) == [("weak-hash", (3, 10, 3, 21))]


async def test_an_ignore_comment_speaks_in_its_cell(editor: Editor) -> None:
    comment = "import hashlib\nh = hashlib.md5(b'x')  # penmark: ignore[weak-hash] checksum\n"
    book = Notebook(editor).open({"a": comment, "b": HASH})
    assert await editor.found(book.cell("a")) == []
    assert told(await editor.found(book.cell("b"))) == [("weak-hash", (4, 11, 4, 22))]


async def test_settings_and_baseline_are_those_of_the_notebooks_folder(editor: Editor) -> None:
    folder = editor.root / "books"
    folder.mkdir()
    (folder / "penmark.toml").write_text('ignore = ["weak-hash"]\n')
    book = Notebook(editor, (folder / "a.ipynb").as_uri()).open({"a": HASH})
    assert await editor.found(book.cell("a")) == []


# ---------------------------------------------------------------- structure


async def test_cells_come_go_and_move(editor: Editor) -> None:
    cells = {
        "imports": "import os\nfrom flask import request\n",
        "asks": "path = request.args['path']\n",
        "runs": "os.system('ls ' + path)\n",
    }
    book = Notebook(editor).open(cells)
    assert len(await editor.found(book.cell("runs"))) == 1
    count = len(editor.published)
    book.splice(2, 0, ["sets"], {"sets": "path = '/tmp'\n"})
    assert await editor.found(book.cell("sets")) == []
    assert await editor.found(book.cell("runs"), after=count) == []
    count = len(editor.published)
    # The cell moves up: no document is opened or closed.
    book.splice(1, 2, ["sets", "asks"])
    assert len(await editor.found(book.cell("runs"), after=count)) == 1
    count = len(editor.published)
    book.splice(2, 1, closes=["asks"])
    assert await editor.found(book.cell("asks"), None, after=count) == []
    assert await editor.found(book.cell("runs"), after=count) == []
    count = len(editor.published)
    book.close("imports", "sets", "runs")
    for name in ("imports", "sets", "runs"):
        assert await editor.found(book.cell(name), None, after=count) == []


async def test_prose_is_not_checked(editor: Editor) -> None:
    book = Notebook(editor).open({"a": HASH, "b": HASH}, {"a": MARKUP})
    assert await editor.found(book.cell("a")) == []
    assert len(await editor.found(book.cell("b"))) == 1
    count = len(editor.published)
    book.describe(["a", "b"], {"a": CODE, "b": MARKUP})
    assert len(await editor.found(book.cell("a"), after=count)) == 1
    assert await editor.found(book.cell("b"), after=count) == []


async def test_cells_in_other_languages_are_not_checked(editor: Editor) -> None:
    book = Notebook(editor)
    document = types.NotebookDocument(book.uri, "x", 1, [types.NotebookCell(CODE, book.cell("a"))])
    item = types.TextDocumentItem(book.cell("a"), "julia", 1, HASH)
    editor.notebook_document_did_open(types.DidOpenNotebookDocumentParams(document, [item]))
    assert await editor.found(book.cell("a")) == []


async def test_only_what_changed_is_published(editor: Editor) -> None:
    book = Notebook(editor).open({"a": HASH, "b": HASH, "c": "x = 1\n"})
    for name in "abc":
        await editor.found(book.cell(name))
    count = len(editor.published)
    book.change("c", 2, "y = 1\n")
    await editor.found(book.cell("c"), 2)
    assert [one.uri for one in editor.published[count:]] == [book.cell("c")]


async def test_pulling(puller: Editor) -> None:
    book = Notebook(puller).open({"a": "import os\n", "b": SINK})
    assert await diagnosed(puller, book, "b") == [("command-injection", (0, 0, 0, 9))]
    assert await diagnosed(puller, book, "a") == []
    book.change("a", 2, "import os\nrequest = build()\n")
    assert await diagnosed(puller, book, "b") == []
    book.splice(0, 1, closes=["a"])
    assert await diagnosed(puller, book, "b") == [("command-injection", (0, 0, 0, 9))]
    report = await puller.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
    assert book.cell("b") in {item.uri for item in report.items}
    book.close("b")
    assert await diagnosed(puller, book, "b") == []


async def test_saving_and_hovering(editor: Editor) -> None:
    book = Notebook(editor).open({"a": "import hashlib\n", "b": "hashlib.md5(b'x')\n"})
    await editor.found(book.cell("b"))
    book.save()
    at = types.HoverParams(types.TextDocumentIdentifier(book.cell("b")), types.Position(0, 3))
    hover = await editor.text_document_hover_async(at)
    assert hover is not None
    assert hover.range == span(0, 0, 0, 11)


# ---------------------------------------------------------------- fixes


async def test_an_import_goes_into_the_same_cell(editor: Editor) -> None:
    cells = {"a": "import os\n", "b": "# tokens\n\nimport random\ntoken = random.choice('abc')\n"}
    book = Notebook(editor).open(cells)
    await editor.found(book.cell("b"))
    (action,) = await fix_all(editor, book, "b", "source.fixAll")
    assert action.kind == "source.fixAll.penmark"
    (change,) = action.edit.document_changes
    assert change.text_document == types.OptionalVersionedTextDocumentIdentifier(book.cell("b"), 1)
    assert edited(cells["b"], list(change.edits)) == (
        "# tokens\n\nimport random\nimport secrets\ntoken = secrets.choice('abc')\n"
    )


async def test_an_import_that_a_cell_above_has_is_not_made_again(editor: Editor) -> None:
    cells = {"a": "import random\nimport secrets\n", "b": "token = random.choice('abc')\n"}
    book = Notebook(editor).open(cells)
    await editor.found(book.cell("b"))
    (action,) = await fix_all(editor, book, "b", "source.fixAll")
    (change,) = action.edit.document_changes
    assert edited(cells["b"], list(change.edits)) == "token = secrets.choice('abc')\n"


@pytest.mark.parametrize("head", ["%%time\n", "%load_ext x\n", "!ls\n\n"])
async def test_imports_and_magics(editor: Editor, head: str) -> None:
    cell = f"{head}token = random.choice('abc')\n"
    book = Notebook(editor).open({"a": "import random\n", "b": cell})
    await editor.found(book.cell("b"))
    (action,) = await fix_all(editor, book, "b", "source.fixAll")
    (change,) = action.edit.document_changes
    text = edited(cell, list(change.edits))
    assert "import secrets\n" in text
    assert "token = secrets.choice('abc')\n" in text
    assert text.startswith("%%time\n") is (head == "%%time\n")
    assert head.strip() in text.splitlines()


@pytest.mark.parametrize(
    "cell", ["\n%%time\ntoken = random.choice('abc')\n", "%time token = random.choice('abc')\n"]
)
async def test_lines_for_ipython_are_never_edited(editor: Editor, cell: str) -> None:
    book = Notebook(editor).open({"a": "import random\n", "b": cell})
    (found,) = await editor.found(book.cell("b"))
    actions = await editor.actions(book.cell("b"), found.range)
    assert [action.title for action in actions] == ["Ignore insecure-random on this line"]
    (change,) = actions[0].edit.document_changes
    lines = edited(cell, list(change.edits)).splitlines()
    assert [line for line in lines if "%" in line] == [line for line in cell.splitlines() if "%" in line]


async def test_fixing_the_whole_notebook(editor: Editor) -> None:
    cells = {
        "a": "# no findings\n",
        "b": TOKENS,
        "c": "x = random.choice('ab')\ntoken = random.choice('abc')\n",
    }
    book = Notebook(editor).open(cells)
    await editor.found(book.cell("c"))
    (action,) = await fix_all(editor, book, "a", "notebook.source.fixAll")
    assert action.kind == NOTEBOOK_FIX_ALL
    changes = {change.text_document.uri: change for change in action.edit.document_changes}
    assert {change.text_document.version for change in changes.values()} == {1}
    after = {name: edited(cells[name], list(changes[book.cell(name)].edits)) for name in "bc"}
    assert after == {
        "b": "import random\nimport secrets\n\n\ndef token():\n    return secrets.choice('abc')\n",
        "c": "x = random.choice('ab')\ntoken = secrets.choice('abc')\n",
    }
    assert set(changes) == {book.cell("b"), book.cell("c")}


async def test_fixing_the_whole_notebook_without_versions(plain: Editor) -> None:
    book = Notebook(plain).open({"a": "x = 1\n", "b": TOKENS})
    await plain.found(book.cell("b"))
    (action,) = await fix_all(plain, book, "a", NOTEBOOK_FIX_ALL)
    assert set(action.edit.changes) == {book.cell("b")}


async def test_actions_of_notebooks_are_given_to_those_who_ask_for_them_only(editor: Editor) -> None:
    book = Notebook(editor).open({"a": TOKENS})
    (found,) = await editor.found(book.cell("a"))
    for only in (None, [""], ["source.fixAll"]):
        kinds = {action.kind for action in await editor.actions(book.cell("a"), found.range, only)}
        assert kinds
        assert not any(kind.startswith("notebook") for kind in kinds)
    assert await editor.actions(book.cell("a"), found.range, ["notebook.source.organizeImports"]) == []
    uri = editor.open(TOKENS)
    assert await editor.actions(uri, found.range, ["notebook"]) == []


async def test_an_action_is_refused_after_another_cell_has_changed(editor: Editor) -> None:
    from pygls.exceptions import JsonRpcException

    book = Notebook(editor).open({"a": "import random\n", "b": "token = random.choice('abc')\n"})
    (found,) = await editor.found(book.cell("b"))
    action, *_ = await editor.actions(book.cell("b"), found.range, ["quickfix"])
    book.change("a", 2, "random = mine()\n")
    with pytest.raises(JsonRpcException):
        await editor.code_action_resolve_async(action)


async def test_an_inserted_block_is_made_safe_by_what_all_cells_say(editor: Editor) -> None:
    book = Notebook(editor).open({"a": "import random\nrequest = build()\n", "b": ""})
    block = (
        "import os\ndef token():\n    os.system('ls ' + request.args['x'])\n    return random.choice('abc')\n"
    )
    book.change("b", 2, (0, 0, 0, 0, block))
    (found,) = await editor.found(book.cell("b"), 2)
    make_safe, *_ = await editor.actions(book.cell("b"), found.range)
    assert make_safe.title == "Make the inserted code safe (1 fix)"
    resolved = await editor.code_action_resolve_async(make_safe)
    (change,) = resolved.edit.document_changes
    # The command holds nothing that somebody may write: another cell says what `request` is.
    assert edited(block, list(change.edits)) == block.replace("random.", "secrets.").replace(
        "import os\n", "import os\nimport secrets\n"
    )


# ---------------------------------------------------------------- what clients should not send


async def test_what_is_malformed_or_out_of_order_is_left_out() -> None:
    client = await Raw.start()
    await client.initialize()
    uri, cell = "file:///nowhere/a.ipynb", "vscode-notebook-cell:/nowhere/a.ipynb#a"
    item = {"uri": cell, "languageId": "python", "version": 1, "text": HASH}
    cells = [{"kind": 2, "document": cell}]
    document = {"uri": uri, "notebookType": "jupyter-notebook", "version": 1, "cells": cells}
    opening = {"notebookDocument": document, "cellTextDocuments": [item]}

    def change(cells: Any, uri: Any = uri) -> None:
        params = {"notebookDocument": {"uri": uri, "version": 2}, "change": {"cells": cells}}
        client.notify("notebookDocument/didChange", params)

    change(None)
    client.notify("notebookDocument/didClose", {"notebookDocument": {"uri": uri}, "cellTextDocuments": []})
    client.notify("notebookDocument/didSave", {"notebookDocument": {"uri": uri}})
    client.notify("notebookDocument/didOpen", {"notebookDocument": {"uri": 7}})
    client.notify("notebookDocument/didOpen", opening)
    assert len(await client.published(cell, 1)) == 1
    client.notify("notebookDocument/didOpen", opening)
    assert len(await client.published(cell, 1)) == 1
    change({"structure": {"array": {"start": 7, "deleteCount": 9}}})
    change({"structure": {"array": {"start": -1, "deleteCount": 1}}})
    change({"structure": {"array": {"start": 0, "deleteCount": 0}, "didClose": [{"uri": "nobody:x"}]}})
    change({"structure": {"array": {"start": 1, "deleteCount": 0}, "didOpen": [item]}})
    change({"data": [{"kind": 2, "document": "nobody:x"}]})
    change({"textContent": [{"document": {"uri": "nobody:x", "version": 2}, "changes": [{"text": ""}]}]})
    change({"textContent": [{"document": {"uri": cell, "version": 2}, "changes": [{"text": 7}]}]})
    change({"textContent": [{"document": {"uri": cell, "version": 2}, "changes": [{"text": HASH + "1\n"}]}]})
    change({"textContent": []}, "file:///nowhere/other.ipynb")
    assert len(await client.published(cell, 2)) == 1
    client.open(cell, "", 9)
    client.notify("textDocument/didClose", {"textDocument": {"uri": cell}})
    client.change(cell, 3, [{"text": "x = 1\n"}])
    assert await client.published(cell, 3) == []
    code, logs = await client.leave()
    assert code == 0
    assert "Traceback" not in logs
    assert "cell was opened twice" in logs


async def test_a_notebook_that_is_too_large(editor: Editor) -> None:
    book = Notebook(editor).open({"a": "x = 1\n", "b": "# " + "x" * 2_000_000})
    (found,) = await editor.found(book.cell("a"))
    assert (found.code, place(found)) == ("not-checked", (0, 0, 0, 5))
    book.change("b", 2, "x = 1\n")
    assert await editor.found(book.cell("b"), 2) == []


# ---------------------------------------------------------------- whichever way

TEXTS = [
    "",
    "import os\n",
    "import random, hashlib\nfrom flask import request\n",
    "request = build()\n",
    "path = request.args['é']\n",
    "os.system('ls ' + path)\n",
    "def f():\n    return hashlib.md5(b'x')\n",
    "token = random.choice('abc')\n",
    "%time hashlib.md5(b'x')\n!ls 'x\n",
    "%%bash\nfor x in 'a; do\n",
]


@pytest.mark.parametrize("seed", range(12))
async def test_changes_lead_where_opening_anew_leads(puller: Editor, seed: int) -> None:
    chance = random.Random(seed)
    numbers = itertools.count()
    book = Notebook(puller)
    texts: dict[str, str] = {}
    kinds: dict[str, types.NotebookCellKind] = {}
    versions: dict[str, int] = {}

    def fresh(count: int) -> list[str]:
        names = [f"c{next(numbers)}" for _ in range(count)]
        for name in names:
            texts[name], versions[name] = chance.choice(TEXTS), 1
            kinds[name] = MARKUP if chance.random() < 0.1 else CODE
        return names

    order = fresh(4)
    book.open({name: texts[name] for name in order}, kinds)
    for _ in range(25):
        act = chance.choice(["text", "text", "put", "move", "kind", "ask"])
        if act == "text" and order:
            name = chance.choice(order)
            texts[name] = chance.choice(TEXTS)
            versions[name] += 1
            book.change(name, versions[name], texts[name])
        elif act == "put":
            start = chance.randint(0, len(order))
            gone = order[start : start + chance.randint(0, 2)]
            names = fresh(chance.randint(0, 2))
            order[start : start + len(gone)] = names
            book.splice(start, len(gone), names, {name: texts[name] for name in names}, gone, kinds)
        elif act == "move" and len(order) > 1:
            moved = chance.sample(order, len(order))
            book.splice(0, len(order), moved, kinds=kinds)
            order = moved
        elif act == "kind" and order:
            name = chance.choice(order)
            kinds[name] = CODE if kinds[name] is MARKUP else MARKUP
            book.describe([name], kinds)
        elif act == "ask" and order:
            await diagnosed(puller, book, chance.choice(order))
    other = Notebook(puller).open({name: texts[name] for name in order}, kinds)
    for name in order:
        assert await diagnosed(puller, book, name) == await diagnosed(puller, other, name)

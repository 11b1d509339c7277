"""A block that arrives at once, and the one action that makes it safe."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from tests.lsp.support import Raw

from penmark.text.document import Document
from penmark.text.positions import Encoding, to_offset
from penmark.text.span import Span

pytestmark = pytest.mark.asyncio(loop_scope="module")

OWN = """from flask import request


def own():
    return 1


def tail():
    return 2
"""
COMPLETION = """def report():
    name = request.args["name"]
    os.system("ls " + name)
    cursor.execute("SELECT * FROM t WHERE n = '%s'" % name)
    return yaml.load(request.data)

"""
SAFE = """import subprocess

from flask import request


def own():
    return 1

def report():
    name = request.args["name"]
    subprocess.run(["ls", name], check=False)
    cursor.execute("SELECT * FROM t WHERE n = ?", (name,))
    return yaml.safe_load(request.data)

"""
TITLE = "Make the inserted code safe (3 fixes to review)"
CAPABILITIES = {
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True},
        "codeLens": {"refreshSupport": True},
    },
    "textDocument": {"codeAction": {"resolveSupport": {"properties": ["edit"]}}},
}


class Buffer:
    """One document of a client that keeps its text as an editor does."""

    numbers = iter(range(1000))

    def __init__(self, raw: Raw, text: str = OWN, path: Path | None = None) -> None:
        self.raw = raw
        self.uri = path.as_uri() if path is not None else f"file:///nowhere/insert{next(self.numbers)}.py"
        self.document = Document(self.uri, 1, "python", text.encode())
        raw.open(self.uri, text)

    @property
    def text(self) -> str:
        return self.document.data.decode()

    async def edit(self, start: int, end: int, text: str) -> list[dict[str, Any]]:
        """Replace whole lines (from 0); what is then published."""
        first, last = self.document.lines.start_of(start), self.document.lines.start_of(end)
        version = self.document.version + 1
        self.document = self.document.edit([(Span(first, last), text.encode())], version)
        self.raw.change(self.uri, version, [{"range": lines(start, end), "text": text}])
        return await self.raw.published(self.uri, version)

    async def make(self, edit: dict[str, Any]) -> list[dict[str, Any]]:
        (change,) = edit["documentChanges"]
        assert change["textDocument"] == {"uri": self.uri, "version": self.document.version}
        version = self.document.version + 1
        made = []
        for one in change["edits"]:
            where = [
                to_offset(
                    self.document, one["range"][end]["line"], one["range"][end]["character"], Encoding.UTF16
                )
                for end in ("start", "end")
            ]
            made.append((Span(*where), one["newText"].encode()))
        changes = [{"range": one["range"], "text": one["newText"]} for one in reversed(change["edits"])]
        self.document = self.document.edit(sorted(made, reverse=True), version)
        self.raw.change(self.uri, version, changes)
        return await self.raw.published(self.uri, version)

    async def actions(self, line: int) -> list[dict[str, Any]]:
        params = {
            "textDocument": {"uri": self.uri},
            "range": lines(line, line),
            "context": {"diagnostics": []},
        }
        answer = await self.raw.request(f"a{next(self.numbers)}", "textDocument/codeAction", params)
        found: list[dict[str, Any]] = answer["result"]
        return found

    async def resolved(self, action: dict[str, Any]) -> dict[str, Any]:
        answer = await self.raw.request(f"r{next(self.numbers)}", "codeAction/resolve", action)
        edit: dict[str, Any] = answer["result"]["edit"]
        return edit

    async def lenses(self) -> list[dict[str, Any]]:
        params = {"textDocument": {"uri": self.uri}}
        answer = await self.raw.request(f"l{next(self.numbers)}", "textDocument/codeLens", params)
        found: list[dict[str, Any]] = answer["result"]
        return found


def lines(start: int, end: int) -> dict[str, dict[str, int]]:
    return {"start": {"line": start, "character": 0}, "end": {"line": end, "character": 0}}


def safe_titles(actions: list[dict[str, Any]]) -> list[str]:
    return [one["title"] for one in actions if one["title"].startswith("Make the inserted")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def raw() -> AsyncIterator[Raw]:
    client = await Raw.start()
    answer = await client.initialize(CAPABILITIES)
    assert answer["result"]["capabilities"]["codeLensProvider"] == {"resolveProvider": False}
    yield client
    code, logs = await client.leave()
    assert (code, logs) == (0, "")


async def test_a_pasted_block_is_made_safe_by_the_action_at_the_top(raw: Raw) -> None:
    buffer = Buffer(raw)
    found = await buffer.edit(6, 6, COMPLETION)
    assert [one["code"] for one in found] == ["command-injection", "sql-injection", "unsafe-deserialization"]
    actions = await buffer.actions(8)
    assert actions[0]["title"] == TITLE
    assert not any(one.get("isPreferred") for one in actions)
    assert await buffer.make(await buffer.resolved(actions[0])) == []
    assert buffer.text.startswith(SAFE)
    assert buffer.text.endswith("\n\ndef tail():\n    return 2\n")
    assert safe_titles(await buffer.actions(8)) == []
    assert await buffer.lenses() == []


async def test_the_action_is_preferred_where_nothing_changes_its_behaviour(raw: Raw) -> None:
    buffer = Buffer(raw)
    query = """db = sqlite3.connect("app.db")

def rows():
    name = request.args["name"]
    return db.execute("SELECT * FROM t WHERE n = '" + name + "'")
"""
    await buffer.edit(6, 6, query)
    first, *others = await buffer.actions(10)
    assert (first["title"], first["isPreferred"]) == ("Make the inserted code safe (1 fix)", True)
    assert not any(one.get("isPreferred") for one in others)


async def test_text_that_stood_there_or_is_typed_is_not_inserted(raw: Raw) -> None:
    buffer = Buffer(raw, OWN + COMPLETION)
    assert safe_titles(await buffer.actions(12)) == []
    for line in COMPLETION.splitlines():
        await buffer.edit(0, 0, f"{line}\n")
    assert safe_titles(await buffer.actions(1)) == []


async def test_undo_and_redo(raw: Raw) -> None:
    buffer = Buffer(raw, OWN + COMPLETION)
    await buffer.edit(9, 15, "")
    await buffer.edit(9, 9, COMPLETION)
    assert safe_titles(await buffer.actions(10)) == []
    await buffer.edit(0, 0, COMPLETION.replace("report", "again"))
    await buffer.edit(0, 6, "")
    assert safe_titles(await buffer.actions(0)) == []
    await buffer.edit(0, 0, COMPLETION.replace("report", "again"))
    assert safe_titles(await buffer.actions(0)) == [TITLE]


async def test_a_file_that_was_read_from_the_disk_again_is_not_inserted(raw: Raw, tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    path.write_bytes((COMPLETION + OWN).encode())
    buffer = Buffer(raw, path=path)
    assert [one["code"] for one in await buffer.edit(0, 0, COMPLETION)] == [
        "command-injection",
        "sql-injection",
        "unsafe-deserialization",
    ]
    assert safe_titles(await buffer.actions(2)) == []
    await buffer.edit(0, 0, "# edited since\n")
    await buffer.edit(1, 1, COMPLETION.replace("report", "pasted"))
    assert safe_titles(await buffer.actions(2)) == [TITLE]


async def test_only_what_was_inserted_is_made_safe(raw: Raw) -> None:
    buffer = Buffer(raw, OWN + COMPLETION)
    assert len(await buffer.edit(6, 6, COMPLETION.replace("report", "pasted"))) == 6
    (action,) = [one for one in await buffer.actions(6) if one["title"] == TITLE]
    assert len(await buffer.make(await buffer.resolved(action))) == 3
    assert buffer.text.endswith(COMPLETION)


async def test_the_lens_above_the_block_runs_the_same(raw: Raw) -> None:
    buffer = Buffer(raw)
    await buffer.edit(6, 6, COMPLETION)
    (lens,) = await buffer.lenses()
    assert (lens["range"]["start"], lens["command"]["title"]) == ({"line": 6, "character": 0}, TITLE)
    assert lens["command"]["command"] == "penmark.makeSafe"
    raw.send(
        {
            "jsonrpc": "2.0",
            "id": "run",
            "method": "workspace/executeCommand",
            "params": {"command": lens["command"]["command"], "arguments": lens["command"]["arguments"]},
        }
    )
    asked = await requested(raw, "workspace/applyEdit")
    assert asked["params"]["label"] == "Make the inserted code safe"
    assert await buffer.make(asked["params"]["edit"]) == []
    raw.send({"jsonrpc": "2.0", "id": asked["id"], "result": {"applied": True}})
    assert (await raw.answer("run"))["result"] == {"applied": True}
    assert buffer.text.startswith(SAFE)
    assert await buffer.lenses() == []


async def test_a_block_that_is_gone_or_a_client_that_refuses(raw: Raw) -> None:
    buffer = Buffer(raw)
    await buffer.edit(6, 6, COMPLETION)
    (lens,) = await buffer.lenses()
    await buffer.edit(6, 12, "")
    run = {"command": "penmark.makeSafe", "arguments": lens["command"]["arguments"]}
    answer = await raw.request("gone", "workspace/executeCommand", run)
    assert answer["result"] == {"applied": False}
    answer = await raw.request(
        "wrong", "workspace/executeCommand", {"command": "penmark.makeSafe", "arguments": [7]}
    )
    assert answer["error"]["code"] == -32602


async def test_the_client_is_asked_to_refresh_lenses_that_it_did_not_ask_for(raw: Raw) -> None:
    buffer = Buffer(raw)
    await buffer.edit(6, 6, COMPLETION)
    asked = await requested(raw, "workspace/codeLens/refresh")
    raw.send({"jsonrpc": "2.0", "id": asked["id"], "result": None})
    assert [one["command"]["title"] for one in await buffer.lenses()] == [TITLE]


async def test_an_editor_tells_what_was_inserted(raw: Raw) -> None:
    buffer = Buffer(raw, COMPLETION + OWN)
    told = {"textDocument": {"uri": buffer.uri, "version": 1}, "range": lines(0, 6)}
    raw.notify("penmark/didInsert", {**told, "source": {"assistant": "copilot", "model": "m"}})
    assert safe_titles(await buffer.actions(1)) == [TITLE]


@pytest.mark.parametrize(
    "params",
    [
        None,
        [],
        {"textDocument": 7, "range": 7},
        {"textDocument": {"uri": "file:///nowhere/other.py"}, "range": {}},
        {"textDocument": {}, "range": {"start": {"line": "0"}}},
    ],
)
async def test_a_malformed_notification_is_left_out(params: Any) -> None:
    raw = await Raw.start()
    await raw.initialize(CAPABILITIES)
    buffer = Buffer(raw, COMPLETION + OWN)
    raw.notify("penmark/didInsert", params)
    raw.notify(
        "penmark/didInsert", {"textDocument": {"uri": buffer.uri}, "range": {"start": {}, "end": {"line": 1}}}
    )
    raw.notify("penmark/didInsert", {"textDocument": {"uri": buffer.uri, "version": 9}, "range": lines(0, 6)})
    raw.notify(
        "penmark/didInsert",
        {"textDocument": {"uri": buffer.uri}, "range": lines(0, 0), "source": {"model": 7}},
    )
    assert safe_titles(await buffer.actions(1)) == []
    code, logs = await raw.leave()
    assert code == 0
    assert "Traceback" not in logs


async def requested(raw: Raw, method: str) -> dict[str, Any]:
    """The next request of this kind that the server sends."""
    async with asyncio.timeout(30):
        while (message := await raw.receive()).get("method") != method:
            if "id" in message and "method" in message:
                raw.send({"jsonrpc": "2.0", "id": message["id"], "result": None})
    return message

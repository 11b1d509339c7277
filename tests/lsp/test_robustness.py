"""Whatever a client sends: an error to that request, and on."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from tests.lsp.support import COMMAND, PATIENCE, VULNERABLE, Raw

from penmark.lsp.framing import Framing, framed

pytestmark = pytest.mark.asyncio(loop_scope="module")

URI = "file:///nowhere/app.py"
SECRET = "gh" + "p_" + "0Zq7" * 9


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def raw() -> AsyncIterator[Raw]:
    """One server that has to live through all of this file; at its end it takes leave as if nothing had been."""
    client = await Raw.start()
    await client.initialize()
    yield client
    code, logs = await client.leave()
    assert code == 0
    assert "Traceback" not in logs
    assert SECRET not in logs


async def alive(raw: Raw) -> None:
    """Whether a document is still checked, edits and all."""
    uri = f"file:///nowhere/{id(object())}.py"
    raw.open(uri, VULNERABLE)
    assert [one["code"] for one in await raw.published(uri, 1)] == ["command-injection"]
    raw.change(uri, 2, [{"range": at(0, 0, 0, 0), "text": "\n"}])
    assert [one["range"]["start"]["line"] for one in await raw.published(uri, 2)] == [6]
    raw.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


def at(*numbers: Any) -> dict[str, dict[str, Any]]:
    line, character, end_line, end_character = numbers
    return {
        "start": {"line": line, "character": character},
        "end": {"line": end_line, "character": end_character},
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", -32700),
        (b"", -32700),
        (b"\xff\xfe{}", -32700),
        (b"[" * 5000, -32700),
        (b"nonsense", -32700),
        (b"[]", -32600),
        (b"42", -32600),
        (b'"text"', -32600),
        (b"null", -32600),
    ],
)
async def test_bodies_that_are_no_message(raw: Raw, body: bytes, code: int) -> None:
    raw.send_bytes(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    answer = await raw.answer(None)
    assert answer["error"]["code"] == code
    await alive(raw)


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Length: -5\r\n\r\n",
        b"Content-Length: many\r\n\r\n",
        b"Content-Type: text/plain\r\n\r\n",
        b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"Content-Length: 99999999999999999999\r\n\r\n",
        b"x" * 200_000 + b"\r\n\r\n",
    ],
)
async def test_headers_that_are_none(raw: Raw, header: bytes) -> None:
    raw.send_bytes(header)
    await alive(raw)


async def test_headers_of_every_legal_form(raw: Raw) -> None:
    body = b'{"jsonrpc":"2.0","id":"form","method":"no/such"}'
    content = b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n"
    for header in (
        b"content-length: %d\r\n" % len(body),
        b"CONTENT-LENGTH:%d\r\n" % len(body),
        content + b"Content-Length: %d\r\n" % len(body),
        b"Content-Length: %d\r\n" % len(body) + content,
    ):
        raw.send_bytes(header + b"\r\n" + body)
        assert (await raw.answer("form"))["error"]["code"] == -32601


async def test_a_message_that_arrives_byte_by_byte(raw: Raw) -> None:
    body = b'{"jsonrpc":"2.0","id":"slow","method":"no/such"}'
    for byte in b"Content-Length: %d\r\n\r\n%b" % (len(body), body):
        raw.send_bytes(bytes([byte]))
    assert (await raw.answer("slow"))["error"]["code"] == -32601


@pytest.mark.parametrize("msg_id", ["text", 0, -1, 2**40, ""])
async def test_unknown_methods(raw: Raw, msg_id: Any) -> None:
    answer = await raw.request(msg_id, "textDocument/noSuchThing", {"textDocument": {"uri": URI}})
    assert answer["error"]["code"] == -32601
    raw.notify("$/noSuchThing", {"anything": True})
    raw.notify("noSuchThing")
    await alive(raw)


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"jsonrpc": "2.0"},
        {"jsonrpc": "2.0", "id": 5, "result": None},
        {"jsonrpc": "2.0", "id": "unknown", "error": {"code": 1, "message": "x"}},
        {"jsonrpc": "2.0", "id": [], "result": {}},
        {"jsonrpc": "1.0", "method": "initialized", "params": {}},
        {"method": "textDocument/didClose"},
        {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 999}},
        {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": {}}},
        {"jsonrpc": "2.0", "method": "$/cancelRequest"},
        {"jsonrpc": "2.0", "method": "$/setTrace", "params": {"value": "verbose"}},
        {"jsonrpc": "2.0", "method": "$/setTrace", "params": {"value": 7}},
        {"jsonrpc": "2.0", "method": "window/workDoneProgress/cancel", "params": {"token": "unknown"}},
        {"jsonrpc": "2.0", "method": "workspace/didChangeConfiguration", "params": {"settings": 7}},
        {
            "jsonrpc": "2.0",
            "method": "workspace/didChangeWatchedFiles",
            "params": {"changes": [{"uri": "http://[", "type": 1}]},
        },
        {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {"uri": 5}}},
        {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": None},
    ],
)
async def test_messages_that_mean_nothing(raw: Raw, message: dict[str, Any]) -> None:
    raw.send(message)
    await alive(raw)


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/hover", None),
        ("textDocument/hover", {}),
        ("textDocument/hover", []),
        ("textDocument/hover", {"textDocument": {"uri": URI}, "position": {"line": "x", "character": []}}),
        ("textDocument/codeAction", {"textDocument": {"uri": URI}, "range": 7}),
        ("textDocument/diagnostic", {"textDocument": None}),
        ("codeAction/resolve", {"title": "x"}),
        ("workspace/executeCommand", {}),
        ("workspace/executeCommand", {"command": "no.such"}),
        ("workspace/executeCommand", {"command": "penmark.explainRule", "arguments": [{"a": 1}]}),
    ],
)
async def test_malformed_parameters(raw: Raw, method: str, params: Any) -> None:
    answer = await raw.request("bad", method, params)
    assert answer["error"]["code"] == -32602
    await alive(raw)


async def test_initialize_comes_once(raw: Raw) -> None:
    answer = await raw.request(
        "twice", "initialize", {"processId": None, "rootUri": None, "capabilities": {}}
    )
    assert answer["error"]["code"] == -32600
    await alive(raw)


@pytest.mark.parametrize(
    "changes",
    [
        None,
        7,
        {},
        [None],
        [[]],
        [{}],
        [{"text": 7}],
        [{"text": None}],
        [{"range": None}],
        [{"text": "x", "range": {}}],
        [{"text": "x", "range": 7}],
        [{"text": "x", "range": at("0", 0, 0, 0)}],
        [{"text": "x", "range": at(0, 0, 0.5, 0)}],
        [{"text": "x", "range": at(0, 0, None, 0)}],
        [{"text": "x", "range": at(True, 0, 0, 0)}],
    ],
)
async def test_malformed_changes_are_left_out(raw: Raw, changes: Any) -> None:
    uri = f"{URI}?{id(changes)}"
    raw.open(uri, VULNERABLE)
    await raw.published(uri, 1)
    raw.change(uri, 2, changes)
    raw.change(uri, 3, [{"range": at(0, 0, 0, 0), "text": "\n"}])
    assert [one["range"]["start"]["line"] for one in await raw.published(uri, 3)] == [6]
    raw.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


@pytest.mark.parametrize(
    ("uri", "version"), [(7, 2), (None, 2), ([], 2), ("u", None), ("u", "2"), ("u", 2.5)]
)
async def test_changes_to_nothing(raw: Raw, uri: Any, version: Any) -> None:
    raw.change(uri, version, [{"text": "x"}])
    await alive(raw)


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (at(0, 99, 0, 99), "import os# here\nfrom flask import request\n"),
        (at(99, 0, 99, 0), "import os\nfrom flask import request\n# here"),
        (at(-1, -1, -1, -1), "# hereimport os\nfrom flask import request\n"),
        (at(0, 0, 2**40, 2**40), "# here"),
        (at(1, 0, 0, 0), "# herefrom flask import request\n"),
    ],
)
async def test_edits_out_of_range_are_clamped(raw: Raw, where: Any, text: str) -> None:
    """The text is seen by the place of a finding behind it."""
    uri = f"{URI}?{where}"
    raw.open(uri, "import os\nfrom flask import request\n")
    raw.change(uri, 2, [{"range": where, "text": "# here"}])
    end = at(2**31, 0, 2**31, 0)
    raw.change(
        uri, 3, [{"range": end, "text": "\nimport os, flask\nos.system('ls ' + flask.request.args['x'])\n"}]
    )
    (found,) = await raw.published(uri, 3)
    assert found["range"]["start"]["line"] == text.count("\n") + 2
    raw.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


async def test_text_that_is_no_text(raw: Raw) -> None:
    uri = f"{URI}?surrogates"
    raw.open(uri, "x = '\ud800' # \udfff\ud800\n" + VULNERABLE)
    (found,) = await raw.published(uri, 1)
    assert found["range"]["start"]["line"] == 6
    raw.change(uri, 2, [{"range": at(0, 5, 0, 6), "text": "\udc00\0\ufeff"}])
    (found,) = await raw.published(uri, 2)
    assert found["range"]["start"]["line"] == 6
    raw.open("file:///nowhere/\ud800.py", VULNERABLE)
    raw.notify("textDocument/didClose", {"textDocument": {"uri": "file:///nowhere/\ud800.py"}})
    await alive(raw)


async def test_an_open_document_that_is_closed_twice(raw: Raw) -> None:
    raw.open(URI, VULNERABLE)
    for _ in range(2):
        raw.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    raw.change(URI, 2, [{"text": "x"}])
    raw.notify("textDocument/didSave", {"textDocument": {"uri": URI}})
    await alive(raw)


async def test_a_secret_is_told_to_nobody(raw: Raw) -> None:
    uri = f"{URI}?secret"
    raw.open(uri, f'token = "{SECRET}"\n')
    found = await raw.published(uri, 1)
    assert found
    assert SECRET not in str(found)
    raw.notify("textDocument/didOpen", {"textDocument": {"uri": 7, "text": SECRET}})
    raw.change(uri, "2", [{"text": SECRET}])
    answer = await raw.request("secret", "textDocument/hover", {"text": SECRET})
    assert SECRET not in str(answer)
    assert SECRET not in str(raw.other)


async def test_a_burst_ends_with_its_last_version(raw: Raw) -> None:
    uri = f"{URI}?burst"
    raw.open(uri, VULNERABLE)
    for version in range(2, 400):
        raw.change(uri, version, [{"range": at(6, 0, 6, 0), "text": "# key\n"}])
    assert len(await raw.published(uri, 399)) == 1


async def test_nothing_before_initialize() -> None:
    client = await Raw.start()
    for method in ("textDocument/hover", "shutdown", "no/such"):
        assert (await client.request(1, method))["error"]["code"] == -32002
    client.open(URI, VULNERABLE)
    await client.initialize()
    assert (await client.request(2, "textDocument/hover"))["error"]["code"] == -32602
    assert client.other == []
    client.send({"jsonrpc": "2.0", "id": 3, "method": "shutdown"})
    assert (await client.answer(3))["result"] is None
    assert (await client.request(4, "textDocument/hover"))["error"]["code"] == -32600
    client.open(URI, VULNERABLE)
    client.notify("exit")
    assert (await client.ended())[0] == 0
    assert client.other == []


@pytest.mark.parametrize("politely", [True, False])
async def test_leaving_without_shutdown(politely: bool) -> None:
    client = await Raw.start()
    await client.initialize()
    client.open(URI, VULNERABLE)
    if politely:
        client.notify("exit")
    else:
        client._writer.close()
    code, logs = await client.ended()
    assert code == 1
    assert "Traceback" not in logs


async def test_a_client_that_dies_while_it_is_written_to() -> None:
    script = (
        "import subprocess, sys, time\n"
        f"server = subprocess.Popen({COMMAND!r}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)\n"
        "server.stdout.close()\n"
        'body = b\'{"jsonrpc":"2.0","id":1,"method":"no/such"}\'\n'
        "server.stdin.write(b'Content-Length: %d\\r\\n\\r\\n%b' % (len(body), body)); server.stdin.flush()\n"
        "sys.exit(server.wait(20))\n"
    )
    client = await Raw.start(sys.executable, "-c", script)
    code, _ = await client.ended()
    assert code == 1


async def test_messages_from_a_file(tmp_path: Path) -> None:
    """A stream that the event loop cannot wait for, as pipes are on Windows."""
    messages = [
        {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"method": "initialized", "params": {}},
        {
            "method": "textDocument/didOpen",
            "params": {
                "textDocument": {"uri": URI, "languageId": "python", "version": 1, "text": VULNERABLE}
            },
        },
        {
            "id": 2,
            "method": "textDocument/hover",
            "params": {"textDocument": {"uri": URI}, "position": {"line": 5, "character": 5}},
        },
        {"id": 3, "method": "shutdown"},
        {"method": "exit"},
    ]
    file = tmp_path / "messages"
    file.write_bytes(b"".join(framed(json.dumps({"jsonrpc": "2.0", **one}).encode()) for one in messages))
    with file.open("rb") as stream:
        process = await asyncio.create_subprocess_exec(*COMMAND, stdin=stream, stdout=asyncio.subprocess.PIPE)
    out, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    answers = [json.loads(body) for body in Framing().feed(out)]
    assert [one.get("id", one.get("method")) for one in answers] == [
        1,
        "textDocument/publishDiagnostics",
        2,
        3,
    ]
    assert answers[2]["result"]["range"]["start"] == {"line": 5, "character": 4}
    assert process.returncode == 0

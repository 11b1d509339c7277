"""An editor for tests, over pytest-lsp; and a client that can send anything."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from pathlib import Path
from typing import Any

import pytest_lsp
from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

COMMAND = [sys.executable, "-m", "penmark", "lsp"]
PATIENCE = 30.0
_numbers = itertools.count(1)

FLASK = "import os\nfrom flask import request\n\n\ndef listing():\n"
SINK = '    os.system("ls " + request.args["path"])\n'
VULNERABLE = FLASK + SINK
HASH = "import hashlib\n\n\ndef digest(data):\n    return hashlib.md5(data)\n"


class Editor(pytest_lsp.LanguageClient):
    """A client that remembers every publication."""

    def __init__(self) -> None:
        super().__init__(converter_factory=default_converter)
        features = dict(DEFAULT_CLIENT_FEATURES)
        del features[types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS]
        register_lsp_features(self, features)
        self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(self._published())
        self.feature(types.CLIENT_REGISTER_CAPABILITY)(self._registered())
        self.registered: list[str] = []
        self.published: list[types.PublishDiagnosticsParams] = []
        self._news = asyncio.Event()

    def _published(self) -> Any:
        def publish(params: types.PublishDiagnosticsParams) -> None:
            self.published.append(params)
            self._news.set()

        return publish

    def _registered(self) -> Any:
        def register(params: types.RegistrationParams) -> None:
            self.registered += [one.method for one in params.registrations]

        return register

    async def start(
        self, capabilities: types.ClientCapabilities, root: Path | None = None, **more: Any
    ) -> None:
        self.answer = await self.initialize_session(
            types.InitializeParams(
                capabilities=capabilities,
                workspace_folders=None if root is None else [types.WorkspaceFolder(root.as_uri(), root.name)],
                root_uri=None if root is None else root.as_uri(),
                **more,
            )
        )

    def open(
        self, text: str, name: str = "", language: str = "python", version: int = 1, uri: str = ""
    ) -> str:
        uri = uri or f"file:///nowhere/{name or f'file{next(_numbers)}.py'}"
        item = types.TextDocumentItem(uri, language, version, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def change(self, uri: str, version: int, *changes: Any) -> None:
        """Each change is a text, or (line, character, line, character, text)."""
        made = [
            types.TextDocumentContentChangeWholeDocument(one)
            if isinstance(one, str)
            else types.TextDocumentContentChangePartial(span(*one[:4]), one[4])
            for one in changes
        ]
        identifier = types.VersionedTextDocumentIdentifier(version=version, uri=uri)
        self.text_document_did_change(types.DidChangeTextDocumentParams(identifier, made))

    def close(self, uri: str) -> None:
        self.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    async def found(self, uri: str, version: int | None = 1, after: int = 0) -> list[types.Diagnostic]:
        """Those that are published for this version (of publication `after` or a later one)."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for one in self.published[after:]:
                    if one.uri == uri and one.version == version:
                        return list(one.diagnostics)
                self._news.clear()
                await self._news.wait()

    async def actions(
        self, uri: str, where: types.Range, only: list[str] | None = None, diagnostics: Any = ()
    ) -> list[types.CodeAction]:
        context = types.CodeActionContext(diagnostics=list(diagnostics), only=only)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), where, context)
        return list(await self.text_document_code_action_async(params) or ())


def span(line: int, character: int, end_line: int, end_character: int) -> types.Range:
    return types.Range(types.Position(line, character), types.Position(end_line, end_character))


def place(diagnostic: types.Diagnostic) -> tuple[int, int, int, int]:
    start, end = diagnostic.range.start, diagnostic.range.end
    return (start.line, start.character, end.line, end.character)


def told(diagnostics: list[types.Diagnostic]) -> list[tuple[Any, tuple[int, int, int, int]]]:
    """Rule and place of each, in order of place."""
    return sorted(((one.code, place(one)) for one in diagnostics), key=lambda one: (one[1], str(one[0])))


def edited(text: str, edits: list[types.TextEdit]) -> str:
    """The text (ASCII) after the edits."""
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
    for edit in sorted(
        edits, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True
    ):
        start = starts[edit.range.start.line] + edit.range.start.character
        end = starts[edit.range.end.line] + edit.range.end.character
        text = text[:start] + edit.new_text + text[end:]
    return text


class Raw:
    """A client that sends whatever it is told to, byte by byte."""

    def __init__(self, reader: asyncio.StreamReader, writer: Any, process: Any = None) -> None:
        self._reader = reader
        self._writer = writer
        self.process = process
        self.other: list[dict[str, Any]] = []

    @classmethod
    async def start(cls, *command: str) -> Raw:
        process = await asyncio.create_subprocess_exec(
            *(command or COMMAND),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        return cls(process.stdout, process.stdin, process)

    def send_bytes(self, data: bytes) -> None:
        self._writer.write(data)

    def send(self, message: Any) -> None:
        body = json.dumps(message).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    async def receive(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            header = await self._reader.readuntil(b"\r\n\r\n")
            body = await self._reader.readexactly(int(header.split(b":")[1]))
        message: dict[str, Any] = json.loads(body)
        return message

    async def answer(self, msg_id: Any) -> dict[str, Any]:
        """The answer to this request; what comes before is in `other`."""
        while (message := await self.receive()).get("id") != msg_id or "method" in message:
            self.other.append(message)
        return message

    async def request(self, msg_id: Any, method: str, params: Any = None) -> dict[str, Any]:
        message = {"jsonrpc": "2.0", "id": msg_id, "method": method}
        if params is not None:
            message["params"] = params
        self.send(message)
        return await self.answer(msg_id)

    async def initialize(self, capabilities: Any = None) -> dict[str, Any]:
        answer = await self.request(
            "init", "initialize", {"processId": None, "rootUri": None, "capabilities": capabilities or {}}
        )
        self.notify("initialized", {})
        return answer

    def open(self, uri: str, text: str, version: int = 1, language: str = "python") -> None:
        document = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, uri: Any, version: Any, changes: Any) -> None:
        self.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes},
        )

    async def published(self, uri: str, version: int) -> list[dict[str, Any]]:
        while True:
            message = await self.receive()
            params = message.get("params", {})
            if message.get("method") != "textDocument/publishDiagnostics" or params["uri"] != uri:
                self.other.append(message)
            elif params.get("version") == version:
                found: list[dict[str, Any]] = params["diagnostics"]
                return found

    async def leave(self) -> tuple[int, str]:
        """Take leave; the exit code and what was logged."""
        answer = await self.request("bye", "shutdown")
        assert answer == {"jsonrpc": "2.0", "id": "bye", "result": None}
        self.notify("exit")
        return await self.ended()

    async def ended(self) -> tuple[int, str]:
        async with asyncio.timeout(PATIENCE):
            logs = await self.process.stderr.read()
            return await self.process.wait(), logs.decode()

"""A small language client of its own: starts the real server and speaks the Language Server Protocol with it over pipes."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

_Json = dict[str, Any]


class ServerError(Exception):
    """The server did not do what it was asked; the text says what happened."""


class Client:
    """A client with one server. Diagnostics are pushed to it and kept by URI in `diagnostics`, their version in `versions`.

    All methods are for one thread; only the reading goes on in another.
    """

    def __init__(self, root: Path, patience: float = 30.0) -> None:
        """Starts the server and shakes hands. `patience`: seconds to wait for an answer. Raises ServerError."""
        self.diagnostics: dict[str, list[_Json]] = {}
        self.versions: dict[str, int | None] = {}
        self._patience = patience
        self._messages: queue.Queue[_Json | None] = queue.Queue()
        self._number = 0
        self._ended = False
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "penmark", "lsp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input = self._process.stdin
        threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True).start()
        try:
            self._shake_hands(root)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def request(self, method: str, parameters: object) -> Any:
        """The server's answer; what it says meanwhile is heeded. Raises ServerError."""
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": parameters})
        end = time.monotonic() + self._patience
        while True:
            message = self._next(end - time.monotonic())
            if message is None:
                raise ServerError(f"the language server did not answer {method}")
            if message.get("id") == number and "method" not in message:
                if "error" in message:
                    raise ServerError(f"{method}: {message['error'].get('message', 'error')}")
                return message.get("result")
            self._heed(message)

    def notify(self, method: str, parameters: object) -> None:
        """Tells the server something. Raises ServerError if it has gone."""
        self._send({"method": method, "params": parameters})

    def listen(self, seconds: float) -> bool:
        """Heeds what the server says, at most so long; returns at once, with True, after new diagnostics."""
        end = time.monotonic() + seconds
        while (message := self._next(end - time.monotonic())) is not None:
            if self._heed(message):
                return True
        return False

    def close(self) -> None:
        """Ends the server, in good order if it still listens."""
        with contextlib.suppress(ServerError):
            if self._process.poll() is None:
                self._patience = min(self._patience, 5.0)
                self.request("shutdown", None)
                self.notify("exit", None)
        with contextlib.suppress(OSError):
            self._input.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _shake_hands(self, root: Path) -> None:
        document: _Json = {
            "synchronization": {"dynamicRegistration": False},
            "publishDiagnostics": {
                "versionSupport": True,
                "relatedInformation": True,
                "codeDescriptionSupport": True,
            },
            "codeAction": {
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}},
                "isPreferredSupport": True,
                "dataSupport": True,
                "resolveSupport": {"properties": ["edit"]},
            },
        }
        folder = {"uri": root.as_uri(), "name": root.name}
        self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": folder["uri"],
                "workspaceFolders": [folder],
                "capabilities": {
                    "textDocument": document,
                    "workspace": {"workspaceEdit": {"documentChanges": True}, "workspaceFolders": True},
                },
            },
        )
        self.notify("initialized", {})

    def _send(self, message: Mapping[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        try:
            self._input.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
            self._input.flush()
        except (OSError, ValueError) as error:
            raise ServerError("the language server has ended") from error

    def _next(self, seconds: float) -> _Json | None:
        if self._ended:
            return None
        try:
            message = self._messages.get(timeout=max(0.0, seconds))
        except queue.Empty:
            return None
        self._ended = message is None
        return message

    def _heed(self, message: _Json) -> bool:
        """Takes note of a message of the server's own; True for diagnostics. What it asks is answered with null."""
        if message.get("method") == "textDocument/publishDiagnostics":
            parameters = message["params"]
            self.diagnostics[parameters["uri"]] = parameters["diagnostics"]
            self.versions[parameters["uri"]] = parameters.get("version")
            return True
        if "method" in message and "id" in message:
            asked = (message.get("params") or {}).get("items", ())
            result = [None] * len(asked) if message["method"] == "workspace/configuration" else None
            self._send({"id": message["id"], "result": result})
        return False

    def _read(self, stream: IO[bytes]) -> None:
        """Reads messages until the stream ends, which is told by None."""
        with contextlib.suppress(OSError, ValueError):
            while (length := _length(stream)) is not None:
                self._messages.put(json.loads(stream.read(length)))
        self._messages.put(None)


class Buffer:
    """A document that is open in the server: its text here and there are the same."""

    def __init__(self, client: Client, uri: str, language: str, text: str) -> None:
        """Opens the document."""
        self.uri = uri
        self.text = text
        self._client = client
        self._version = 1
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        client.notify("textDocument/didOpen", {"textDocument": item})

    @property
    def identifier(self) -> _Json:
        """How the protocol names this version of the document."""
        return {"uri": self.uri, "version": self._version}

    @property
    def is_current(self) -> bool:
        """Whether the last diagnostics are those of the text as it is now."""
        return self._client.versions.get(self.uri) == self._version

    @property
    def diagnostics(self) -> list[_Json]:
        """The last diagnostics, in order of position."""
        found = self._client.diagnostics.get(self.uri, [])
        return sorted(
            found, key=lambda one: (one["range"]["start"]["line"], one["range"]["start"]["character"])
        )

    def type(self, text: str) -> None:
        """Types at the end."""
        end = self.position(len(self.text))
        self.text += text
        self._change([{"range": {"start": end, "end": end}, "text": text}])

    def apply(self, edits: Sequence[_Json]) -> None:
        """Makes the edits, all of which speak of the text as it is."""
        ordered = sorted(edits, key=lambda edit: self.offset(edit["range"]["start"]), reverse=True)
        for edit in ordered:
            start, end = self.offset(edit["range"]["start"]), self.offset(edit["range"]["end"])
            self.text = self.text[:start] + edit["newText"] + self.text[end:]
        self._change([{"range": edit["range"], "text": edit["newText"]} for edit in ordered])

    def offset(self, position: _Json) -> int:
        """The index in `text` of a position of the protocol, whose columns are UTF-16 code units."""
        start = 0
        for _ in range(position["line"]):
            start = self.text.find("\n", start) + 1
        units = position["character"]
        while units > 0 and start < len(self.text) and self.text[start] != "\n":
            units -= 2 if ord(self.text[start]) > 0xFFFF else 1
            start += 1
        return start

    def position(self, offset: int) -> _Json:
        """The position of an index in `text`."""
        before = self.text[:offset]
        line = before.rpartition("\n")[2]
        return {"line": before.count("\n"), "character": len(line.encode("utf-16-le")) // 2}

    def _change(self, changes: Sequence[_Json]) -> None:
        self._version += 1
        document = {"textDocument": self.identifier, "contentChanges": changes}
        self._client.notify("textDocument/didChange", document)


def _length(stream: IO[bytes]) -> int | None:
    """The length in the head of the next message; None at the end of the stream."""
    length: int | None = None
    while line := stream.readline(1000):
        name, _, value = line.decode("ascii", errors="replace").partition(":")
        if name.lower() == "content-length":
            length = int(value)
        if line == b"\r\n":
            return length
    return None

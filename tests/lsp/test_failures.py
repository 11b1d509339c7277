"""What happens when the server itself is at fault; in this process, since nothing that is sent brings it about."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from tests.lsp.support import VULNERABLE

from penmark.analysis.engine import Engine
from penmark.lsp.framing import Framing, framed
from penmark.lsp.logs import configure_logs
from penmark.lsp.rendering import Renderer
from penmark.lsp.session import PenmarkServer

URI = "file:///nowhere/app.py"
TEXT = "what the document holds"


class Line:
    """Both ends of a connection."""

    def __init__(self) -> None:
        self.server = PenmarkServer()
        self.server.protocol.set_writer(self)
        self._framing = Framing()
        self.received: list[dict[str, Any]] = []
        self.send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, msg_id=1)
        self.send("initialized", {})

    def write(self, data: bytes) -> None:
        self.received += map(json.loads, self._framing.feed(data))

    def close(self) -> None:
        return

    def send(self, method: str, params: Any, **more: Any) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        if "msg_id" in more:
            message["id"] = more["msg_id"]
        self.server.inbox.data_received(framed(json.dumps(message).encode()))

    def open(self) -> None:
        document = {"uri": URI, "languageId": "python", "version": 1, "text": VULNERABLE}
        self.send("textDocument/didOpen", {"textDocument": document})

    def change(self, version: int) -> None:
        whole = {"textDocument": {"uri": URI, "version": version}, "contentChanges": [{"text": VULNERABLE}]}
        self.send("textDocument/didChange", whole)

    def told(self) -> list[tuple[Any, ...]]:
        params = self.received[-1]["params"]
        return [
            (params["version"], one["code"], one["severity"], one["message"]) for one in params["diagnostics"]
        ]


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    monkeypatch.setattr(
        logging.getLogger("penmark"), "propagate", True
    )  # commands in this process switch it off
    root = logging.getLogger()
    before = root.handlers[:], root.level
    configure_logs()
    stream = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    yield stream
    root.handlers[:], level = before
    root.setLevel(level)


def fail(*_: Any, **__: Any) -> Any:
    raise ZeroDivisionError(TEXT)


def test_an_analysis_that_fails_is_told_and_outlived(
    logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line()
    with monkeypatch.context() as patch:
        patch.setattr(Engine, "analyze", fail)
        line.open()
    assert line.told() == [(1, "not-checked", 3, "Not checked: the analysis failed (ZeroDivisionError)")]
    assert "the analysis failed" in logged.getvalue()
    assert "ZeroDivisionError" in logged.getvalue()
    assert TEXT not in logged.getvalue()
    line.change(2)
    assert [one[:2] for one in line.told()] == [(2, "command-injection")]


def test_findings_that_cannot_be_shown(logged: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line()
    with monkeypatch.context() as patch:
        patch.setattr(Renderer, "finding", fail)
        line.open()
    assert line.told() == [
        (1, "not-checked", 3, "Not checked: the findings cannot be shown (ZeroDivisionError)")
    ]
    assert TEXT not in logged.getvalue()
    line.change(2)
    assert [one[:2] for one in line.told()] == [(2, "command-injection")]


def test_a_request_that_fails(logged: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line()
    line.open()
    position = {"textDocument": {"uri": URI}, "position": {"line": 5, "character": 6}}
    with monkeypatch.context() as patch:
        patch.setattr(PenmarkServer, "range", fail)
        line.send("textDocument/hover", position, msg_id=2)
    assert line.received[-1]["error"] == {"code": -32603, "message": "internal error (ZeroDivisionError)"}
    assert TEXT not in logged.getvalue()
    line.send("textDocument/hover", position, msg_id=3)
    assert line.received[-1]["result"]["range"]["start"] == {"line": 5, "character": 4}


def test_a_notification_that_fails(logged: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line()
    with monkeypatch.context() as patch:
        patch.setattr("penmark.lsp.synchronizing.touched", fail)
        line.open()
        line.change(2)
    assert TEXT not in logged.getvalue()
    line.change(3)
    assert [one[:2] for one in line.told()] == [(3, "command-injection")]

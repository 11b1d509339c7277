"""What is told of each document to a client that shows it, and a workspace that nobody trusts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.lsp.support import VULNERABLE, Raw
from tests.lsp.test_settings import PAGE

pytestmark = pytest.mark.asyncio

URI = "file:///nowhere/status.py"
CAPABILITIES = {"experimental": {"penmark": {"status": True}}}


def statuses(raw: Raw) -> list[Any]:
    told = [message["params"] for message in raw.other if message.get("method") == "penmark/status"]
    raw.other.clear()
    return told


def status(version: int, state: str, findings: int, **more: str) -> dict[str, Any]:
    return {"uri": URI, "version": version, "state": state, "findings": findings, **more}


async def test_only_what_changes_is_told() -> None:
    raw = await Raw.start()
    await raw.initialize(CAPABILITIES)
    raw.open(URI, VULNERABLE)
    await raw.published(URI, 1)
    assert statuses(raw) == [status(1, "checking", 0), status(1, "checked", 1)]
    raw.change(URI, 2, [{"text": "x = 1\n" + VULNERABLE}])
    await raw.published(URI, 2)
    assert statuses(raw) == []
    raw.change(URI, 3, [{"text": "x = 1\n"}])
    await raw.published(URI, 3)
    assert statuses(raw) == [status(3, "checked", 0)]
    await raw.leave()


async def test_what_is_not_checked_is_not_called_clean() -> None:
    raw = await Raw.start()
    await raw.initialize(CAPABILITIES)
    raw.open(URI, "def broken(:\n    pass\n")
    await raw.published(URI, 1)
    reason = "syntax error on line 1: what stands around it may be missed"
    assert statuses(raw)[-1] == status(1, "not-checked", 0, reason=reason)
    raw.open(URI, "#" * 2_000_001, version=2)
    await raw.published(URI, 2)
    reason = "larger than 2,000,000 bytes (max-file-size)"
    assert statuses(raw)[-1] == status(2, "not-checked", 0, reason=reason)
    await raw.leave()


async def test_a_client_that_does_not_ask_is_told_nothing() -> None:
    raw = await Raw.start()
    await raw.initialize({"experimental": {"penmark": True}})
    raw.open(URI, VULNERABLE)
    await raw.published(URI, 1)
    assert statuses(raw) == []
    await raw.leave()


@pytest.mark.parametrize("trusted", [True, False])
async def test_a_workspace_that_is_not_trusted_brings_no_rules_and_no_baseline(
    tmp_path: Path, trusted: bool
) -> None:
    root = tmp_path.resolve()
    (root / ".penmark/rules").mkdir(parents=True)
    (root / ".penmark/rules/call-of-old.md").write_text(PAGE)
    (root / "penmark.toml").write_text('baseline = "missing.json"\n')
    raw = await Raw.start()
    await raw.request(
        "init",
        "initialize",
        {
            "processId": None,
            "rootUri": root.as_uri(),
            "capabilities": {},
            "initializationOptions": {"trusted": trusted, "settings": {"minSeverity": "low"}},
        },
    )
    raw.notify("initialized", {})
    uri = (root / "app.py").as_uri()
    raw.open(uri, "import house\n\nhouse.old()\n")
    assert [one["code"] for one in await raw.published(uri, 1)] == (["call-of-old"] if trusted else [])
    shown = [
        message["params"]["message"] for message in raw.other if message.get("method") == "window/showMessage"
    ]
    assert bool(shown) is trusted
    await raw.leave()

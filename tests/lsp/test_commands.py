from __future__ import annotations

import asyncio
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from tests.lsp.support import VULNERABLE, Editor, told

from penmark.rules.loader import load_rules

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def run(editor: Editor, name: str, *arguments: Any, token: str | None = None) -> Any:
    return await editor.workspace_execute_command_async(
        types.ExecuteCommandParams(name, list(arguments), work_done_token=token)
    )


async def test_explaining_a_rule(editor: Editor) -> None:
    assert await run(editor, "penmark.explainRule", "weak-hash") == load_rules()["weak-hash"].markdown()


@pytest.mark.parametrize("arguments", [(), ("no-such-rule",), (7,), (None,), ({},)])
async def test_explaining_what_is_no_rule(editor: Editor, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(JsonRpcInvalidParams):
        await run(editor, "penmark.explainRule", *arguments)


async def test_unknown_commands(editor: Editor) -> None:
    with pytest.raises(JsonRpcInvalidParams):
        await run(editor, "penmark.formatDisk")


async def test_scanning_the_workspace(editor: Editor) -> None:
    root = editor.root
    (root / "app.py").write_text(VULNERABLE)
    (root / "open.py").write_text(VULNERABLE)
    (root / "clean.py").write_text("x = 1\n")
    (root / "torn.py").write_bytes(b"x = '\xff'\n")
    opened = editor.open("x = 1\n", uri=(root / "open.py").as_uri())
    await editor.found(opened)
    count = len(editor.published)
    result = await run(editor, "penmark.scanWorkspace")
    assert result == {"files": 4, "findings": 2, "notChecked": 1, "cancelled": False}
    found = {one.uri: list(one.diagnostics) for one in editor.published[count:]}
    app, torn = (root / "app.py").as_uri(), (root / "torn.py").as_uri()
    assert set(found) == {app, torn}
    assert told(found[app]) == [("command-injection", (5, 4, 5, 13))]
    assert [(one.code, one.severity) for one in found[torn]] == [
        ("not-checked", types.DiagnosticSeverity.Information)
    ]
    (reports,) = editor.progress_reports.values()
    assert reports[0] == types.WorkDoneProgressBegin(
        "Penmark: checking the workspace", cancellable=True, percentage=0
    )
    assert reports[-1] == types.WorkDoneProgressEnd(message="2 findings in 4 files")
    count = len(editor.published)
    editor.open(VULNERABLE, uri=app)
    assert len(await editor.found(app, after=count)) == 1
    editor.close(app)
    assert len(await editor.found(app, None, after=count)) == 1
    (root / "app.py").write_text("x = 1\n")
    (root / "torn.py").unlink()
    count = len(editor.published)
    editor.progress_reports["mine"] = []
    assert (await run(editor, "penmark.scanWorkspace", token="mine"))["findings"] == 1
    assert {(one.uri, len(one.diagnostics)) for one in editor.published[count:]} == {(app, 0), (torn, 0)}
    assert len(editor.progress_reports["mine"]) >= 2


async def test_cancelling_a_scan(editor: Editor) -> None:
    folder = editor.root / "many"
    folder.mkdir()
    for number in range(300):
        (folder / f"file{number}.py").write_text(VULNERABLE * 10)
    editor.progress_reports["long"] = []
    running = asyncio.ensure_future(run(editor, "penmark.scanWorkspace", token="long"))
    while not editor.progress_reports["long"]:
        await asyncio.sleep(0.01)
    editor.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams("long"))
    result = await running
    assert result["cancelled"] is True
    assert result["files"] < 300
    assert editor.progress_reports["long"][-1] == types.WorkDoneProgressEnd(message="cancelled")

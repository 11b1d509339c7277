from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from tests.lsp.conftest import capabilities
from tests.lsp.notebook import Notebook
from tests.lsp.support import COMMAND, VULNERABLE, Editor, edited

pytestmark = pytest.mark.asyncio

COMMAND_NAME = "penmark.fixWorkspace"
UNSAFE = "import random\n\n\ndef make():\n    token = random.choice('abc')\n    return token\n"
SAFE = UNSAFE.replace("random.", "secrets.").replace("import random\n", "import random\nimport secrets\n")
NOTHING = {"files": 0, "fixes": 0, "notChecked": 0, "cancelled": False, "refused": 0}


class Maker(Editor):
    """An editor that makes the edits it is asked for, in memory."""

    root: Path

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.asked: list[types.ApplyWorkspaceEditParams] = []
        self.feature(types.WORKSPACE_APPLY_EDIT)(lambda params: self._apply(params))

    def _apply(self, params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        self.asked.append(params)
        edit = params.edit
        for one in edit.document_changes or ():
            if one.text_document.version != self.versions.get(one.text_document.uri):
                return types.ApplyWorkspaceEditResult(applied=False, failure_reason="it has changed")
        changes = {one.text_document.uri: one.edits for one in edit.document_changes or ()}
        for uri, edits in {**changes, **(edit.changes or {})}.items():
            self.texts[uri] = edited(self._text(uri), list(edits))
        return types.ApplyWorkspaceEditResult(applied=True)

    def _text(self, uri: str) -> str:
        if uri in self.texts:
            return self.texts[uri]
        name = uri.rpartition("/")[2]
        (path,) = self.root.rglob(name)
        return path.read_bytes().decode("utf-8-sig")

    def show(self, path: Path, text: str, version: int = 1) -> str:
        """Open a file with this text."""
        uri = path.as_uri()
        self.texts[uri], self.versions[uri] = text, version
        return self.open(text, uri=uri, version=version)

    async def fix(self, **more: Any) -> Any:
        """Run the command."""
        return await self.workspace_execute_command_async(types.ExecuteCommandParams(COMMAND_NAME, **more))


_CONFIG = pytest_lsp.ClientServerConfig(server_command=COMMAND, client_factory=Maker)


@pytest_lsp.fixture(config=_CONFIG)
async def maker(lsp_client: Maker, tmp_path: Path) -> AsyncIterator[None]:
    """A modern editor."""
    lsp_client.root = tmp_path.resolve()
    can = capabilities()
    assert can.workspace is not None
    can.workspace.apply_edit = True
    await lsp_client.start(can, lsp_client.root)
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=_CONFIG)
async def old(lsp_client: Maker, tmp_path: Path) -> AsyncIterator[None]:
    """An editor that knows nothing of versions."""
    lsp_client.root = tmp_path.resolve()
    can = types.ClientCapabilities(workspace=types.WorkspaceClientCapabilities(apply_edit=True))
    await lsp_client.start(can, lsp_client.root)
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=_CONFIG)
async def mute(lsp_client: Maker) -> AsyncIterator[None]:
    """An editor that makes no edits for a server."""
    await lsp_client.start(types.ClientCapabilities())
    yield
    await lsp_client.shutdown_session()


def workspace(root: Path) -> None:
    """Files that are to be fixed, and many that are not."""
    (root / "sub").mkdir()
    (root / "sub" / "on_disk.py").write_text(UNSAFE)
    (root / "windows.py").write_bytes(b"\xef\xbb\xbf" + UNSAFE.replace("\n", "\r\n").encode())
    (root / "opened.py").write_text("x = 1\n")
    (root / "clean_in_editor.py").write_text(UNSAFE)
    (root / "clean.py").write_text("x = 1\n")
    (root / "to_review.py").write_text(VULNERABLE)
    (root / "other_encoding.py").write_bytes(b"# coding: latin-1\n# \xe9\n" + UNSAFE.encode())
    (root / ".gitignore").write_text("ignored.py\n")
    (root / "ignored.py").write_text(UNSAFE)
    (root / "own").mkdir()
    (root / "own" / "penmark.toml").write_text('ignore = ["insecure-random"]\n')
    (root / "own" / "settings.py").write_text(UNSAFE)


async def check(client: Maker) -> None:
    root = client.root
    workspace(root)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    opened = client.show(root / "opened.py", "import random\n\n# x\ntoken = random.choice('abc')\n", 7)
    client.show(root / "clean_in_editor.py", "x = 1\n")
    client.show(root / "ignored.py", UNSAFE)
    outside = client.show(Path(f"{root}-outside.py"), UNSAFE)
    result = await client.fix()
    assert result == NOTHING | {"files": 3, "fixes": 3, "notChecked": 1}
    (asked,) = client.asked
    assert asked.label == "Fix all that is safe to fix in the workspace"
    disk, windows = (root / "sub" / "on_disk.py").as_uri(), (root / "windows.py").as_uri()
    assert client.texts[disk] == SAFE
    assert client.texts[windows] == SAFE.replace("\n", "\r\n")
    assert client.texts[opened] == "import random\nimport secrets\n\n# x\ntoken = secrets.choice('abc')\n"
    assert client.texts[outside] == UNSAFE
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
    if asked.edit.document_changes is not None:
        versions = {one.text_document.uri: one.text_document.version for one in asked.edit.document_changes}
        assert versions == {disk: None, windows: None, opened: 7}
    else:
        assert set(asked.edit.changes) == {disk, windows, opened}


async def test_fixing_with_versions(maker: Maker) -> None:
    await check(maker)


async def test_fixing_without_versions(old: Maker) -> None:
    await check(old)


async def test_edits_are_as_small_as_the_fixes(maker: Maker) -> None:
    text = "# first\n" * 50 + UNSAFE + "# last\n" * 50
    (maker.root / "a.py").write_text(text)
    await maker.fix()
    (change,) = maker.asked[0].edit.document_changes
    made = [(edit.range, edit.new_text) for edit in change.edits]
    assert made == [
        (types.Range(types.Position(51, 0), types.Position(51, 0)), "import secrets\n"),
        (types.Range(types.Position(54, 12), types.Position(54, 18)), "secrets"),
    ]


async def test_nothing_to_fix(maker: Maker) -> None:
    (maker.root / "a.py").write_text("x = 1\n")
    assert await maker.fix() == NOTHING
    assert maker.asked == []


async def test_what_a_baseline_knows_is_left_alone(maker: Maker) -> None:
    from penmark.settings import Settings
    from penmark.workspace.baseline import baseline_text
    from penmark.workspace.checking import FileChecker
    from penmark.workspace.project import Project

    path = maker.root / "a.py"
    path.write_text(UNSAFE)
    found = FileChecker(Project(maker.root, Settings())).check(path).findings
    (maker.root / "known.json").write_text(baseline_text(maker.root, [(path, one) for one in found]))
    settings = maker.root / "penmark.toml"
    settings.write_text('baseline = "known.json"\n')
    event = types.FileEvent(settings.as_uri(), types.FileChangeType.Created)
    maker.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    assert await maker.fix() == NOTHING


async def test_a_document_that_changes_meanwhile_is_refused(maker: Maker) -> None:
    path = maker.root / "a.py"
    path.write_text(UNSAFE)
    uri = maker.show(path, UNSAFE)
    maker.progress_reports["mine"] = []
    running = asyncio.ensure_future(maker.fix(work_done_token="mine"))
    while not maker.progress_reports["mine"]:
        await asyncio.sleep(0.001)
    # Whether the server hears of it in time or not: the edit is not made.
    maker.versions[uri] = 2
    maker.change(uri, 2, "x = 1\n")
    assert await running == NOTHING | {"refused": 1}
    assert maker.texts[uri] == UNSAFE


async def test_cancelling(maker: Maker) -> None:
    for number in range(300):
        (maker.root / f"file{number}.py").write_text(UNSAFE * 10)
    maker.progress_reports["long"] = []
    running = asyncio.ensure_future(maker.fix(work_done_token="long"))
    while not maker.progress_reports["long"]:
        await asyncio.sleep(0.01)
    assert maker.progress_reports["long"][0] == types.WorkDoneProgressBegin(
        "Penmark: fixing the workspace", cancellable=True, percentage=0
    )
    maker.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams("long"))
    result = await running
    assert (result["cancelled"], result["files"], result["fixes"]) == (True, 0, 0)
    assert maker.asked == []
    assert maker.progress_reports["long"][-1] == types.WorkDoneProgressEnd(message="cancelled")


async def test_open_notebooks(maker: Maker) -> None:
    path = maker.root / "book.ipynb"
    path.write_text("{}")
    (maker.root / "closed.ipynb").write_text("{}")
    cells = {"a": "import random\n", "b": "%cd x\ntoken = random.choice('abc')\n"}
    book = Notebook(maker, path.as_uri()).open(cells)
    for name, text in cells.items():
        maker.texts[book.cell(name)], maker.versions[book.cell(name)] = text, 1
    assert await maker.fix() == NOTHING | {"files": 1, "fixes": 1}
    assert maker.texts[book.cell("a")] == cells["a"]
    assert maker.texts[book.cell("b")] == "import secrets\n\n%cd x\ntoken = secrets.choice('abc')\n"


async def test_a_client_that_makes_no_edits(mute: Maker) -> None:
    with pytest.raises(JsonRpcException, match="applyEdit"):
        await mute.fix()

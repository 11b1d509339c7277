from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from lsprotocol import types
from tests.lsp.support import HASH, PATIENCE, SINK, VULNERABLE, Editor, told

from penmark.findings import Confidence, Finding, Severity
from penmark.text.span import Span
from penmark.workspace.baseline import baseline_text

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = """```toml
title = "Call of the house's own function"
severity = "low"
confidence = "high"
cwe = [676]
owasp = []
aliases = []
message = "house.old is to be replaced."

[[call]]
language = "python"
calls = ["house.old"]
```

Nobody is to call it.
"""


def say_changed(editor: Editor, path: Path) -> None:
    event = types.FileEvent(path.as_uri(), types.FileChangeType.Changed)
    editor.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))


async def message(editor: Editor, after: int) -> str:
    async with asyncio.timeout(PATIENCE):
        while len(editor.messages) <= after:
            await asyncio.sleep(0.01)
    return str(editor.messages[after].message)


async def test_it_asks_to_be_told_of_changes(editor: Editor) -> None:
    await editor.found(editor.open("x = 1\n"))
    assert editor.registered == ["workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles"]


async def test_a_settings_file_is_read_again(editor: Editor) -> None:
    uri = editor.open(VULNERABLE + HASH, uri=(editor.root / "app1.py").as_uri())
    assert len(await editor.found(uri)) == 2
    count = len(editor.published)
    file = editor.root / "penmark.toml"
    file.write_text('ignore = ["weak-hash"]\n')
    say_changed(editor, file)
    assert [one.code for one in await editor.found(uri, after=count)] == ["command-injection"]
    count = len(editor.published)
    file.unlink()
    say_changed(editor, file)
    assert len(await editor.found(uri, after=count)) == 2
    editor.close(uri)


async def test_the_clients_settings_go_over_the_files(editor: Editor) -> None:
    uri = editor.open(VULNERABLE + HASH, uri=(editor.root / "app2.py").as_uri())
    assert len(await editor.found(uri)) == 2
    count = len(editor.published)
    editor.set_configuration({"minSeverity": "high"}, section="penmark")
    editor.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    assert [one.code for one in await editor.found(uri, after=count)] == ["command-injection"]
    count = len(editor.published)
    editor.set_configuration({}, section="penmark")
    editor.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    assert len(await editor.found(uri, after=count)) == 2
    editor.close(uri)


async def test_what_cannot_be_used_is_said_once(editor: Editor) -> None:
    file = editor.root / "penmark.toml"
    file.write_text('ignroe = ["weak-hash"]\n')
    count = len(editor.messages)
    say_changed(editor, file)
    assert (
        await message(editor, count) == f"Penmark: {file}:1: unknown setting 'ignroe': did you mean 'ignore'?"
    )
    say_changed(editor, file)
    file.write_text('min-severity = "hihg"\n')
    say_changed(editor, file)
    assert "did you mean 'high'?" in await message(editor, count + 1)
    assert editor.messages[count].type == types.MessageType.Warning
    file.unlink()
    say_changed(editor, file)


async def test_a_rule_of_the_workspace(editor: Editor) -> None:
    uri = editor.open("import house\n\nhouse.old()\n", uri=(editor.root / "own.py").as_uri())
    assert await editor.found(uri) == []
    page = editor.root / ".penmark" / "rules" / "house" / "house-old.md"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE)
    count = len(editor.published)
    say_changed(editor, page)
    assert told(await editor.found(uri, after=count)) == [("house-old", (2, 0, 2, 9))]
    page.unlink()
    say_changed(editor, page)
    editor.close(uri)


async def test_what_the_baseline_has_is_not_shown(editor: Editor) -> None:
    path = editor.root / "known.py"
    uri = editor.open(VULNERABLE + SINK, uri=path.as_uri())
    first, second = await editor.found(uri)
    count = len(editor.published)
    (editor.root / "known.json").write_text(
        baseline_text(editor.root, [(path, finding(first.data["fingerprint"]))])
    )
    file = editor.root / "penmark.toml"
    file.write_text('baseline = "known.json"\n')
    say_changed(editor, file)
    assert await editor.found(uri, after=count) == [second]
    assert await editor.actions(uri, first.range) == []
    assert [one.title for one in await editor.actions(uri, second.range) if "Fix all: " in one.title] == []
    count = len(editor.published)
    (editor.root / "known.json").write_text("[]")
    say_changed(editor, file)
    assert len(await editor.found(uri, after=count)) == 2
    assert "is no baseline" in editor.messages[-1].message
    file.unlink()
    say_changed(editor, file)
    editor.close(uri)


def finding(fingerprint: str) -> Finding:
    return Finding(
        "command-injection", Span(0, 0), "", Severity.HIGH, Confidence.HIGH, fingerprint=fingerprint
    )


async def test_folders_come_and_go(editor: Editor, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other").resolve()
    (other / "penmark.toml").write_text('select = ["weak-hash"]\n')
    uri = editor.open(VULNERABLE + HASH, uri=(other / "app3.py").as_uri())
    assert len(await editor.found(uri)) == 2
    folder = types.WorkspaceFolder(other.as_uri(), "other")
    for added, removed, codes in (([folder], [], 1), ([], [folder], 2)):
        count = len(editor.published)
        event = types.WorkspaceFoldersChangeEvent(added=added, removed=removed)
        editor.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
        assert len(await editor.found(uri, after=count)) == codes


async def test_a_client_that_sends_its_settings(plain: Editor) -> None:
    uri = plain.open(VULNERABLE)
    assert len(await plain.found(uri)) == 1
    for settings, expected in (({"penmark": {"select": ["weak-hash"]}}, 0), ({"penmark": {}}, 1)):
        count = len(plain.published)
        plain.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
        assert len(await plain.found(uri, after=count)) == expected


async def test_a_document_that_is_too_large_is_not_clean(editor: Editor) -> None:
    file = editor.root / "penmark.toml"
    file.write_text("max-file-size = 50\n")
    say_changed(editor, file)
    uri = editor.open(VULNERABLE, uri=(editor.root / "large.py").as_uri())
    (problem,) = await editor.found(uri)
    assert problem.code == "not-checked"
    assert problem.severity == types.DiagnosticSeverity.Information
    assert problem.message == "Not checked: larger than 50 bytes (max-file-size)"
    file.unlink()
    say_changed(editor, file)
    editor.close(uri)

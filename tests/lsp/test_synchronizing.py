from __future__ import annotations

import pytest
from lsprotocol import types
from tests.lsp.support import HASH, SINK, VULNERABLE, Editor, place, span, told

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_what_the_server_says_it_can(editor: Editor) -> None:
    can = editor.answer.capabilities
    assert can.position_encoding == "utf-32"
    assert can.text_document_sync == types.TextDocumentSyncOptions(
        open_close=True,
        change=types.TextDocumentSyncKind.Incremental,
        save=types.SaveOptions(include_text=False),
    )
    assert can.diagnostic_provider is None
    assert can.hover_provider is True
    assert can.code_action_provider == types.CodeActionOptions(
        code_action_kinds=("quickfix", "source.fixAll.penmark", "notebook.source.fixAll.penmark"),
        resolve_provider=True,
    )
    assert can.notebook_document_sync == types.NotebookDocumentSyncOptions(
        (types.NotebookDocumentFilterWithNotebook("*", (types.NotebookCellLanguage("python"),)),), save=True
    )
    assert can.execute_command_provider is not None
    assert list(can.execute_command_provider.commands) == [
        "penmark.explainRule",
        "penmark.fixWorkspace",
        "penmark.makeSafe",
        "penmark.scanWorkspace",
    ]


async def test_a_diagnostic(editor: Editor) -> None:
    uri = editor.open(VULNERABLE)
    (found,) = await editor.found(uri)
    assert place(found) == (5, 4, 5, 13)
    assert found.code == "command-injection"
    assert found.severity == types.DiagnosticSeverity.Error
    assert found.source == "penmark"
    assert found.code_description == types.CodeDescription("https://cwe.mitre.org/data/definitions/78.html")
    assert found.data["rule"] == "command-injection"
    assert len(found.data["fingerprint"]) == 32
    assert found.related_information
    assert {one.location.uri for one in found.related_information} == {uri}
    source = found.related_information[0].location.range
    assert (source.start.line, source.start.character) == (5, 22)


async def test_a_change_moves_and_removes(editor: Editor) -> None:
    uri = editor.open(VULNERABLE)
    before = await editor.found(uri)
    editor.change(uri, 2, (0, 0, 0, 0, "# one\n# two\n"))
    (moved,) = await editor.found(uri, 2)
    assert place(moved) == (7, 4, 7, 13)
    assert moved.data == before[0].data
    editor.change(uri, 3, (7, 0, 8, 0, "    pass\n"))
    assert await editor.found(uri, 3) == []


async def test_changes_of_one_message_follow_each_other(editor: Editor) -> None:
    uri = editor.open("")
    half = len(VULNERABLE) // 2
    editor.change(uri, 2, VULNERABLE[half:], (0, 0, 0, 0, VULNERABLE[:half]), (9, 9, 99, 99, "# end\n"))
    assert told(await editor.found(uri, 2)) == [("command-injection", (5, 4, 5, 13))]


async def test_a_version_is_published_even_if_nothing_changed(editor: Editor) -> None:
    uri = editor.open("x = 1\n")
    for version in range(2, 6):
        editor.change(uri, version, (0, 5, 0, 5, "0"))
        assert await editor.found(uri, version) == []


async def test_positions_count_what_was_agreed_on(editor: Editor) -> None:
    uri = editor.open(VULNERABLE.replace('"ls "', '"𝒶é"'))
    (found,) = await editor.found(uri)
    assert found.related_information
    source = found.related_information[0].location.range
    assert (source.start.line, source.start.character) == (5, 21)


async def test_positions_count_utf_16_for_who_agrees_on_nothing(plain: Editor) -> None:
    assert plain.answer.capabilities.position_encoding == "utf-16"
    uri = plain.open("# 𝒶\n" + HASH.replace("return ", 'x = "𝒶𝒶"; return '))
    (found,) = await plain.found(uri)
    assert place(found) == (5, 23, 5, 34)
    plain.change(uri, 2, (5, 9, 5, 11, ""))
    (found,) = await plain.found(uri, 2)
    assert place(found) == (5, 21, 5, 32)


async def test_who_can_nothing_gets_the_least(plain: Editor) -> None:
    (found,) = await plain.found(plain.open(VULNERABLE))
    assert found.related_information is None
    assert found.code_description is None
    assert found.data is None


async def test_closing_takes_everything_back(editor: Editor) -> None:
    uri = editor.open(VULNERABLE)
    assert await editor.found(uri)
    editor.close(uri)
    assert await editor.found(uri, None) == []


async def test_opening_again_starts_anew(editor: Editor) -> None:
    uri = editor.open(VULNERABLE)
    assert await editor.found(uri)
    editor.open("x = 1\n", uri=uri, version=7)
    assert await editor.found(uri, 7) == []
    editor.change(uri, 8, VULNERABLE)
    assert len(await editor.found(uri, 8)) == 1


async def test_versions_that_fall_are_taken_as_they_come(editor: Editor) -> None:
    uri = editor.open("x = 1\n", version=9)
    await editor.found(uri, 9)
    editor.change(uri, 3, VULNERABLE)
    assert len(await editor.found(uri, 3)) == 1


async def test_documents_that_are_no_files(editor: Editor) -> None:
    for uri in ("untitled:Untitled-1", "vscode-notebook-cell:/home/a.ipynb#W1sZmlsZQ%3D%3D"):
        editor.open(VULNERABLE, uri=uri)
        assert told(await editor.found(uri)) == [("command-injection", (5, 4, 5, 13))]


async def test_the_name_tells_the_language_where_the_client_does_not(editor: Editor) -> None:
    uri = editor.open(VULNERABLE, name="script.py", language="plaintext")
    assert len(await editor.found(uri)) == 1


async def test_all_line_endings(editor: Editor) -> None:
    for line_break in ("\r\n", "\r"):
        uri = editor.open(VULNERABLE.replace("\n", line_break))
        assert told(await editor.found(uri)) == [("command-injection", (5, 4, 5, 13))]


async def test_saving_changes_nothing(editor: Editor) -> None:
    uri = editor.open(VULNERABLE)
    await editor.found(uri)
    count = len(editor.published)
    editor.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
    assert await editor.actions(uri, span(5, 4, 5, 13))  # answered after the save was heeded
    editor.change(uri, 2, (6, 0, 6, 0, SINK))
    assert len(await editor.found(uri, 2, after=count)) == 2
    assert [one.version for one in editor.published[count:] if one.uri == uri] == [2]

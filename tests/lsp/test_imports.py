"""What is open depends on the modules that it imports, as they stand in the editor or on disk."""

from __future__ import annotations

import pytest
from lsprotocol import types
from tests.lsp.support import Editor
from tests.lsp.test_settings import say_changed
from tests.workspace.test_imports import DB, VIEW

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def told(editor: Editor, uri: str, *rules: str) -> list[types.Diagnostic]:
    """What is published once it is of these rules."""
    after = 0
    while True:
        found = await editor.found(uri, after=after)
        if [one.code for one in found] == [*rules]:
            return found
        after = (
            next(index for index in range(after, len(editor.published)) if editor.published[index].uri == uri)
            + 1
        )


async def test_an_edit_of_the_helper_changes_what_is_found(editor: Editor) -> None:
    folder = editor.root / "one"
    folder.mkdir()
    (folder / "db.py").write_text(DB)
    view = editor.open(VIEW.format(module=".db"), uri=(folder / "views.py").as_uri())
    (found,) = await told(editor, view, "sql-injection")
    assert found.related_information is not None
    last = found.related_information[-1]
    assert last.location.uri == (folder / "db.py").as_uri()
    assert last.location.range.start.line == 4

    helper = editor.open(DB, uri=(folder / "db.py").as_uri())
    await editor.found(helper)
    editor.published.clear()
    editor.change(helper, 2, (4, 11, 4, len(DB.splitlines()[4]), "None"))
    await told(editor, view)
    editor.published.clear()
    editor.change(helper, 3, DB)
    await told(editor, view, "sql-injection")
    editor.close(helper)


async def test_a_file_that_comes_or_changes_on_disk_counts(editor: Editor) -> None:
    folder = editor.root / "two"
    folder.mkdir()
    view = editor.open(VIEW.format(module=".store"), uri=(folder / "views.py").as_uri())
    assert await editor.found(view) == []
    path = folder / "store.py"
    path.write_text(DB)
    say_changed(editor, path)
    await told(editor, view, "sql-injection")
    editor.published.clear()
    path.unlink()
    say_changed(editor, path)
    await told(editor, view)


async def test_a_request_is_answered_with_all_that_is_imported(puller: Editor) -> None:
    folder = puller.root / "three"
    folder.mkdir()
    (folder / "db.py").write_text(DB)
    uri = puller.open(VIEW.format(module=".db"), uri=(folder / "views.py").as_uri())
    for _ in range(2):
        await puller.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(previous_result_ids=[]))
    params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
    report = await puller.text_document_diagnostic_async(params)
    assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
    assert [one.code for one in report.items] == ["sql-injection"]

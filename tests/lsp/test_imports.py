"""What is open depends on the modules that it imports, as they stand in the editor or on disk."""

from __future__ import annotations

import pytest
from tests.lsp.support import Editor
from tests.lsp.test_settings import say_changed
from tests.workspace.test_imports import DB, VIEW

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_edit_of_the_helper_changes_what_is_found(editor: Editor) -> None:
    folder = editor.root / "one"
    folder.mkdir()
    (folder / "db.py").write_text(DB)
    view = editor.open(VIEW.format(module=".db"), uri=(folder / "views.py").as_uri())
    (found,) = await editor.found(view)
    assert found.code == "sql-injection"
    assert found.related_information is not None
    last = found.related_information[-1]
    assert last.location.uri == (folder / "db.py").as_uri()
    assert last.location.range.start.line == 4

    helper = editor.open(DB, uri=(folder / "db.py").as_uri())
    await editor.found(helper)
    count = len(editor.published)
    editor.change(helper, 2, (4, 11, 4, len(DB.splitlines()[4]), "None"))
    assert await editor.found(view, after=count) == []
    count = len(editor.published)
    editor.change(helper, 3, DB)
    assert [one.code for one in await editor.found(view, after=count)] == ["sql-injection"]
    editor.close(helper)


async def test_a_file_that_comes_or_changes_on_disk_counts(editor: Editor) -> None:
    folder = editor.root / "two"
    folder.mkdir()
    view = editor.open(VIEW.format(module=".store"), uri=(folder / "views.py").as_uri())
    assert await editor.found(view) == []
    count = len(editor.published)
    path = folder / "store.py"
    path.write_text(DB)
    say_changed(editor, path)
    assert [one.code for one in await editor.found(view, after=count)] == ["sql-injection"]
    count = len(editor.published)
    path.unlink()
    say_changed(editor, path)
    assert await editor.found(view, after=count) == []

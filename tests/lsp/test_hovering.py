from __future__ import annotations

import pytest
from lsprotocol import types
from tests.lsp.support import VULNERABLE, Editor, span

from penmark.rules.loader import load_rules

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def hover(editor: Editor, uri: str, line: int, character: int) -> types.Hover | None:
    return await editor.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line, character))
    )


async def test_the_page_of_the_rule(editor: Editor) -> None:
    uri = editor.open(VULNERABLE)
    shown = await hover(editor, uri, 5, 8)
    assert shown is not None
    page = load_rules()["command-injection"].markdown("python")
    assert shown.contents == types.MarkupContent(types.MarkupKind.Markdown, page)
    assert shown.range == span(5, 4, 5, 13)


async def test_it_waits_for_the_newest_version(editor: Editor) -> None:
    uri = editor.open(VULNERABLE)
    editor.change(uri, 2, (0, 0, 0, 0, "\n\n"))
    assert await hover(editor, uri, 5, 8) is None
    assert await hover(editor, uri, 7, 8) is not None


async def test_nothing_beside_findings_and_outside_of_the_document(editor: Editor) -> None:
    uri = editor.open(VULNERABLE)
    assert await hover(editor, uri, 0, 3) is None
    assert await hover(editor, uri, 999, 999) is None
    assert await hover(editor, "file:///nowhere/closed.py", 0, 0) is None


async def test_plain_text_for_who_reads_no_markdown(plain: Editor) -> None:
    shown = await hover(plain, plain.open(VULNERABLE), 5, 8)
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    assert shown.contents.kind == types.MarkupKind.PlainText

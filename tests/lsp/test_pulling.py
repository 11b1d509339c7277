from __future__ import annotations

import pytest
from lsprotocol import types
from tests.lsp.support import VULNERABLE, Editor, told

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def pull(puller: Editor, uri: str, previous: str | None = None) -> types.DocumentDiagnosticReport:
    return await puller.text_document_diagnostic_async(
        types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri), previous_result_id=previous)
    )


async def pull_workspace(
    puller: Editor, *previous: types.PreviousResultId
) -> types.WorkspaceDiagnosticReport:
    return await puller.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(list(previous)))


async def test_it_is_offered(puller: Editor) -> None:
    assert puller.answer.capabilities.diagnostic_provider == types.DiagnosticOptions(
        inter_file_dependencies=True, workspace_diagnostics=True, identifier="penmark"
    )


async def test_a_report_and_that_nothing_has_changed(puller: Editor) -> None:
    uri = puller.open(VULNERABLE)
    full = await pull(puller, uri)
    assert isinstance(full, types.RelatedFullDocumentDiagnosticReport)
    assert told(list(full.items)) == [("command-injection", (5, 4, 5, 13))]
    puller.change(uri, 2, (6, 0, 6, 0, "\n"))
    same = await pull(puller, uri, full.result_id)
    assert isinstance(same, types.RelatedUnchangedDocumentDiagnosticReport)
    assert same.result_id == full.result_id
    puller.change(uri, 3, (0, 0, 0, 0, "\n"))
    moved = await pull(puller, uri, full.result_id)
    assert isinstance(moved, types.RelatedFullDocumentDiagnosticReport)
    assert told(list(moved.items)) == [("command-injection", (6, 4, 6, 13))]
    puller.close(uri)
    closed = await pull(puller, uri)
    assert isinstance(closed, types.RelatedFullDocumentDiagnosticReport)
    assert list(closed.items) == []


async def test_the_workspace(puller: Editor) -> None:
    one, other = puller.open(VULNERABLE), puller.open("x = 1\n", version=4)
    report = await pull_workspace(puller)
    found = {item.uri: item for item in report.items}
    assert set(found) == {one, other}
    assert (found[one].version, found[other].version) == (1, 4)
    assert [len(item.items) for item in (found[one], found[other])] == [1, 0]
    puller.close(other)
    again = await pull_workspace(
        puller, *(types.PreviousResultId(uri, item.result_id) for uri, item in found.items())
    )
    assert {item.uri: item.kind for item in again.items} == {one: "unchanged", other: "unchanged"}
    puller.close(one)
    gone = await pull_workspace(puller, types.PreviousResultId(one, found[one].result_id))
    assert [(item.uri, list(item.items)) for item in gone.items] == [(one, [])]


async def test_new_settings_ask_for_a_refresh(puller: Editor) -> None:
    uri = puller.open(VULNERABLE)
    before = await pull(puller, uri)
    count = puller.diagnostic_refresh_count
    puller.set_configuration({"ignore": ["command-injection"]}, section="penmark")
    puller.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    for _ in range(100):
        after = await pull(puller, uri, before.result_id)
        if puller.diagnostic_refresh_count > count:
            break
    after = await pull(puller, uri, before.result_id)
    assert isinstance(after, types.RelatedFullDocumentDiagnosticReport)
    assert list(after.items) == []
    assert puller.diagnostic_refresh_count == count + 1


async def test_nothing_was_pushed(puller: Editor) -> None:
    assert puller.published == []

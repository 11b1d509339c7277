from __future__ import annotations

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from tests.lsp.support import FLASK, SINK, VULNERABLE, Editor, edited, span

from penmark.rules.loader import load_rules

pytestmark = pytest.mark.asyncio(loop_scope="module")


def edits(action: types.CodeAction, version: int = 1) -> list[types.TextEdit]:
    assert action.edit is not None
    assert action.edit.document_changes is not None
    (change,) = action.edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version == version
    return [one for one in change.edits if isinstance(one, types.TextEdit)]


async def mended(editor: Editor, text: str, action: types.CodeAction) -> str:
    if action.edit is None:
        action = await editor.code_action_resolve_async(action)
    return edited(text, edits(action))


async def test_a_quick_fix_is_resolved_to_a_versioned_edit(editor: Editor) -> None:
    uri = editor.open(VULNERABLE)
    diagnostics = await editor.found(uri)
    actions = await editor.actions(uri, diagnostics[0].range, diagnostics=diagnostics)
    assert [(one.title, one.kind) for one in actions] == [
        ("Run ls without a shell, with a list of arguments", "quickfix"),
        ("Ignore command-injection on this line", "quickfix"),
    ]
    fix = actions[0]
    assert fix.edit is None
    assert [one.code for one in fix.diagnostics or ()] == ["command-injection"]
    lines = (await mended(editor, VULNERABLE, fix)).splitlines()
    assert "import subprocess" in lines
    assert lines[-1].startswith("    subprocess.run([")
    assert set(VULNERABLE.splitlines()) - set(lines) == {SINK.rstrip("\n")}


async def test_what_was_mended_is_found_no_more(editor: Editor) -> None:
    uri = editor.open(VULNERABLE)
    (diagnostic,) = await editor.found(uri)
    actions = await editor.actions(uri, diagnostic.range)
    editor.change(uri, 2, await mended(editor, VULNERABLE, actions[0]))
    assert await editor.found(uri, 2) == []


async def test_a_plain_client_gets_whole_edits(plain: Editor) -> None:
    uri = plain.open(VULNERABLE)
    (diagnostic,) = await plain.found(uri)
    actions = await plain.actions(uri, diagnostic.range)
    assert [one.data for one in actions] == [None, None]
    for action in actions:
        assert action.edit is not None
        assert action.edit.document_changes is None
        assert action.edit.changes is not None
        assert list(action.edit.changes) == [uri]


async def test_away_from_findings_nothing_is_offered(editor: Editor) -> None:
    uri = editor.open(VULNERABLE + "\n\nx = 1\n")
    await editor.found(uri)
    assert [one.kind for one in await editor.actions(uri, span(8, 0, 8, 1)) if one.kind == "quickfix"] == []


async def test_a_change_in_between_is_refused(editor: Editor) -> None:
    uri = editor.open(VULNERABLE)
    (diagnostic,) = await editor.found(uri)
    actions = await editor.actions(uri, diagnostic.range)
    editor.change(uri, 2, (0, 0, 0, 0, "\n"))
    with pytest.raises(JsonRpcException) as refused:
        await editor.code_action_resolve_async(actions[0])
    assert refused.value.code == types.LSPErrorCodes.ContentModified


async def test_foreign_actions_are_refused(editor: Editor) -> None:
    uri = editor.open(VULNERABLE)
    (diagnostic,) = await editor.found(uri)
    (action, *_) = await editor.actions(uri, diagnostic.range)
    for data in (
        None,
        7,
        {"uri": 1},
        {**action.data, "do": "x"},
        {**action.data, "finding": 99},
        {**action.data, "fix": "0"},
    ):
        with pytest.raises(JsonRpcInvalidParams):
            await editor.code_action_resolve_async(types.CodeAction("x", data=data))


async def test_kinds_are_prefixes(editor: Editor) -> None:
    text = 'resource "aws_sqs_queue" "jobs" {\n  sqs_managed_sse_enabled = false\n}\n'
    uri = editor.open(text, name="kinds/main.tf", language="terraform")
    (diagnostic,) = await editor.found(uri)

    async def kinds(*only: str) -> set[str]:
        return {str(one.kind) for one in await editor.actions(uri, diagnostic.range, only=list(only))}

    assert await kinds("quickfix") == {"quickfix"}
    assert await kinds("refactor") == set()
    assert await kinds("source.organizeImports", "quick") == set()
    for only in ("source", "source.fixAll", "source.fixAll.penmark"):
        assert await kinds(only) == {"source.fixAll.penmark"}
    assert await kinds("") == {"quickfix", "source.fixAll.penmark"}


async def test_fix_all_of_a_rule(editor: Editor) -> None:
    text = FLASK + SINK + SINK.replace("ls", "cat")
    uri = editor.open(text)
    first, second = await editor.found(uri)
    actions = await editor.actions(uri, first.range)
    (together,) = [one for one in actions if one.title.startswith("Fix all: ")]
    assert together.title == f"Fix all: {load_rules()['command-injection'].title}"
    result = await mended(editor, text, together)
    assert result.count("subprocess.run(") == 2
    assert result.count("import subprocess\n") == 1
    assert second.code == "command-injection"


async def test_only_what_is_safe_is_fixed_at_once(editor: Editor) -> None:
    queue = 'resource "aws_sqs_queue" "jobs" {\n  sqs_managed_sse_enabled = false\n}\n'
    stream = 'resource "aws_kinesis_stream" "log" {\n  encryption_type = "NONE"\n}\n'
    uri = editor.open(queue + stream, name="main.tf", language="terraform")
    found = await editor.found(uri)
    assert [one.code for one in found] == ["storage-unencrypted"] * 2
    offered = await editor.actions(uri, span(0, 0, 0, 0), only=["source.fixAll"])
    assert [(one.title, one.kind) for one in offered] == [
        ("Fix all that is safe to fix", "source.fixAll.penmark")
    ]
    assert await mended(editor, queue + stream, offered[0]) == queue.replace("false", "true") + stream
    actions = {
        one.title: one.is_preferred
        for diagnostic in found
        for one in await editor.actions(uri, diagnostic.range, only=["quickfix"])
    }
    assert actions == {
        "Encrypt the queue with keys that SQS manages": True,
        "Encrypt the stream with Kinesis' own key": None,
        f"Fix all: {load_rules()['storage-unencrypted'].title}": None,
        "Ignore storage-unencrypted on this line": None,
    }


async def test_ignoring_a_finding(editor: Editor) -> None:
    uri = editor.open(VULNERABLE)
    (diagnostic,) = await editor.found(uri)
    ignore = (await editor.actions(uri, diagnostic.range))[-1]
    text = await mended(editor, VULNERABLE, ignore)
    assert (
        text
        == VULNERABLE.replace(")\n", ")\n").rstrip("\n") + "  # penmark: ignore[command-injection] reason\n"
    )
    editor.change(uri, 2, text)
    assert await editor.found(uri, 2) == []


async def test_ignoring_joins_a_comment_that_is_there(editor: Editor) -> None:
    line = SINK.rstrip("\n").replace("os.system", "import hashlib; hashlib.md5(b''); os.system")
    text = FLASK + line + "  # penmark: ignore[command-injection] it is mine\n"
    uri = editor.open(text)
    (diagnostic,) = await editor.found(uri)
    assert diagnostic.code == "weak-hash"
    ignore = (await editor.actions(uri, diagnostic.range))[-1]
    assert (
        (await mended(editor, text, ignore))
        .splitlines()[-1]
        .endswith("  # penmark: ignore[command-injection, weak-hash] it is mine")
    )


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (
            FLASK + '    os.system("""ls\n""" + request.args["path"])\n',
            FLASK
            + "    # penmark: ignore[command-injection] reason\n"
            + '    os.system("""ls\n""" + request.args["path"])\n',
        ),
        (
            FLASK + '    x = 1 + \\\n        os.system("ls " + request.args["path"]) \\\n        + 2\n',
            None,
        ),
    ],
)
async def test_an_ignore_never_breaks_the_code(editor: Editor, text: str, after: str | None) -> None:
    uri = editor.open(text)
    (diagnostic,) = await editor.found(uri)
    offered = [one for one in await editor.actions(uri, diagnostic.range) if one.title.startswith("Ignore ")]
    assert [await mended(editor, text, one) for one in offered] == ([] if after is None else [after])


async def test_an_ignore_keeps_the_line_ending(editor: Editor) -> None:
    text = VULNERABLE.replace("\n", "\r\n")
    uri = editor.open(text)
    (diagnostic,) = await editor.found(uri)
    ignore = (await editor.actions(uri, diagnostic.range))[-1]
    assert (await mended(editor, text, ignore)).endswith("  # penmark: ignore[command-injection] reason\r\n")


async def test_actions_of_a_document_that_is_not_open(editor: Editor) -> None:
    assert await editor.actions("file:///nowhere/closed.py", span(0, 0, 9, 9)) == []

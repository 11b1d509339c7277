from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from tests.lsp.support import Editor, span, told

pytestmark = pytest.mark.asyncio(loop_scope="module")

GROUP = """resource "aws_security_group" "web" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = var.networks
  }
}
"""


def variable(network: str) -> str:
    return f'variable "networks" {{\n  default = ["{network}"]\n}}\n'


@pytest.fixture
def folder(editor: Editor, request: pytest.FixtureRequest) -> Path:
    path = editor.root / request.node.name
    path.mkdir()
    return path


async def test_an_open_file_changes_what_is_true_of_another(editor: Editor, folder: Path) -> None:
    main = editor.open(GROUP, uri=(folder / "main.tf").as_uri(), language="terraform")
    assert await editor.found(main) == []
    count = len(editor.published)
    variables = editor.open(
        variable("0.0.0.0/0"), uri=(folder / "variables.tf").as_uri(), language="terraform"
    )
    (finding,) = await editor.found(main, after=count)
    assert finding.code == "open-to-world"
    assert finding.related_information
    assert variables in {one.location.uri for one in finding.related_information}
    count = len(editor.published)
    editor.change(variables, 2, (0, 0, 0, 0, "# moved\n"))
    (finding,) = await editor.found(main, after=count)
    assert finding.related_information
    lines = {
        one.location.range.start.line for one in finding.related_information if one.location.uri == variables
    }
    assert lines == {2}
    count = len(editor.published)
    editor.change(variables, 3, variable("10.0.0.0/8"))
    assert await editor.found(main, after=count) == []
    count = len(editor.published)
    editor.change(variables, 4, variable("0.0.0.0/0"))
    assert len(await editor.found(main, after=count)) == 1
    count = len(editor.published)
    editor.close(variables)
    assert await editor.found(main, after=count) == []


async def test_a_file_on_disk_changes_what_is_true_of_an_open_one(editor: Editor, folder: Path) -> None:
    main = editor.open(GROUP, uri=(folder / "main.tf").as_uri(), language="terraform")
    assert await editor.found(main) == []
    count = len(editor.published)
    file = folder / "variables.tf"
    file.write_text(variable("0.0.0.0/0"))
    event = types.FileEvent(file.as_uri(), types.FileChangeType.Created)
    editor.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    assert [one[0] for one in told(await editor.found(main, after=count))] == ["open-to-world"]


async def test_another_file_changes_while_this_one_is_half_typed(editor: Editor, folder: Path) -> None:
    open_to_all = GROUP.replace("var.networks", '["0.0.0.0/0"]')
    main = editor.open(open_to_all, uri=(folder / "main.tf").as_uri(), language="terraform")
    assert len(await editor.found(main)) == 1
    editor.change(main, 2, (1, 11, 1, 11, "\n    x = ["))
    shown = told(await editor.found(main, 2))
    assert [code for code, _ in shown] == ["open-to-world"]
    editor.open(variable("10.0.0.0/8"), uri=(folder / "variables.tf").as_uri(), language="terraform")
    await editor.actions(main, span(0, 0, 0, 0))  # answered after both were checked
    assert told([one for one in editor.published if one.uri == main][-1].diagnostics) == shown

"""The examples of `editors/neovim/examples`, run as they are.

Beside each is a stand-in of its assistant, in `assistants/`: it has the functions that the example calls, and does in them to the
buffer what the assistant does.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.editors.neovim.conftest import Start
from tests.editors.neovim.driver import PLUGIN, Home, Neovim

EXAMPLES = PLUGIN / "examples"
ASSISTANTS = Path(__file__).with_name("assistants")
COMPLETION = "def digest(name):\n    return hashlib.md5(name).hexdigest()"
SUGGEST = f"vim.g.completion = {json.dumps(COMPLETION)}"
FOUND = [[5, 12, "weak-hash"]]
TOLD = """local client = vim.lsp.get_clients({ name = 'penmark' })[1]
local notify = client.rpc.notify
client.rpc.notify = function(method, params)
    if method == 'penmark/didInsert' then
        vim.g.told = params
    end
    return notify(method, params)
end"""
# The key that accepts, what it leaves in the line where nothing is suggested, and what the assistant is called.
KEYS = {
    "copilot": ("<M-l>", "", "copilot"),
    "supermaven": ("<Tab>", "    ", "supermaven"),
    "windsurf_nvim": ("<Tab>", "    ", "windsurf"),
    "windsurf_vim": ("<Tab>", "    ", "windsurf"),
}


def begin(start: Start, home: Home, project: Path, example: str, init: str = "") -> Neovim:
    """Insert mode in the empty last line of a file, with the example and its assistant."""
    (project / "new.py").write_text("import hashlib\n\n\n\n", encoding="utf-8")
    home.configure(
        f"vim.opt.runtimepath:append({str(ASSISTANTS / example)!r})\n{init}\n"
        f"vim.cmd.source({str(EXAMPLES / example)!r} .. '.lua')"
    )
    nvim = start()
    nvim.edit("new.py")
    assert nvim.messages() == ""
    nvim.run(TOLD)
    nvim.type("Gi")
    nvim.wait("vim.api.nvim_get_mode().mode", "i")
    return nvim


def assert_told(nvim: Neovim, assistant: str) -> None:
    nvim.wait("vim.g.told ~= nil")
    told = nvim.lua("vim.g.told")
    assert told["source"] == {"assistant": assistant}
    assert told["range"]["start"] == {"line": 3, "character": 0}
    assert told["range"]["end"]["line"] == 4
    nvim.wait_for_diagnostics(FOUND)


def test_every_example_is_tried() -> None:
    assert {path.stem for path in EXAMPLES.iterdir()} == {*KEYS, "inline_completion"}


@pytest.mark.parametrize("example", KEYS)
def test_what_is_accepted_is_told(start: Start, home: Home, project: Path, example: str) -> None:
    key, _, assistant = KEYS[example]
    nvim = begin(start, home, project, example)
    nvim.run(SUGGEST)
    nvim.type(key)
    assert_told(nvim, assistant)


@pytest.mark.parametrize("example", KEYS)
def test_without_a_suggestion_nothing_is_told(start: Start, home: Home, project: Path, example: str) -> None:
    key, left, _ = KEYS[example]
    nvim = begin(start, home, project, example)
    nvim.type(key)
    nvim.wait("vim.api.nvim_get_current_line()", left)
    nvim.run(f"vim.api.nvim_buf_set_lines(0, 3, 4, false, vim.split({json.dumps(COMPLETION)}, '\\n'))")
    nvim.wait_for_diagnostics(FOUND)
    nvim.run("vim.wait(200, function() return false end)")
    assert nvim.lua("vim.g.told == nil")


def test_what_is_accepted_inline_is_told(
    start: Start, home: Home, project: Path, version: tuple[int, int]
) -> None:
    if version < (0, 12):
        pytest.skip("Neovim 0.12 is needed")
    init = f"{SUGGEST}\nvim.lsp.enable('completer')"
    nvim = begin(start, home, project, "inline_completion", init)
    shown = """#vim.api.nvim_buf_get_extmarks(0,
        vim.api.nvim_get_namespaces()['nvim.lsp.inline_completion'], 0, -1, {})"""
    nvim.wait(shown, 1)
    nvim.type("<Tab>")
    assert_told(nvim, "completer")

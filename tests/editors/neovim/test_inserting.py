"""An assistant's completion of thirty lines comes into the buffer, and is made safe."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.editors.neovim.conftest import Start
from tests.editors.neovim.driver import Home, Neovim

COMPLETION = Path(__file__).with_name("completion.py.txt").read_text(encoding="utf-8")
OWN = "import sqlite3\n\nfrom flask import request\n\n\n"
FOUND = [
    [10, 5, "sql-injection"],
    [18, 5, "command-injection"],
    [25, 16, "unsafe-deserialization"],
    [31, 20, "insecure-random"],
    [36, 30, "certificate-check-disabled"],
]
TITLE = "Make the inserted code safe (5 fixes, 3 to review)"
SAFE = {
    "sqlite3": '    cursor.execute("SELECT * FROM orders WHERE customer = ?", (customer,))',
    "tar": '    subprocess.run(["tar", "czf", "archive.tgz", name], check=False)',
    "yaml": "        return yaml.safe_load(file)",
    "random": '    return "".join(secrets.choice(alphabet) for _ in range(32))',
    "requests": "    return requests.get(url, timeout=5).content",
}
COUNT_CHANGES = """local client = vim.lsp.get_clients({ name = 'penmark' })[1]
local notify = client.rpc.notify
vim.g.changes = 0
client.rpc.notify = function(method, params)
    if method == 'textDocument/didChange' then
        for _, change in ipairs(params.contentChanges) do
            vim.g.changes = vim.g.changes + (change.text ~= '' and 1 or 0)
        end
    end
    return notify(method, params)
end"""
LENSES = """vim.tbl_map(function(one)
    local lens = one.lens or one
    return { lens.range.start.line + 1, lens.command.title }
end, vim.lsp.codelens.get(vim.fn.has('nvim-0.12') == 1 and { bufnr = 0 } or 0))"""


@pytest.fixture
def nvim(start: Start, project: Path) -> Neovim:
    """The cursor is in the last line of a file with two imports, in Insert mode."""
    (project / "shop.py").write_text(OWN, encoding="utf-8")
    nvim = start()
    nvim.edit("shop.py")
    nvim.run(COUNT_CHANGES)
    nvim.type("Gi")
    nvim.wait("vim.api.nvim_get_mode().mode", "i")
    return nvim


def paste(nvim: Neovim, text: str = COMPLETION) -> None:
    nvim.run(f"vim.api.nvim_paste({json.dumps(text)}, false, -1)")


def assert_safe(nvim: Neovim) -> None:
    nvim.wait_for_diagnostics([])
    assert [line for line in SAFE.values() if line not in nvim.lines()] == []
    assert nvim.lines()[:6] == [
        "import secrets",
        "import sqlite3",
        "import subprocess",
        "",
        "from flask import request",
        "",
    ]


def test_a_paste_is_one_change_and_marked_in_insert_mode(nvim: Neovim) -> None:
    paste(nvim)
    nvim.wait_for_diagnostics(FOUND)
    assert nvim.lua("vim.g.changes") == 1
    assert nvim.lua("vim.api.nvim_get_mode().mode") == "i"
    # What is drawn, as opposed to what is known.
    drawn = "#vim.api.nvim_buf_get_extmarks(0, -1, 0, -1, { type = 'sign' })"
    nvim.wait(drawn, len(FOUND))


def test_findings_in_insert_mode_can_be_held_back(start: Start, home: Home, project: Path) -> None:
    home.configure("vim.g.penmark = { diagnostic = { update_in_insert = false } }")
    (project / "shop.py").write_text(OWN, encoding="utf-8")
    nvim = start()
    nvim.edit("shop.py")
    nvim.type("Gi")
    paste(nvim)
    nvim.wait_for_diagnostics(FOUND)
    drawn = "#vim.api.nvim_buf_get_extmarks(0, -1, 0, -1, { type = 'sign' })"
    assert nvim.lua(drawn) == 0
    nvim.type("<Esc>")
    nvim.wait(drawn, len(FOUND))


def test_the_code_action_makes_it_safe_and_one_undo_takes_it_back(nvim: Neovim) -> None:
    paste(nvim)
    nvim.wait_for_diagnostics(FOUND)
    nvim.type("<Esc>18G")
    nvim.run(
        """vim.lsp.buf.code_action({
            apply = true,
            filter = function(action) return vim.startswith(action.title, 'Make the inserted code safe') end,
        })"""
    )
    assert_safe(nvim)
    nvim.type("u")
    nvim.wait_for_diagnostics(FOUND)
    assert nvim.text() == OWN[:-1] + COMPLETION + "\n"


def test_the_action_is_the_first_that_is_offered(nvim: Neovim) -> None:
    paste(nvim)
    nvim.wait_for_diagnostics(FOUND)
    nvim.type("<Esc>18G5|")
    nvim.run(
        """vim.ui.select = function(items, options)
            vim.g.offered = vim.tbl_map(options.format_item, items)
        end
        vim.lsp.buf.code_action()"""
    )
    nvim.wait("vim.g.offered ~= nil")
    assert nvim.lua("vim.g.offered")[0] == TITLE


def test_the_code_lens_says_the_same_and_runs(nvim: Neovim) -> None:
    paste(nvim)
    nvim.wait(LENSES, [[5, TITLE]])
    nvim.type("<Esc>5G")
    nvim.run("vim.lsp.codelens.run()")
    assert_safe(nvim)
    nvim.wait(LENSES, [])
    nvim.type("u")
    nvim.wait_for_diagnostics(FOUND)
    nvim.wait(LENSES, [[5, TITLE]])


def test_code_lenses_can_be_switched_off(start: Start, home: Home, project: Path) -> None:
    home.configure("vim.g.penmark = { code_lens = false }")
    (project / "shop.py").write_text(OWN, encoding="utf-8")
    nvim = start()
    nvim.edit("shop.py")
    nvim.type("Gi")
    paste(nvim)
    nvim.wait_for_diagnostics(FOUND)
    nvim.wait("require('penmark').status().findings", len(FOUND))
    assert nvim.lua(LENSES) == []


TOLD = """local client = vim.lsp.get_clients({ name = 'penmark' })[1]
local notify = client.rpc.notify
client.rpc.notify = function(method, params)
    if method == 'penmark/didInsert' then
        vim.g.told = params
    end
    return notify(method, params)
end"""


def test_what_an_assistant_inserted_is_told_with_its_name(nvim: Neovim, project: Path) -> None:
    nvim.run(TOLD)
    nvim.run(f"vim.api.nvim_put(vim.split({json.dumps(COMPLETION)}, '\\n'), 'c', true, true)")
    assert nvim.lua("require('penmark').did_insert({ assistant = 'copilot', model = 'm-1' })")
    told = nvim.lua("vim.g.told")
    assert told["textDocument"]["uri"] == (project / "shop.py").as_uri()
    assert told["source"] == {"assistant": "copilot", "model": "m-1"}
    assert told["range"]["start"] == {"line": 4, "character": 0}
    assert told["range"]["end"]["line"] == 4 + COMPLETION.count("\n")


@pytest.mark.parametrize(
    "insert",
    [
        "vim.api.nvim_buf_set_text(0, 4, 0, 4, 0, vim.split(text, '\\n'))",
        "vim.schedule(function() vim.api.nvim_put(vim.split(text, '\\n'), 'c', false, true) end)",
        "vim.g.text = text vim.api.nvim_feedkeys(vim.keycode('<C-R><C-O>=g:text<CR>'), 'n', false)",
        """vim.lsp.util.apply_text_edits({ { range = {
            start = { line = 4, character = 0 }, ['end'] = { line = 4, character = 0 } },
            newText = text } }, vim.api.nvim_get_current_buf(), 'utf-8')""",
    ],
    ids=["buf_set_text", "put later", "keys", "text edits"],
)
def test_what_is_expected_of_an_assistant_is_told_once_it_is_there(nvim: Neovim, insert: str) -> None:
    nvim.run(TOLD)
    nvim.run(
        f"""local text = {json.dumps(COMPLETION)}
        require('penmark').expect_insert({{ assistant = 'supermaven' }})
        {insert}"""
    )
    nvim.wait("vim.g.told ~= nil")
    told = nvim.lua("vim.g.told")
    assert told["source"] == {"assistant": "supermaven"}
    assert told["range"] == {
        "start": {"line": 4, "character": 0},
        "end": {"line": 4 + COMPLETION.count("\n"), "character": 0},
    }
    nvim.wait_for_diagnostics(FOUND)


def test_an_expected_insertion_that_does_not_come_is_forgotten(nvim: Neovim) -> None:
    nvim.run(TOLD)
    nvim.run("require('penmark').expect_insert({ assistant = 'supermaven' })")
    nvim.run("vim.wait(1200, function() return false end)")
    paste(nvim)
    nvim.wait_for_diagnostics(FOUND)
    nvim.run("vim.wait(200, function() return false end)")
    assert nvim.lua("vim.g.told == nil")


def test_nobody_is_told_where_penmark_does_not_run(nvim: Neovim) -> None:
    nvim.type("<Esc>")
    nvim.command("new")
    assert nvim.lua("require('penmark').did_insert({ assistant = 'copilot' })") is False

"""Every `:Penmark` command, typed as a person would."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest
from tests.editors.neovim.conftest import PYTHON, Start
from tests.editors.neovim.driver import Home, Neovim

FOUND = [[6, 20, "insecure-random"], [10, 12, "weak-hash"]]
LIST = "vim.tbl_map(function(one) return { vim.fs.basename(vim.fn.bufname(one.bufnr)), one.lnum } end, vim.fn.getqflist())"
ALL = "#vim.diagnostic.get()"
SERVER = "vim.fn.systemlist({ 'pgrep', '-P', tostring(vim.fn.getpid()) })"


@pytest.fixture
def nvim(start: Start) -> Neovim:
    """The file with two findings is open and has been checked."""
    nvim = start("app.py")
    nvim.wait_for_diagnostics(FOUND)
    return nvim


def test_scan_fills_the_quickfix_list_and_each_diagnostic_is_there_once(nvim: Neovim, project: Path) -> None:
    (project / "other.py").write_text("import hashlib\nhashlib.md5(b'')\n", encoding="utf-8")
    nvim.type(":Penmark scan<CR>")
    nvim.wait(LIST, [["app.py", 6], ["app.py", 10], ["other.py", 2]])
    assert nvim.messages().splitlines()[-1] == "Penmark: 3 findings in 3 files."
    assert nvim.lua("vim.bo.buftype") == ""  # the cursor stays where it was
    assert nvim.lua("vim.fn.getqflist({ winid = 0, title = 0 }).winid") > 0
    assert nvim.lua("vim.fn.getqflist({ title = 0 }).title") == "Penmark"
    assert nvim.lua(ALL) == 3
    nvim.edit("other.py")
    nvim.wait_for_diagnostics([[2, 1, "weak-hash"]])
    assert nvim.lua(ALL) == 3
    nvim.command("bdelete")
    nvim.command("Penmark scan")
    nvim.wait("#vim.split(vim.fn.execute('messages'), '3 findings in 3 files')", 3)
    assert nvim.lua(ALL) == 3
    nvim.edit("other.py")
    nvim.type(":%delete<CR>")
    nvim.wait(ALL, 2)


def test_a_scan_does_not_disturb_who_is_typing(nvim: Neovim) -> None:
    nvim.type("Go")
    nvim.wait("vim.api.nvim_get_mode().mode", "i")
    nvim.command("Penmark scan")
    nvim.wait("#vim.fn.getqflist()", 2)
    assert nvim.lua("vim.fn.getqflist({ winid = 0 }).winid") == 0
    assert nvim.lua("vim.api.nvim_get_mode().mode") == "i"


def test_a_scan_shows_how_far_it_is_and_can_be_cancelled(nvim: Neovim, project: Path) -> None:
    for number in range(200):
        (project / f"m{number}.py").write_text(PYTHON * 5, encoding="utf-8")
    nvim.run(
        """vim.g.progress = 0
        local echo = vim.api.nvim_echo
        vim.api.nvim_echo = function(chunks, ...)
            if chunks[1][1]:match('^Penmark: %d+ %%, %d+ of 202 files$') then
                vim.g.progress = vim.g.progress + 1
            end
            return echo(chunks, ...)
        end"""
    )
    nvim.command("Penmark scan")
    nvim.wait("vim.g.progress > 0")
    nvim.command("Penmark scan")
    assert nvim.messages().splitlines()[-1] == "Penmark: still at work. `:Penmark cancel` ends it."
    nvim.command("Penmark cancel")
    nvim.wait("vim.fn.execute('messages'):match('%(cancelled%)') ~= nil")
    nvim.command("Penmark cancel")
    assert nvim.messages().splitlines()[-1] == "Penmark: nothing is running."


def test_fix_makes_the_safe_fixes_of_the_buffer_and_one_undo_takes_them_back(nvim: Neovim) -> None:
    nvim.type(":Penmark fix<CR>")
    nvim.wait_for_diagnostics([[11, 12, "weak-hash"]])
    assert nvim.lines()[2] == "import secrets"
    assert nvim.lines()[6] == '    return "".join(secrets.choice("abc") for _ in range(20))'
    assert nvim.messages().splitlines()[-1] == "Penmark: what is safe to fix is fixed."
    nvim.command("Penmark fix")
    told = "Penmark: nothing here is safe to fix without a look at it."
    nvim.wait("vim.trim(vim.fn.execute('messages')):match('[^\\n]*$')", told)
    nvim.type("u")
    nvim.wait_for_diagnostics(FOUND)
    assert nvim.text() == PYTHON


def test_a_file_can_be_fixed_whenever_it_is_written(nvim: Neovim, project: Path) -> None:
    nvim.run(
        """vim.api.nvim_create_autocmd("BufWritePre", { callback = function(ev)
            require("penmark").fix({ bufnr = ev.buf, timeout_ms = 20000 })
        end })"""
    )
    nvim.type(":write<CR>")
    nvim.wait_for_diagnostics([[11, 12, "weak-hash"]])
    nvim.wait("vim.bo.modified", False)
    assert "secrets.choice" in (project / "app.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["Penmark fix!", "Penmark! fix"])
def test_fix_with_a_bang_fixes_the_workspace(nvim: Neovim, project: Path, command: str) -> None:
    (project / "other.py").write_text(PYTHON, encoding="utf-8")
    nvim.command(command)
    told = "Penmark: 2 fixes in 2 files. `:wall` writes them."
    nvim.wait("vim.trim(vim.fn.execute('messages')):match('[^\\n]*$')", told)
    nvim.wait_for_diagnostics([[11, 12, "weak-hash"]])
    assert (project / "other.py").read_text(encoding="utf-8") == PYTHON
    nvim.command("wall")
    assert (project / "other.py").read_text(encoding="utf-8").count("secrets.choice") == 1


def test_explain_opens_the_page_of_the_rule_under_the_cursor(nvim: Neovim) -> None:
    nvim.type("10G")
    nvim.command("Penmark explain")
    nvim.wait("vim.bo.filetype", "markdown")
    assert nvim.lua("vim.api.nvim_buf_get_name(0)") == "penmark://rules/weak-hash"
    assert nvim.lines()[0] == "### Hash function that can be forged"
    assert nvim.lua("vim.bo.modifiable") is False
    nvim.command("Penmark explain sql-injection")
    nvim.wait("vim.api.nvim_buf_get_name(0)", "penmark://rules/sql-injection")
    nvim.command("Penmark explain weak-hash")  # shown where it is
    nvim.wait("vim.api.nvim_buf_get_name(0)", "penmark://rules/weak-hash")
    assert nvim.lua("vim.fn.winnr('$')") == 3
    nvim.type("q")
    nvim.wait("vim.fn.winnr('$')", 2)
    nvim.wait("vim.fn.bufexists('penmark://rules/weak-hash')", 0)


def test_explain_takes_modifiers(nvim: Neovim) -> None:
    nvim.command("tab Penmark explain weak-hash")
    nvim.wait("vim.fn.tabpagenr('$')", 2)


def test_explain_says_what_it_cannot_explain(nvim: Neovim) -> None:
    nvim.type("gg")
    nvim.command("Penmark explain")
    told = "Penmark: there is no finding in this line. `:Penmark explain RULE` explains any rule."
    assert nvim.messages().splitlines()[-1] == told
    nvim.command("Penmark explain nonsense")
    nvim.wait(
        "vim.trim(vim.fn.execute('messages')):match('[^\\n]*$')", 'Penmark: there is no rule "nonsense".'
    )


def test_log_shows_what_the_server_wrote(nvim: Neovim) -> None:
    nvim.run(
        """vim.lsp.buf_notify(0, 'textDocument/didClose', { textDocument = { uri = 'file:///nowhere' } })"""
    )
    nvim.wait("#require('penmark.log').lines()", 1)
    nvim.command("Penmark log")
    assert nvim.lua("vim.api.nvim_buf_get_name(0)") == "penmark://log"
    time, _, line = nvim.lines()[2].partition("  ")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", time)
    assert line == "WARNING penmark.lsp.synchronizing: a document was closed that is not open"
    nvim.command("Penmark log")
    nvim.type("q")
    nvim.wait("vim.fn.winnr('$')", 1)


def test_log_without_anything_says_so(nvim: Neovim) -> None:
    nvim.command("Penmark log")
    assert nvim.lines()[2].startswith("The server has written nothing.")


def test_restart_starts_another_server(nvim: Neovim) -> None:
    before = nvim.lua(SERVER)
    assert len(before) == 1
    nvim.command("Penmark restart")
    nvim.wait(f"#{SERVER} == 1 and {SERVER}[1] ~= '{before[0]}'")
    nvim.wait_for_diagnostics(FOUND)
    assert nvim.lua(ALL) == len(FOUND)
    assert nvim.messages() == ""


def test_stop_ends_it_until_it_is_restarted(nvim: Neovim) -> None:
    nvim.command("Penmark stop")
    nvim.wait(SERVER, [])
    nvim.wait_for_diagnostics([])
    nvim.command("edit app.py")
    nvim.command("Penmark fix")
    assert nvim.messages() == "Penmark: not running for this file. `:checkhealth penmark` tells why."
    nvim.command("Penmark restart")
    nvim.wait_for_diagnostics(FOUND)


def test_a_server_that_was_killed_comes_back(nvim: Neovim) -> None:
    before = nvim.lua(SERVER)
    os.kill(int(before[0]), signal.SIGKILL)
    nvim.wait(f"#{SERVER} == 1 and {SERVER}[1] ~= '{before[0]}'")
    nvim.wait_for_diagnostics(FOUND)
    assert nvim.lua(ALL) == len(FOUND)


def test_a_server_that_keeps_ending_is_given_up_and_can_be_restarted(start: Start, home: Home) -> None:
    program = home.bin / "penmark"
    works = program.read_text(encoding="utf-8")
    program.write_text(f"#!/bin/sh\necho >>{home.folder}/starts\nexit 3\n", encoding="utf-8")
    nvim = start("app.py")
    told = "Penmark: the server keeps ending. `:Penmark log` shows why, `:Penmark restart` tries again."
    nvim.wait(f"vim.fn.execute('messages'):find('{told}', 1, true) ~= nil")
    nvim.command("edit app.py")
    nvim.run("vim.wait(1000, function() return false end)")
    assert (home.folder / "starts").read_text(encoding="utf-8") == "\n" * 4
    program.write_text(works, encoding="utf-8")
    nvim.command("Penmark restart")
    nvim.wait_for_diagnostics(FOUND)


def test_commands_and_rules_are_completed(nvim: Neovim) -> None:
    commands = ["cancel", "explain", "fix", "fix!", "log", "restart", "scan", "stop"]
    assert nvim.lua("vim.fn.getcompletion('Penmark ', 'cmdline')") == commands
    assert nvim.lua("vim.fn.getcompletion('Penmark re', 'cmdline')") == ["restart"]
    assert nvim.lua("vim.fn.getcompletion('Penmark explain weak-h', 'cmdline')") == ["weak-hash"]
    assert nvim.lua("vim.fn.getcompletion('Penmark scan ', 'cmdline')") == []


def test_an_unknown_command_is_answered_with_those_that_there_are(nvim: Neovim) -> None:
    known = "cancel, explain, fix, fix!, log, restart, scan, stop"
    nvim.command("Penmark nonsense")
    assert nvim.messages() == f'Penmark: no command "nonsense"; one of: {known}'
    nvim.command("Penmark")
    assert nvim.messages().splitlines()[-1] == f"Penmark: one of: {known}"

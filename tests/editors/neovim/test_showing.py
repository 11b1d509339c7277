"""What a person sees: status, display options, health, help."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tests.editors.neovim.conftest import Start
from tests.editors.neovim.driver import PLUGIN, Home

FOUND = [[6, 20, "insecure-random"], [10, 12, "weak-hash"]]
NAMESPACE = "vim.lsp.diagnostic.get_namespace(vim.lsp.get_clients({ name = 'penmark' })[1].id)"


def test_the_status_follows_the_file(start: Start, home: Home) -> None:
    home.configure(
        """vim.g.told = {}
        vim.api.nvim_create_autocmd("User", { pattern = "PenmarkStatus", callback = function(event)
            vim.g.told = { event.data.buf, event.data.status.state, event.data.status.findings }
        end })"""
    )
    nvim = start("app.py")
    nvim.wait("require('penmark').statusline()", "penmark 2")
    status = nvim.lua("require('penmark').status()")
    assert (status["state"], status["findings"]) == ("checked", 2)
    assert nvim.lua("vim.g.told") == [nvim.lua("vim.api.nvim_get_current_buf()"), "checked", 2]
    nvim.type(":%delete<CR>")
    nvim.wait("require('penmark').statusline()", "penmark ✓")
    nvim.command("Penmark stop")
    nvim.wait("require('penmark').status() == nil")
    assert nvim.lua("require('penmark').statusline()") == ""


def test_a_file_that_is_not_checked_says_why(start: Start, project: Path) -> None:
    (project / "penmark.toml").write_text("max-file-size = 10\n", encoding="utf-8")
    nvim = start("app.py")
    nvim.wait("require('penmark').statusline()", "penmark –")
    assert "max-file-size" in nvim.lua("require('penmark').status().reason")


@pytest.mark.usefixtures("native")
def test_display_options_are_penmarks_own(start: Start, home: Home) -> None:
    home.configure("vim.g.penmark = { diagnostic = { virtual_lines = true } }")
    nvim = start("app.py")
    nvim.wait_for_diagnostics(FOUND)
    assert nvim.lua(f"vim.diagnostic.config(nil, {NAMESPACE}).update_in_insert")
    shared = nvim.lua("vim.diagnostic.config()")
    assert not shared["virtual_lines"]
    assert shared["update_in_insert"] is False
    drawn = "#vim.api.nvim_buf_get_extmarks(0, -1, 0, -1, { type = 'virt_lines' })"
    nvim.wait(drawn, len(FOUND))


@pytest.mark.usefixtures("native")
def test_virtual_lines_are_as_long_as_the_window_is_wide(start: Start, home: Home) -> None:
    home.configure("vim.g.penmark = { diagnostic = { virtual_lines = true } }")
    nvim = start("app.py")
    nvim.wait_for_diagnostics(FOUND)
    below = """vim.tbl_map(function(line)
        return #line == 0 and '' or vim.trim(line[#line][1])
    end, vim.api.nvim_buf_get_extmarks(0, -1, { 9, 0 }, { 9, -1 }, { details = true, type = 'virt_lines' })[1][4].virt_lines)"""
    nvim.wait("#vim.api.nvim_buf_get_extmarks(0, -1, 0, -1, { type = 'virt_lines' })", len(FOUND))
    assert nvim.lua("vim.o.columns") == 80
    lines = nvim.lua(below)
    assert " ".join(lines) == (
        "weak-hash: hashlib.md5 uses a hash function for which different data with the same hash can be made."
    )
    # How much room is left of the text differs between the versions of Neovim.
    assert [50 < len(line) < 80 for line in lines] == [True, False]


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def health(start: Start, *files: str) -> str:
    nvim = start(*files)
    if files:
        nvim.wait_for_diagnostics(FOUND)
    nvim.command("checkhealth penmark")
    return nvim.text()


def test_health_has_nothing_to_complain_of(start: Start, home: Home, project: Path) -> None:
    report = health(start, "app.py")
    assert "ERROR" not in report
    assert "WARNING" not in report
    for line in (
        f"penmark 0.1.0: {home.bin}/penmark",
        f"1 buffer, {project}",
        "diagnostics are pushed by the server",
        "code lenses are on",
    ):
        assert line in report


def test_health_of_an_account_without_the_program_says_what_to_do(start: Start, home: Home) -> None:
    (home.bin / "penmark").unlink()
    report = health(start)
    assert "ERROR there is no program `penmark`" in report
    assert "`pipx install .` or `uv tool install .`" in report


def test_health_of_an_account_with_an_old_python(start: Start, home: Home) -> None:
    (home.bin / "penmark").unlink()
    program(home.bin / "python3", "echo Python 3.9.2")
    report = health(start)
    assert f"Python 3.11 or later is needed; {home.bin}/python3 is 3.9.2" in report


def test_health_of_a_broken_program(start: Start, home: Home) -> None:
    program(home.bin / "penmark", "echo 'bad interpreter' >&2; exit 126")
    report = health(start)
    assert f"ERROR `{home.bin}/penmark --version` does not work: bad interpreter" in report
    assert "`pipx reinstall penmark`" in report


def test_health_of_an_old_program(start: Start, home: Home) -> None:
    program(home.bin / "penmark", "echo penmark 0.0.9")
    assert "ERROR penmark 0.0.9 is too old; 0.1.0 is needed" in health(start)


def test_health_of_a_server_that_keeps_ending(start: Start, home: Home) -> None:
    program(home.bin / "penmark", 'test "$1" = lsp && exit 3; echo penmark 0.1.0')
    nvim = start("app.py")
    nvim.wait("vim.fn.execute('messages'):find('the server keeps ending', 1, true) ~= nil")
    nvim.command("checkhealth penmark")
    report = nvim.text()
    assert "WARNING not running, though app.py is open" in report
    assert "ERROR the server ended by itself, the last time with exit code 3" in report


def test_health_of_a_server_that_was_stopped(start: Start) -> None:
    nvim = start("app.py")
    nvim.wait_for_diagnostics(FOUND)
    nvim.command("Penmark stop")
    nvim.wait("#vim.lsp.get_clients({ name = 'penmark' })", 0)
    nvim.command("checkhealth penmark")
    report = nvim.text()
    assert "WARNING not running, though app.py is open" in report
    assert "ended by itself" not in report


def test_health_where_nothing_is_open(start: Start) -> None:
    assert "not running: no file of a type that it looks at is open" in health(start)


def test_health_tells_what_the_server_said_of_the_settings(start: Start, project: Path) -> None:
    (project / "penmark.toml").write_text('min-severty = "high"\n', encoding="utf-8")
    report = health(start, "app.py")
    assert "WARNING the server said at " in report
    assert "min-severty" in report


def test_health_tells_settings_outside_of_their_section(start: Start, home: Home) -> None:
    home.configure('vim.g.penmark = { lsp = { settings = { ignore = { "weak-hash" } } } }')
    report = health(start, "app.py")
    assert "ERROR the settings have no section `penmark`, and do not count" in report


def test_health_tells_wrong_options(start: Start, home: Home) -> None:
    home.configure('vim.g.penmark = { codelens = true, venv = "yes" }')
    report = health(start, "app.py")
    assert "There is no option `codelens`." in report
    assert "The option `venv` must be a boolean." in report


def test_the_tags_of_the_help_are_fresh(start: Start, tmp_path: Path) -> None:
    copied = tmp_path / "doc"
    copied.mkdir()
    shutil.copy(PLUGIN / "doc" / "penmark.txt", copied)
    nvim = start()
    nvim.command(f"helptags {copied}")
    assert nvim.messages() == ""
    fresh = (copied / "tags").read_text(encoding="utf-8")
    assert (PLUGIN / "doc" / "tags").read_text(encoding="utf-8") == fresh, "run :helptags"


def test_the_help_is_found_and_leads_nowhere_that_is_not(start: Start) -> None:
    nvim = start()
    nvim.command("help penmark")
    assert nvim.lua("vim.fn.expand('%:t')") == "penmark.txt"
    links = set(re.findall(r"(?<!\S)\|([^|\s]+)\|", nvim.text()))
    assert len(links) > 20
    known = nvim.lua(
        """vim.iter(vim.api.nvim_get_runtime_file("doc/tags", true)):map(vim.fn.readfile):flatten():map(function(line)
            return line:match("^[^\\t]+")
        end):totable()"""
    )
    missing = sorted(links - set(known))
    # What a later Neovim has brought.
    assert [link for link in missing if not link.startswith(("vim.lsp.", "lsp-", "diagnostic-"))] == []


def test_every_command_option_and_function_is_in_the_help(start: Start) -> None:
    nvim = start()
    text = (PLUGIN / "doc" / "penmark.txt").read_text(encoding="utf-8")
    for command in nvim.lua("vim.fn.getcompletion('Penmark ', 'cmdline')"):
        assert f"Penmark {command}" in text
    for option in nvim.lua("vim.tbl_keys(require('penmark.options').get())"):
        assert f"*penmark-option-{option}*" in text
    for function in nvim.lua("vim.tbl_keys(require('penmark'))"):
        assert f"*penmark.{function}()*" in text

"""From opening a file to its diagnostics."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.editors.neovim.conftest import Start
from tests.editors.neovim.driver import PLUGIN, Home

CHECKOUT = PLUGIN.parent.parent

FOUND = [[6, 20, "insecure-random"], [10, 12, "weak-hash"]]


def test_a_file_of_the_command_line_is_marked_without_any_configuration(start: Start) -> None:
    nvim = start("app.py")
    nvim.wait_for_diagnostics(FOUND)


@pytest.mark.usefixtures("native")
def test_positions_are_utf_8_and_diagnostics_are_pushed(start: Start, project: Path) -> None:
    (project / "wide.py").write_text('import hashlib\n"ä🙂"; hashlib.md5(b"")\n', encoding="utf-8")
    nvim = start()
    nvim.edit("wide.py")
    nvim.wait_for_diagnostics([[2, 11, "weak-hash"]])
    client = "vim.lsp.get_clients({ name = 'penmark' })[1]"
    assert nvim.lua(f"{client}.offset_encoding") == "utf-8"
    assert nvim.lua(f"{client}.server_capabilities.diagnosticProvider == nil")
    assert nvim.lua(f"{client}.config.root_dir") == str(project)


def test_one_server_serves_all_files_of_a_project(start: Start, project: Path) -> None:
    (project / "part").mkdir()
    (project / "part" / "main.tf").write_text("", encoding="utf-8")
    nvim = start("app.py")
    nvim.wait_for_diagnostics(FOUND)
    nvim.edit("part/main.tf")
    assert nvim.lua("vim.tbl_count(vim.lsp.get_clients({ name = 'penmark' })[1].attached_buffers)") == 2
    assert nvim.lua("#vim.lsp.get_clients({ name = 'penmark' })") == 1


def test_the_plugin_is_installed_by_the_command_of_the_readme(start: Start, home: Home) -> None:
    (home.folder / ".local/share/nvim/site/pack/penmark/start/penmark").unlink()
    readme = (PLUGIN / "README.md").read_text(encoding="utf-8")
    (command,) = [line for line in readme.splitlines() if "ln -s" in line]
    environment = {**home.environment(), "PWD": str(CHECKOUT)}
    subprocess.run(["sh", "-ec", command], cwd=CHECKOUT, env=environment, check=True)
    nvim = start("app.py")
    nvim.wait_for_diagnostics(FOUND)
    nvim.command("help penmark-install")
    assert nvim.lua("vim.fn.expand('%:t')") == "penmark.txt"


def test_what_is_no_file_is_left_alone(start: Start) -> None:
    nvim = start("app.py")
    nvim.wait_for_diagnostics(FOUND)
    nvim.command("new | setlocal buftype=nofile | setfiletype python")
    assert nvim.lua("#vim.lsp.get_clients({ bufnr = 0 })") == 0


def test_a_missing_program_is_told_once_and_found_after_a_restart(
    start: Start, home: Home, project: Path
) -> None:
    program = home.bin / "penmark"
    moved = program.rename(home.bin / "elsewhere")
    (project / "other.py").write_text("", encoding="utf-8")
    nvim = start("app.py")
    nvim.command("edit other.py | edit app.py")
    told = "Penmark: there is no program `penmark`. `:help penmark-install` tells how to get it."
    assert nvim.messages() == told
    nvim.command("Penmark scan")
    assert nvim.messages() == f"{told}\nPenmark: not running for this file. `:checkhealth penmark` tells why."
    moved.rename(program)
    nvim.command("Penmark restart")
    nvim.wait_for_diagnostics(FOUND)


def test_a_program_in_the_project_is_not_run(start: Start, home: Home, project: Path) -> None:
    (home.bin / "penmark").rename(home.bin / "elsewhere")
    trap = project / ".venv" / "bin" / "penmark"
    trap.parent.mkdir(parents=True)
    trap.write_text(f"#!/bin/sh\ntouch {project}/executed\n", encoding="utf-8")
    trap.chmod(0o755)
    (project / "penmark").symlink_to(trap)
    home.configure("vim.env.PATH = '.:' .. vim.env.PATH")
    nvim = start("app.py")
    nvim.command("edit app.py")
    nvim.command("Penmark restart")
    nvim.wait("#vim.split(vim.fn.execute('messages'), 'there is no program') == 3")
    nvim.command("checkhealth penmark")
    assert "ERROR there is no program `penmark`" in nvim.text()
    assert not (project / "executed").exists()


def test_the_environment_of_the_project_is_used_where_the_person_allows_it(
    start: Start, home: Home, project: Path
) -> None:
    inside = project / ".venv" / "bin"
    inside.mkdir(parents=True)
    (home.bin / "penmark").rename(inside / "penmark")
    home.configure("vim.g.penmark = { venv = true }")
    nvim = start("app.py")
    nvim.wait_for_diagnostics(FOUND)


def test_where_pipx_and_uv_install_is_looked_into(start: Start, home: Home) -> None:
    local = home.folder / ".local" / "bin"
    local.mkdir(parents=True)
    (home.bin / "penmark").rename(local / "penmark")
    nvim = start("app.py")
    nvim.wait_for_diagnostics(FOUND)


@pytest.mark.usefixtures("native")
def test_a_command_that_the_person_has_configured_comes_first(start: Start, home: Home) -> None:
    program = (home.bin / "penmark").rename(home.folder / "mine")
    home.configure(f'vim.lsp.config("penmark", {{ cmd = {{ "{program}", "lsp" }} }})')
    nvim = start("app.py")
    nvim.wait_for_diagnostics(FOUND)
    assert nvim.lua("vim.lsp.get_clients({ name = 'penmark' })[1].config.cmd") == [str(program), "lsp"]


@pytest.mark.usefixtures("native")
def test_settings_of_the_person_count(start: Start, home: Home) -> None:
    home.configure('vim.lsp.config("penmark", { settings = { penmark = { ignore = { "weak-hash" } } } })')
    nvim = start("app.py")
    nvim.wait_for_diagnostics(FOUND[:1])


def test_settings_among_the_options_count(start: Start, home: Home) -> None:
    home.configure('vim.g.penmark = { lsp = { settings = { penmark = { ignore = { "weak-hash" } } } } }')
    nvim = start("app.py")
    nvim.wait_for_diagnostics(FOUND[:1])


def test_it_can_be_switched_off_and_on_by_setup(start: Start, home: Home) -> None:
    home.configure("vim.g.penmark = { enable = false }")
    nvim = start("app.py")
    nvim.run('require("penmark").setup({ enable = true })')
    nvim.wait_for_diagnostics(FOUND)
    nvim.run('require("penmark").setup({ enable = false })')
    nvim.wait_for_diagnostics([])
    nvim.wait("#vim.lsp.get_clients({ name = 'penmark' })", 0)


@pytest.mark.usefixtures("native")
def test_without_the_plugin_the_configuration_alone_is_enough(start: Start, home: Home) -> None:
    package = home.folder / ".local/share/nvim/site/pack/penmark/start/penmark"
    shipped = package.resolve() / "lsp" / "penmark.lua"
    package.unlink()
    home.configure('vim.lsp.enable("penmark")')
    config = home.folder / ".config/nvim/lsp"
    config.mkdir()
    (config / "penmark.lua").symlink_to(shipped)
    nvim = start("app.py")
    nvim.wait_for_diagnostics(FOUND)

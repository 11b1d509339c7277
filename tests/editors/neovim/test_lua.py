"""The plugin's Lua is formatted, and without anything that luacheck knows to be wrong."""

from __future__ import annotations

import subprocess

import pytest
from tests.editors import tools
from tests.editors.neovim.driver import PLUGIN


@pytest.mark.parametrize(
    "command", [["stylua", "--check", "."], ["luacheck", "--no-color", "."]], ids=["stylua", "luacheck"]
)
def test_lua_is_clean(command: list[str]) -> None:
    program = tools.require(command[0])
    done = subprocess.run([program, *command[1:]], cwd=PLUGIN, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr

"""A real Neovim, driven from outside as a person would: keys are typed, and what shows is asked for."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PLUGIN = Path(__file__).parents[3] / "editors" / "neovim"
PATIENCE_SECONDS = 30.0
"""How long a condition may take to hold. Only a failure takes that long."""

DIAGNOSTICS = """vim.tbl_map(function(one)
    return { one.lnum + 1, one.col + 1, one.code }
end, vim.diagnostic.get(0))"""


def install_server(folder: Path) -> Path:
    """A program `penmark` in `folder` that runs the server of this environment; its path."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "penmark"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -m penmark "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return program


class Home:
    """An account on which nothing but the plugin has been installed, as a start package."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        packages = folder / ".local/share/nvim/site/pack/penmark/start"
        packages.mkdir(parents=True)
        (packages / "penmark").symlink_to(PLUGIN)

    def configure(self, lua: str) -> None:
        """Write the person's init.lua."""
        config = self.folder / ".config/nvim"
        config.mkdir(parents=True, exist_ok=True)
        (config / "init.lua").write_text(lua, encoding="utf-8")

    def environment(self) -> dict[str, str]:
        """The variables of a fresh login, with the folder `bin` in front of PATH."""
        return {
            "HOME": str(self.folder),
            "PATH": f"{self.bin}{os.pathsep}/usr/bin{os.pathsep}/bin",
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "XDG_RUNTIME_DIR": str(self.folder),
            # Where Neovim has no place for its log, it writes one into the current folder.
            "NVIM_LOG_FILE": str(self.folder / "nvim.log"),
        }


class Neovim:
    """One Neovim without a terminal. It is asked over its socket, by the program itself."""

    def __init__(self, program: Path, home: Home, folder: Path, *files: str) -> None:
        self._program = str(program)
        self._sockets = tempfile.TemporaryDirectory(prefix="nvim")  # a socket's path must be short
        self._address = f"{self._sockets.name}/s"
        self._environment = home.environment()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115
        command = [self._program, "--headless", "-i", "NONE", "-n", "--listen", self._address, *files]
        self._process = subprocess.Popen(
            command, cwd=folder, env=self._environment, stdin=subprocess.DEVNULL, stderr=self._errors
        )
        self._wait_for_socket()

    def _wait_for_socket(self) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            with contextlib.suppress(AssertionError, json.JSONDecodeError):
                if self.lua("vim.v.vim_did_enter == 1"):
                    return
            time.sleep(0.05)
        raise AssertionError("Neovim did not start")

    def _ask(self, *arguments: str) -> str:
        command = [self._program, "--server", self._address, *arguments]
        done = subprocess.run(
            command,
            cwd=self._sockets.name,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def lua(self, expression: str) -> Any:
        """The value of a Lua expression."""
        quoted = f"(function() return {expression}\nend)()".replace("'", "''")
        answer: Any = json.loads(self._ask("--remote-expr", f"json_encode(luaeval('{quoted}'))"))
        return answer

    def run(self, statements: str) -> None:
        """Run Lua statements."""
        self.lua(f"(function() {statements}\nend)()")

    def type(self, keys: str) -> None:
        """Type keys, written as in a mapping: `<Esc>`."""
        self._ask("--remote-send", keys)

    def command(self, command: str) -> None:
        """Run a command, as typed after a colon."""
        self.run(f"vim.cmd({json.dumps(command)})")

    def wait(self, expression: str, expected: Any = True) -> None:
        """Wait until a Lua expression has a value. Raises AssertionError with the last one."""
        end = time.monotonic() + PATIENCE_SECONDS
        while (actual := self.lua(expression)) != expected:
            if time.monotonic() > end:
                shown = f"is {actual!r}, not {expected!r}: {expression}"
                raise AssertionError(f"{shown}\n{self.messages()}\n{self.log()}")
            time.sleep(0.02)

    def edit(self, name: str) -> None:
        """Open a file, and wait until it has been checked."""
        self.command(f"edit {name}")
        self.wait("require('penmark').status() ~= nil and require('penmark').status().state == 'checked'")

    def lines(self) -> list[str]:
        """The text of the current buffer."""
        lines: list[str] = self.lua("vim.api.nvim_buf_get_lines(0, 0, -1, false)")
        return lines

    def text(self) -> str:
        """The same as one string, with the last line's end."""
        return "".join(f"{line}\n" for line in self.lines())

    def diagnostics(self) -> list[list[Any]]:
        """Line, column (from 1) and rule of each diagnostic in the current buffer."""
        found: list[list[Any]] = self.lua(DIAGNOSTICS)
        return found

    def wait_for_diagnostics(self, expected: list[list[Any]]) -> None:
        """Wait until the current buffer has exactly these diagnostics."""
        self.wait(DIAGNOSTICS, expected)

    def messages(self) -> str:
        """What `:messages` shows."""
        shown: str = self.lua("vim.fn.execute('messages')")
        return shown.strip()

    def log(self) -> str:
        """The log of Neovim's language clients."""
        path = Path(self.lua("vim.lsp.log.get_filename()"))
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def close(self) -> None:
        """End it, whatever it does."""
        with contextlib.suppress(AssertionError, subprocess.TimeoutExpired):
            self._ask("--remote-send", "<C-\\><C-N>:qall!<CR>")
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()
        self._sockets.cleanup()

"""What the tests with a real Neovim share."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.editors import tools
from tests.editors.neovim.driver import Home, Neovim, install_server

Start = Callable[..., Neovim]

PYTHON = """import hashlib
import random


def token() -> str:
    return "".join(random.choice("abc") for _ in range(20))


def digest(name: str) -> str:
    return hashlib.md5(name.encode()).hexdigest()
"""


@pytest.fixture
def version(home: Home) -> tuple[int, int]:
    """Neovim's version: major and minor number."""
    command = [tools.require("nvim"), "--version"]
    told = subprocess.run(
        command, cwd=home.folder, env=home.environment(), capture_output=True, text=True, check=True
    ).stdout
    found = re.match(r"NVIM v(\d+)\.(\d+)", told)
    assert found is not None
    return int(found[1]), int(found[2])


@pytest.fixture
def native(version: tuple[int, int]) -> None:
    """For tests of what came with Neovim 0.11."""
    if version < (0, 11):
        pytest.skip("Neovim 0.11 is needed")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A fresh account, with the server's program on PATH."""
    made = Home(tmp_path / "home")
    install_server(made.bin)
    return made


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one file in which two things are wrong, one of them safe to fix."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "penmark.toml").write_text("", encoding="utf-8")
    (folder / "app.py").write_text(PYTHON, encoding="utf-8")
    return folder


@pytest.fixture
def start(home: Home, project: Path) -> Iterator[Start]:
    """Starts Neovim in the project; all that were started end with the test."""
    if sys.platform == "win32":
        pytest.skip("the driver speaks over a Unix socket")
    started: list[Neovim] = []

    def start_one(*files: str) -> Neovim:
        started.append(Neovim(tools.require("nvim"), home, project, *files))
        return started[-1]

    yield start_one
    for nvim in started:
        nvim.close()

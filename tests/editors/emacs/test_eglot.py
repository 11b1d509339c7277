"""Emacs with eglot, set as `editors/README.md` shows: what is marked, and a quick fix."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.editors.tools import ROOT, require

STEPS = Path(__file__).with_name("eglot.el")
PAGE = ROOT / "editors" / "README.md"

CODE = """import random


def token():
    return "".join(random.choice("é😀c") for _ in range(32))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the server is started by a script of the shell")
def test_marks_and_a_fix(tmp_path: Path) -> None:
    emacs = require("emacs")
    settings = tmp_path / "settings.el"
    shown = re.search(r"```elisp\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    settings.write_text(shown[1], encoding="utf-8")
    server = tmp_path / "bin" / "penmark"
    server.parent.mkdir()
    server.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -m penmark "$@"\n', encoding="utf-8")
    server.chmod(0o755)
    (tmp_path / "penmark.toml").write_text("", encoding="utf-8")
    file = tmp_path / "token.py"
    file.write_text(CODE, encoding="utf-8")
    done = subprocess.run(
        [emacs, "--batch", "-l", settings, "-l", STEPS, file],
        env={**os.environ, "HOME": str(tmp_path), "PATH": f"{server.parent}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    told = done.stderr
    assert done.returncode == 0, told
    assert re.findall(r"^(?:marked|offered|left): .*", told, re.MULTILINE) == [
        "marked: 5: penmark [insecure-random]: random.choice is predictable, so what is made here to be secret can be guessed.",
        "offered: Draw from the system's generator (secrets)",
        "left: 0",
    ]
    assert Path(f"{file}.fixed").read_text(encoding="utf-8") == CODE.replace(
        "import random\n", "import random\nimport secrets\n"
    ).replace("random.choice", "secrets.choice")

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from penmark.cli import main as module
from penmark.cli.main import main


def test_the_version_needs_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from penmark.cli.main import main\n"
        "assert main(['--version']) == 0\n"
        "heavy = {'rich', 'tree_sitter', 'pygls', 'orjson', 'pathspec', 'detect_secrets', 'penmark.findings'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert ran.stdout == "penmark 0.1.0\n[]\n"


def test_an_interrupt_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(arguments: object, serve: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_run", interrupted)
    assert main(["scan"]) == 130


def test_a_console_without_unicode() -> None:
    code = (
        "from pathlib import Path\n"
        "import os, sys, tempfile\n"
        "os.chdir(tempfile.mkdtemp())\n"
        "Path('a.py').write_text('eval(input())  # \\u540d\\n', encoding='utf-8')\n"
        "from penmark.cli.main import main\n"
        "sys.exit(main(['scan']))\n"
    )
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env=environment)
    assert ran.returncode == 1
    assert b"1 | eval(input())  # \\u540d" in ran.stdout
    assert ran.stderr == b""

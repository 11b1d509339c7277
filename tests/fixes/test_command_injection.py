"""command-injection: a program that is started without a shell takes what it is given as one word."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.fixes.support import fixed, printed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell")

SOURCES = {
    "run": """
        import subprocess

        def show(name):
            return subprocess.run(f"cat {name}", shell=True, capture_output=True, text=True).stdout
        """,
    "check_output": """
        import subprocess

        def show(name):
            return subprocess.check_output("cat " + name, shell=True, text=True, stderr=subprocess.DEVNULL)
        """,
    "Popen": """
        import subprocess

        def show(name):
            process = subprocess.Popen("cat -- '%s'" % name, shell=True, stdout=subprocess.PIPE, text=True)
            return process.communicate()[0]
        """,
    "format": """
        import subprocess

        def show(name):
            done = subprocess.run("cat {}".format(name), shell=True, stdout=subprocess.PIPE)
            return done.stdout.decode()
        """,
}
SYSTEM = """
import os

def copy(name):
    os.system(f"cp {name} copy.txt")
"""
CALM = """
def said(text):
    try:
        return show(text)
    except Exception as error:
        return type(error).__name__
"""


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_file_is_shown_and_no_command_is_run(source: str, tmp_path: Path) -> None:
    after = fixed(source, "command-injection")
    (tmp_path / "a.txt").write_text("honest\n")
    honest = "print(show('a.txt'), end='')"
    assert printed(source, honest, cwd=tmp_path) == printed(after, honest, cwd=tmp_path) == "honest"
    quote = "'" if "'%s'" in source else ""
    attack = f'print(said("a.txt{quote}; echo pwned; echo {quote}"))'
    assert "pwned" in printed(source, CALM, attack, cwd=tmp_path)
    assert "pwned" not in printed(after, CALM, attack, cwd=tmp_path).splitlines()


def test_os_system(tmp_path: Path) -> None:
    after = fixed(SYSTEM, "command-injection")
    (tmp_path / "a.txt").write_text("honest")
    for program in (SYSTEM, after):
        (tmp_path / "copy.txt").unlink(missing_ok=True)
        printed(program, "copy('a.txt')", cwd=tmp_path)
        assert (tmp_path / "copy.txt").read_text() == "honest"
    attack = "copy('a.txt copy.txt; touch pwned; true')"
    printed(after, attack, cwd=tmp_path)
    assert not (tmp_path / "pwned").exists()
    printed(SYSTEM, attack, cwd=tmp_path)
    assert (tmp_path / "pwned").exists()

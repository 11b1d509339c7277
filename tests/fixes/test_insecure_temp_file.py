"""insecure-temp-file: a link that somebody puts at the name in time is not followed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.fixes.support import fixed, printed

SOURCE = """
import tempfile

def store(text):
    path = tempfile.mktemp(suffix=".txt")
    with open(path, "w") as file:
        file.write(text)
    return path
"""
RACE = """
import os, sys
planted = []

def race(event, arguments):
    if event == "open" and not planted and str(arguments[0]).endswith(".txt"):
        planted.append(arguments[0])
        os.symlink(os.path.abspath("victim"), arguments[0])

sys.addaudithook(race)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_the_race_is_lost(tmp_path: Path) -> None:
    after = fixed(SOURCE, "insecure-temp-file")
    victim = tmp_path / "victim"
    environment = {"TMPDIR": str(tmp_path)}
    honest = "path = store('honest')\nprint(open(path).read(), path.endswith('.txt'))"
    for program in (SOURCE, after):
        assert printed(program, honest, cwd=tmp_path, environment=environment) == "honest True"
    victim.write_text("mine")
    printed(after, RACE, "store('overwritten')\nassert planted", cwd=tmp_path, environment=environment)
    assert victim.read_text() == "mine"
    printed(SOURCE, RACE, "store('overwritten')\nassert planted", cwd=tmp_path, environment=environment)
    assert victim.read_text() == "overwritten"

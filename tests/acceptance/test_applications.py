"""Whole applications as an assistant writes them: what is found, and that nothing is found in their corrected twins.

Beside each stands `flaws.toml`. `flaw`: a weakness that must be found on its line by one of its rules. `not-yet`: one that no
rule page speaks of. `arguable`: what may be found too: another line of the same weakness, or a matter of taste.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from penmark.rules.loader import load_rules

APPLICATIONS = Path(__file__).parent / "applications"
NAMES = ("flask", "django", "fastapi")
LEAST = 0.95
Places = set[tuple[str, int]]


def penmark(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "penmark", *arguments, "."],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def report(folder: Path) -> list[dict[str, Any]]:
    """What is found in a project of its own, where no folder says that it is a test."""
    said = json.loads(penmark(folder, "scan", "--format", "json"))
    assert said["problems"] == []
    found: list[dict[str, Any]] = said["findings"]
    return found


def scanned(folder: Path) -> list[tuple[str, int, str]]:
    """File, line and rule of what is found."""
    return [(one["path"], one["line"], one["rule"]) for one in report(folder)]


def copied(name: str, variant: str, to: Path) -> Path:
    folder = to / name
    shutil.copytree(APPLICATIONS / name / variant, folder)
    (folder / ".git").mkdir()
    return folder


def flaws(name: str) -> dict[str, list[dict[str, object]]]:
    return tomllib.loads((APPLICATIONS / name / "flaws.toml").read_text(encoding="utf-8"))


def place(flaw: dict[str, object]) -> tuple[str, int]:
    file, line = flaw["file"], flaw["line"]
    assert isinstance(file, str)
    assert isinstance(line, int)
    return file, line


@pytest.mark.parametrize("name", NAMES)
def test_the_flaws_are_found_by_the_right_rules_and_nothing_else(name: str, tmp_path: Path) -> None:
    found = scanned(copied(name, "insecure", tmp_path))
    listed = flaws(name)
    missed = [
        flaw
        for flaw in listed["flaw"]
        if not any((*place(flaw), rule) in found for rule in flaw["rules"])  # type: ignore[attr-defined]
    ]
    assert len(missed) <= (1 - LEAST) * len(listed["flaw"]), missed
    known = {place(flaw) for kind in listed.values() for flaw in kind}
    assert [one for one in found if one[:2] not in known] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_has_a_fix_is_repaired_and_the_rest_still_parses(name: str, tmp_path: Path) -> None:
    folder = copied(name, "insecure", tmp_path)
    before = report(folder)
    penmark(folder, "fix", "--unsafe-fixes")
    left = report(folder)
    assert len(left) <= len(before) / 2
    repairable = [
        (one["path"], one["line"], one["rule"])
        for one in left
        if any(fix["applicability"] != "manual" for fix in one["fixes"])
    ]
    assert repairable == []
    for file in folder.rglob("*.py"):
        ast.parse(file.read_bytes())


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_in_the_corrected_twin(name: str, tmp_path: Path) -> None:
    assert scanned(copied(name, "corrected", tmp_path)) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_list_speaks_of_code_and_of_rules_that_exist(name: str) -> None:
    rules = {rule.id for rule in load_rules()}
    for kind, entries in flaws(name).items():
        for flaw in entries:
            file, line = place(flaw)
            lines = (APPLICATIONS / name / "insecure" / file).read_text(encoding="utf-8").splitlines()
            assert lines[line - 1].strip()
            assert ("rules" in flaw) is (kind == "flaw")
            assert set(flaw.get("rules", ())) <= rules  # type: ignore[call-overload]

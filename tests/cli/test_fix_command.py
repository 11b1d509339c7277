from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

SAFE = """\
import sqlite3


def find():
    name = input()
    return sqlite3.connect("a").execute("SELECT 1 FROM t WHERE name = '" + name + "'")
"""
REVIEW = "import requests\n\nrequests.get('https://a.test', verify=False, timeout=5)\n"
PASSWORD = "Quartz" + "-27-" + "mVq!x"


def test_safe_fixes_only_unless_told(run: Run) -> None:
    Path("a.py").write_text(SAFE)
    Path("b.py").write_text(REVIEW)
    ran = run("fix")
    assert ran.code == 1
    assert ran.out.startswith("a.py:6: fixed: sql-injection: Pass the values as parameters\n")
    assert "b.py:3:32: high certificate-check-disabled" in ran.out
    assert ran.out.endswith(
        "Fixed 1 finding in 1 file; 1 left, 1 of them with fixes to be reviewed (--unsafe-fixes)\n"
    )
    assert '.execute("SELECT 1 FROM t WHERE name = ?", (name,))' in Path("a.py").read_text()
    assert Path("b.py").read_text() == REVIEW
    ran = run("fix", "--unsafe-fixes")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "Fixed 1 finding in 1 file; 0 left")
    assert run("scan").code == 0
    assert run("fix", "--unsafe-fixes").out == "Fixed 0 findings in 0 files; 0 left\n"


@pytest.mark.parametrize("text", [SAFE, SAFE.rstrip("\n"), SAFE + "\n\nx = 1\n"])
def test_the_difference_can_be_applied_and_nothing_is_written(run: Run, text: str) -> None:
    Path("a.py").write_text(text)
    ran = run("fix", "--diff")
    assert ran.code == 1
    assert Path("a.py").read_text() == text
    assert ran.out.startswith("--- a/a.py\n+++ b/a.py\n@@ ")
    assert ran.err == "Would fix 1 finding in 1 file; 0 left\n"
    if shutil.which("git"):
        subprocess.run(["git", "apply", "-"], input=ran.out.encode(), check=True)
        assert run("scan").code == 0


def test_the_difference_hides_secrets(run: Run) -> None:
    Path("a.py").write_text(f'import os\nDB_PASSWORD = "{PASSWORD}"\n')
    ran = run("fix", "--diff", "--unsafe-fixes")
    assert ran.code == 1
    assert PASSWORD not in ran.out + ran.err
    assert '-DB_PASSWORD = "…"\n+DB_PASSWORD = os.environ["DB_PASSWORD"]\n' in ran.out


def test_what_cannot_be_checked_or_written_is_2(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.py").write_text(SAFE + "x = = 1\n")
    ran = run("fix")
    assert ran.code == 2
    assert (
        "a.py: warning: sql-injection: 'Pass the values as parameters' was not applied: Python does not"
        in ran.out
    )
    assert Path("a.py").read_text() == SAFE + "x = = 1\n"
    Path("a.py").write_bytes(b"x = '\xff'\n")
    assert run("fix").code == 2


def test_the_insecure_application_is_mended(run: Run) -> None:
    application = Path(__file__).parents[1] / "acceptance" / "insecure_flask" / "app.py"
    shutil.copy(application, "app.py")
    ran = run("fix", "--unsafe-fixes", "app.py")
    assert "warning" not in ran.out
    compile(Path("app.py").read_text(encoding="utf-8"), "app.py", "exec")
    left = json.loads(run("scan", "--format", "json", "app.py").out)["findings"]
    assert {fix["applicability"] for finding in left for fix in finding["fixes"]} <= {"manual"}


def test_terraform(run: Run) -> None:
    Path("main.tf").write_text(
        'resource "aws_db_instance" "a" {\n  publicly_accessible = true\n  storage_encrypted   = false\n}\n'
    )
    assert run("scan").code == 1
    ran = run("fix", "--unsafe-fixes")
    assert "warning" not in ran.out
    assert "fixed: database-public" in ran.out
    assert "publicly_accessible = false" in Path("main.tf").read_text()


def test_a_variable_that_another_file_declares_is_not_declared_again(run: Run) -> None:
    Path("main.tf").write_text(
        'resource "aws_db_instance" "a" {\n  storage_encrypted = true\n'
        f'  password          = "{PASSWORD}"\n}}\n'
    )
    Path("variables.tf").write_text('variable "a_password" {\n  type = string\n}\n')
    assert "fixed: hard-coded-password" in run("fix", "--unsafe-fixes", "main.tf").out
    text = Path("main.tf").read_text()
    assert "password          = var.a_password\n" in text
    assert "variable" not in text

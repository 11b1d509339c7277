from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_lists_every_rule(run: Run) -> None:
    ran = run("rules")
    assert (ran.code, ran.err) == (0, "")
    table = json.loads(run("rules", "--format", "json").out)
    known = {rule["id"]: rule for rule in table}
    assert known["sql-injection"]["cwe"] == [89]
    assert known["sql-injection"]["languages"] == ["python"]
    assert known["sql-injection"]["hasFix"] is True
    assert all(f" {name} " in ran.out for name in known)
    assert f"{len(known)} rules; penmark rules ID explains one" in ran.out
    markdown = run("rules", "--format", "md").out
    assert markdown.startswith("| Rule | What it finds |")
    assert markdown.count("\n") == len(known) + 2


def test_explains_one(run: Run) -> None:
    ran = run("rules", "sql-injection")
    assert ran.code == 0
    assert "CWE-89" in ran.out
    assert "Flagged:" in ran.out
    page = run("rules", "sql-injection", "--format", "md").out
    assert page.startswith("### ")
    assert json.loads(run("rules", "sql-injection", "--format", "json").out)["markdown"] == page


def test_a_broken_page_of_the_workspace_is_told(run: Run) -> None:
    folder = Path(".penmark") / "rules"
    folder.mkdir(parents=True)
    (folder / "own-rule.md").write_text("nothing\n")
    ran = run("rules")
    assert ran.code == 2
    assert ran.err.startswith("penmark: a rule page cannot be used: ")

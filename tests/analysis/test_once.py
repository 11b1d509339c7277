"""A secret that code also uses where none may stand is told once."""

from __future__ import annotations

import pytest

from penmark.analysis.engine import Engine
from penmark.rules.loader import load_rules
from penmark.settings import Settings
from penmark.text.document import Document

PASSWORD = "".join(("k3Q", "zX9", "vT2", "mL7"))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (f'os.environ.get("DB_PASSWORD", "{PASSWORD}")', ["hard-coded-password"]),
        ('os.environ.get("DB_PASSWORD", "postgres")', ["default-secret"]),
        (
            f'os.system(request.args["x"]); password = "{PASSWORD}"',
            ["command-injection", "hard-coded-password"],
        ),
        (
            f'os.system(request.args["x"] + f(password="{PASSWORD}"))',
            ["command-injection", "hard-coded-password"],
        ),
    ],
)
def test_rules_of_one_weakness_speak_once(line: str, found: list[str]) -> None:
    text = f"import os\n\nfrom flask import request\n\nx = {line}\n" if "=" not in line[:12] else f"{line}\n"
    analysis = Engine(load_rules(), Settings()).analyze(Document("file:///a.py", 1, "python", text.encode()))
    assert sorted(finding.rule for finding in analysis.findings) == found

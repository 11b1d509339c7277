"""The extension in VS Code's real workbench: each scenario in `scenarios/` is a test."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.editors.tools import require
from tests.editors.vscode.play import HERE, build, surroundings

SCENARIOS = sorted(path.stem for path in (HERE / "scenarios").glob("*.mjs"))
PATIENCE = 600  # seconds, for all scenarios together


@pytest.fixture(scope="module")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The .vsix that `bundle.py` builds, with the server in it."""
    require("npm")
    require("extension packages")
    return build(tmp_path_factory.mktemp("extension"))


@pytest.fixture(scope="module")
def played(extension: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """All scenarios, played in one workbench: by name, what went wrong; "" where nothing did."""
    require("workbench driver")
    out = tmp_path_factory.mktemp("workbench")
    done = subprocess.run(
        [require("node"), "run.mjs"],
        cwd=HERE,
        env=surroundings(extension, out, require),
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert done.returncode == 0, done.stdout[-4000:]
    wrong = {line["scenario"]: line.get("error", "") for line in lines}
    return {scenario: error and f"{error}\nPictures: {out}" for scenario, error in wrong.items()}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(played: dict[str, str], scenario: str) -> None:
    assert played[scenario] == ""


def test_the_extension_is_small_enough_to_be_installed_without_a_thought(extension: Path) -> None:
    assert extension.stat().st_size < 25_000_000

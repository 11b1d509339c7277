"""The extension in VS Code's real workbench: each scenario in `scenarios/` is a test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.editors.tools import ROOT, require

HERE = Path(__file__).resolve().parent
SCENARIOS = sorted(path.stem for path in (HERE / "scenarios").glob("*.mjs"))
PATIENCE = 600  # seconds, for all scenarios together
BUNDLER = ROOT / "editors" / "vscode" / "scripts" / "bundle.py"


@pytest.fixture(scope="module")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The .vsix that `bundle.py` builds, with the server in it."""
    built = os.environ.get("PENMARK_VSIX")
    if built:
        return Path(built).absolute()
    require("extension packages")
    vsix = tmp_path_factory.mktemp("extension") / "penmark.vsix"
    done = subprocess.run(
        [sys.executable, str(BUNDLER), "--vsix", str(vsix)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return vsix


@pytest.fixture(scope="module")
def played(extension: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """All scenarios, played in one workbench: by name, what went wrong; "" where nothing did."""
    require("workbench driver")
    out = tmp_path_factory.mktemp("workbench")
    environment = {
        **os.environ,
        "CODE_SERVER": str(require("code-server")),
        "CHROMIUM": str(require("chromium")),
        "PYTHON": os.path.realpath(sys.executable),  # the one below this virtual environment has no penmark
        "VSIX": str(extension),
        "OUT": str(out),
    }
    done = subprocess.run(
        [str(require("node")), "run.mjs"],
        cwd=HERE,
        env=environment,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert done.returncode == 0, done.stdout[-4000:]
    return {line["scenario"]: f"{line['error']}\nPictures: {out}" if "error" in line else "" for line in lines}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(played: dict[str, str], scenario: str) -> None:
    assert played[scenario] == ""


def test_the_extension_is_small_enough_to_be_installed_without_a_thought(extension: Path) -> None:
    assert extension.stat().st_size < 25_000_000

"""Runs a program of this folder against the workbench, with the extension built from the checkout.

    python -m tests.editors.vscode.play keystroke.mjs [FOLDER]

What it makes, as pictures, goes to FOLDER (default: a temporary one). Environment: see `tests/editors/tools.py`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.editors.tools import ROOT, environment, find

HERE = Path(__file__).resolve().parent
BUNDLER = ROOT / "editors" / "vscode" / "scripts" / "bundle.py"


class NotBuilt(Exception):
    """The end of what the build said."""


def build(folder: Path) -> Path:
    """The .vsix with the server in it, made in the folder unless PENMARK_VSIX names one. Raises NotBuilt."""
    built = os.environ.get("PENMARK_VSIX")
    if built:
        return Path(built).absolute()
    vsix = folder / "penmark.vsix"
    command = [sys.executable, str(BUNDLER), "--vsix", str(vsix)]
    done = subprocess.run(command, env=environment(), check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise NotBuilt(done.stdout[-4000:] + done.stderr[-4000:])
    return vsix


def surroundings(vsix: Path, out: Path, program: Callable[[str], Path | None]) -> dict[str, str]:
    """The environment that `workbench.mjs` reads; `program` says where one is."""
    return {
        **environment(),
        "CODE_SERVER": str(program("code-server")),
        "CHROMIUM": str(program("chromium")),
        "PYTHON": os.path.realpath(sys.executable),  # the one below this virtual environment has no penmark
        "VSIX": str(vsix),
        "OUT": str(out),
    }


def main() -> int:
    """The exit code of the program; 1 if something that it needs is missing."""
    parser = argparse.ArgumentParser(description="Runs a program of this folder against the workbench.")
    parser.add_argument("program")
    parser.add_argument("folder", nargs="?", type=Path)
    arguments = parser.parse_args()
    needed = ("node", "npm", "chromium", "code-server", "workbench driver", "extension packages")
    missing = [each for each in needed if find(each) is None]
    if missing:
        print(f"{', '.join(missing)} missing: run `python -m tests.editors.install`", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as temporary:
        out = (arguments.folder or Path(temporary)).absolute()
        out.mkdir(parents=True, exist_ok=True)
        env = surroundings(build(Path(temporary)), out, find)
        return subprocess.run(
            [str(find("node")), arguments.program], cwd=HERE, env=env, check=False
        ).returncode


if __name__ == "__main__":
    raise SystemExit(main())

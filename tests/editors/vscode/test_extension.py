"""The extension by itself, without an editor: its types, its lint and its unit tests."""

from __future__ import annotations

import subprocess

from tests.editors.tools import ROOT, environment, require


def test_the_extension_is_clean() -> None:
    npm = require("npm")
    require("extension packages")
    done = subprocess.run(
        [npm, "test"],
        cwd=ROOT / "editors" / "vscode",
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]

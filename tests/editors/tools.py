"""The programs that the tests of real editors need, and where they are.

A program is looked for in `.tools/` of the checkout, where `python -m tests.editors.install` puts what is missing, and
on PATH. Environment:

- PENMARK_EDITOR_TOOLS: the folder to use instead of `.tools/`.
- PENMARK_EDITORS=required: a test whose program is missing fails; otherwise it is skipped.
- PENMARK_VSIX: an extension that is already built, for the tests in `vscode/`.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = Path(os.environ.get("PENMARK_EDITOR_TOOLS") or ROOT / ".tools").absolute()

# Where the installer puts a program, and the names under which it is looked for on PATH.
INSTALLED = {
    "code-server": TOOLS / "code-server" / "bin" / "code-server",
    "devcontainer": TOOLS / "devcontainer" / "bin" / "devcontainer",
    "node": TOOLS / "node" / "bin" / "node",
    "npm": TOOLS / "node" / "bin" / "npm",
    "nvim": TOOLS / "neovim" / "bin" / "nvim",
    "stylua": TOOLS / "stylua" / "bin" / "stylua",
    # npm writes this file last.
    "workbench driver": ROOT / "tests" / "editors" / "vscode" / "node_modules" / ".package-lock.json",
    "extension packages": ROOT / "editors" / "vscode" / "node_modules" / ".package-lock.json",
}
ON_PATH = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "emacs": ("emacs",),
    "luacheck": ("luacheck",),
    "nvim": ("nvim",),
    "shellcheck": ("shellcheck",),
    "stylua": ("stylua",),
}


def find(name: str) -> Path | None:
    """Where the program (or folder of packages) of that name is; None if it is not on this machine."""
    installed = INSTALLED.get(name)
    if installed is not None and installed.exists():
        return installed
    for each in ON_PATH.get(name, ()):
        found = shutil.which(each)
        if found is not None:
            return Path(found)
    return None


def environment() -> dict[str, str]:
    """The environment for programs that start node themselves: the installed one comes first on PATH."""
    return {**os.environ, "PATH": os.pathsep.join([str(INSTALLED["node"].parent), os.environ["PATH"]])}


def required() -> bool:
    """Whether a missing program is a failure, as it is in CI."""
    return os.environ.get("PENMARK_EDITORS") == "required"


def require(name: str) -> Path:
    """As `find`, but where it is missing the test that asks is skipped, or fails if PENMARK_EDITORS=required."""
    import pytest  # the installer runs where there is no pytest yet

    found = find(name)
    if found is None:
        reason = f"{name} is missing: run `python -m tests.editors.install`"
        if required():
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return found

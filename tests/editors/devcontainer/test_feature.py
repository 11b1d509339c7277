"""The devcontainer Feature: its description, its package, and its installation.

Other distributions are played by package managers that put a Python on PATH and note how they were called. In real, fresh roots
`chroot.sh` beside this file does the same.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.editors.tools import ROOT, environment, require

HERE = Path(__file__).resolve().parent
FEATURE = ROOT / "editors" / "devcontainer" / "src" / "penmark"
INSTALL = FEATURE / "install.sh"
DEVCONTAINER = ROOT / ".devcontainer" / "devcontainer.json"

# What the script may rely on besides what the package managers bring.
BASIC = ("basename", "cat", "dirname", "id", "ln", "mkdir", "mv", "rm", "sh", "uname")


def schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        (HERE / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    )
    return loaded


def described() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FEATURE / "devcontainer-feature.json").read_text(encoding="utf-8"))
    return loaded


def without_comments(text: str) -> str:
    """JSON with comments, of which each has a line of its own."""
    return re.sub(r"(?m)^\s*//.*$", "", text)


def test_the_description_is_as_published() -> None:
    jsonschema.validate(described(), schema("devContainerFeature"))


def test_this_repositorys_own_devcontainer_is_as_published() -> None:
    jsonschema.validate(
        json.loads(without_comments(DEVCONTAINER.read_text(encoding="utf-8"))), schema("devContainer.base")
    )


@pytest.mark.parametrize(
    "page", sorted((ROOT / "editors" / "devcontainer").glob("*.md")), ids=lambda p: p.name
)
def test_what_the_page_shows_is_as_published(page: Path) -> None:
    shown = re.findall(r"```jsonc\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert len(shown) >= 2
    for one in shown:
        jsonschema.validate(json.loads(without_comments(one)), schema("devContainer.base"))


def test_the_extensions_settings_exist() -> None:
    package = json.loads((ROOT / "editors" / "vscode" / "package.json").read_text(encoding="utf-8"))
    known = {name for part in package["contributes"]["configuration"] for name in part["properties"]}
    assert set(described()["customizations"]["vscode"]["settings"]) <= known
    assert described()["customizations"]["vscode"]["extensions"] == [
        f"{package['publisher']}.{package['name']}"
    ]


def test_the_feature_is_packaged(tmp_path: Path) -> None:
    done = subprocess.run(
        [require("devcontainer"), "features", "package", FEATURE.parent, "-o", tmp_path / "out"],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with tarfile.open(tmp_path / "out" / "devcontainer-feature-penmark.tgz") as archive:
        names = {member.name.removeprefix("./"): member.mode for member in archive if member.isfile()}
    assert set(names) == {"devcontainer-feature.json", "install.sh"}


@pytest.mark.parametrize(
    "script", [INSTALL, ROOT / ".devcontainer" / "prepare.sh", HERE / "chroot.sh"], ids=lambda p: p.name
)
def test_the_scripts_are_clean(script: Path) -> None:
    done = subprocess.run([require("shellcheck"), script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


class Base:
    """A system without Python, on which one package manager can be called."""

    def __init__(self, folder: Path, manager: str, *, brings_python: bool = True) -> None:
        self.bin = folder / "bin"
        self.home = folder / "home"
        self.command = folder / "usr" / "penmark"
        self.notes = folder / "notes"
        self.notes.write_text("", encoding="utf-8")
        self.bin.mkdir()
        for name in BASIC:
            found = next(path for each in ("/usr/bin", "/bin") if (path := Path(each, name)).exists())
            (self.bin / name).symlink_to(found)
        python = folder / "python3"
        self.program(python, PYTHON.format(notes=self.notes))
        bring = (
            f'case "$*" in *python3*) ln -sf {python} {self.bin}/python3 ;; esac' if brings_python else ":"
        )
        self.program(self.bin / manager, f'echo "{manager} $*" >> {self.notes}\n{bring}')

    @staticmethod
    def program(path: Path, text: str) -> None:
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(0o755)

    def install(self, **options: str) -> subprocess.CompletedProcess[str]:
        env = {"PATH": str(self.bin), "PENMARK_HOME": str(self.home), "PENMARK_COMMAND": str(self.command)}
        return subprocess.run(
            ["/bin/sh", str(INSTALL)], env=env | options, capture_output=True, text=True, check=False
        )

    def noted(self) -> list[str]:
        return self.notes.read_text(encoding="utf-8").splitlines()


# A Python that fits, and whose environments hold a penmark that says its version.
PYTHON = """
case "$*" in
    *"-m venv"*)
        for last; do :; done
        mkdir -p "$last/bin" "$last/lib"
        ln -sf "$0" "$last/bin/python"
        printf '#!/bin/sh\\necho penmark 0.1.0\\n' > "$last/bin/penmark"
        /bin/chmod +x "$last/bin/penmark" ;;
    *"-m pip install"*) for last; do :; done; echo "pip $last" >> {notes} ;;
esac
"""

MANAGERS = {
    "apt-get": [
        "apt-get update -q",
        "apt-get install -y -q --no-install-recommends python3 python3-venv ca-certificates",
    ],
    "apk": [
        "apk add --no-cache python3 py3-pip ca-certificates",
        "apk add --no-cache re2",
        "apk add --no-cache --virtual .penmark-compiler g++ python3-dev py3-pybind11-dev re2-dev",
        "apk del .penmark-compiler",
    ],
    "dnf": ["dnf install -y --setopt=install_weak_deps=False python3 ca-certificates", "dnf clean all"],
    "microdnf": ["microdnf install -y python3 ca-certificates", "microdnf clean all"],
}


@pytest.mark.parametrize("manager", MANAGERS)
def test_python_comes_from_the_distribution(tmp_path: Path, manager: str) -> None:
    base = Base(tmp_path, manager)
    done = base.install()
    assert done.returncode == 0, done.stderr
    noted = base.noted()
    assert [line for line in noted if not line.startswith("pip ")] == MANAGERS[manager]
    assert [line for line in noted if line.startswith("pip ")] == ["pip penmark"]
    assert done.stdout.splitlines()[-1] == "penmark: penmark 0.1.0 is installed, policy none"
    assert base.command.resolve() == base.home / "venv" / "bin" / "penmark"


def test_a_second_run_replaces_the_first(tmp_path: Path) -> None:
    base = Base(tmp_path, "apt-get")
    assert base.install(POLICY="strict").returncode == 0
    stale = base.home / "venv" / "stale"
    stale.write_text("", encoding="utf-8")
    again = base.install(VERSION="0.1.0")
    assert again.returncode == 0, again.stderr
    assert base.noted().count("apt-get update -q") == 1
    assert base.noted()[-1] == "pip penmark==0.1.0"
    assert not stale.exists()
    assert "ignore" not in (base.home / "policy.toml").read_text(encoding="utf-8")


def test_an_old_base_is_told_what_to_do(tmp_path: Path) -> None:
    done = Base(tmp_path, "apt-get", brings_python=False).install()
    assert done.returncode == 1
    assert "Add the Feature ghcr.io/devcontainers/features/python" in done.stderr


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"VERSION": "newest"}, 'version: "newest" is neither'),
        ({"VERSION": "./*.whl"}, 'version: there is no wheel "./*.whl"'),
        ({"POLICY": "lax"}, 'policy: "lax" is neither'),
        ({"POLICY": "/nowhere/penmark.toml"}, 'policy: there is no file "/nowhere/penmark.toml"'),
    ],
)
def test_a_wrong_option_is_named(tmp_path: Path, options: dict[str, str], complaint: str) -> None:
    base = Base(tmp_path, "apt-get")
    done = base.install(**options)
    assert done.returncode == 1
    assert complaint in done.stderr
    assert not (base.home / "policy.toml").exists()


def test_the_strict_policy_sets_all_that_could_hide_a_finding(tmp_path: Path) -> None:
    base = Base(tmp_path, "apt-get")
    assert base.install(POLICY="strict").returncode == 0
    policy = base.home / "policy.toml"
    (tmp_path / "project").mkdir()
    project = tmp_path / "project"
    (project / "digest.py").write_text("import hashlib\nhashlib.md5(b'')\n", encoding="utf-8")
    loose = {
        "select": [],
        "ignore": ["*"],
        "exclude": ["*"],
        "min-severity": "critical",
        "min-confidence": "high",
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in loose.items()]
    (project / "penmark.toml").write_text(
        "\n".join([*lines, 'per-file-ignores = { "*" = ["*"] }']), encoding="utf-8"
    )

    def scan(**env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "penmark", "scan", "--format", "json", str(project)],
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            check=False,
        )

    assert json.loads(scan().stdout)["findings"] == []
    held = json.loads(scan(PENMARK_POLICY=str(policy)).stdout)["findings"]
    assert [finding["rule"] for finding in held] == ["weak-hash"]

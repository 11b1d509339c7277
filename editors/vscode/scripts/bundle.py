"""Puts the server and the packages it needs into `editors/vscode/bundled/`, for one target of the extension.

    python editors/vscode/scripts/bundle.py                              # for this machine
    python editors/vscode/scripts/bundle.py --target darwin-arm64 --vsix penmark.vsix
    python editors/vscode/scripts/bundle.py --lock                       # the newest versions that fit, for review

A wheel that is the same for every Python goes to `bundled/common/`, the others to one folder a Python (`bundled/cp311/`).
`bundled/launch.py` picks the folders of the Python that runs it. The versions are those of `bundle_requirements.txt`.
Needs pip; with --vsix also npm, which installs the extension's node packages where they are missing.
"""

from __future__ import annotations

import argparse
import email.message
import email.parser
import fnmatch
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from pathlib import Path, PurePosixPath

SCRIPTS = Path(__file__).resolve().parent
EXTENSION = SCRIPTS.parent
ROOT = EXTENSION.parent.parent
BUNDLED = EXTENSION / "bundled"
REQUIREMENTS = SCRIPTS / "bundle_requirements.txt"

PYTHONS = ("3.11", "3.12", "3.13", "3.14")

# What runs on the oldest system that VS Code (Linux: its remote server) and google-re2 both support. Not here, because
# wheels are missing: Alpine (google-re2), Windows on ARM (PyYAML).
_GLIBC = ("2_28", "2_27", "2_26", "2_24", "2_17", "2_12", "2_5")
TARGETS = {
    "linux-x64": [f"manylinux_{glibc}_x86_64" for glibc in _GLIBC],
    "linux-arm64": [f"manylinux_{glibc}_aarch64" for glibc in _GLIBC],
    "darwin-x64": ["macosx_13_0_x86_64"],
    "darwin-arm64": ["macosx_13_0_arm64"],
    "win32-x64": ["win_amd64"],
}

# Of no use to a server that runs. The last one reads YAML faster, which the server does not do, and is large.
UNUSED = (
    *("*/tests/*", "*/py.typed", "*.pyi", "*.c", "*.h", "*.pyx", "*.pxd", "*.dist-info/RECORD"),
    *("*.data/scripts/*", "*.data/headers/*", "*.data/data/*", "yaml/_yaml.*"),
)

ATTEMPTS = 3


def target_of_this_machine() -> str:
    """The target that runs here; it need not be one of TARGETS."""
    machine = platform.machine().lower()
    return f"{sys.platform}-{ {'x86_64': 'x64', 'amd64': 'x64', 'aarch64': 'arm64'}.get(machine, machine) }"


def pip(*arguments: str | Path) -> None:
    """Runs pip, a few times if need be: it fetches. Exits with pip's message if it fails."""
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *map(str, arguments)]
    for attempt in range(ATTEMPTS):
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode == 0:
            return
        time.sleep(5 * attempt)
    raise SystemExit(f"bundle.py: {' '.join(command)}\n{done.stderr}")


def penmark_wheel(folder: Path) -> Path:
    """The checkout as a wheel."""
    pip("wheel", "--no-deps", "--wheel-dir", folder, ROOT)
    return next(folder.glob("penmark-*.whl"))


def download(target: str, python: str, folder: Path, *wanted: str | Path) -> list[Path]:
    """What pip finds for the target's Python, as wheels."""
    platforms = [argument for each in TARGETS[target] for argument in ("--platform", each)]
    fitting = ["--python-version", python, "--implementation", "cp", "--only-binary", ":all:", *platforms]
    pip("download", "--dest", folder, *fitting, *wanted)
    return sorted(folder.glob("*.whl"))


def metadata(wheel: Path) -> email.message.Message:
    """What a wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        return email.parser.BytesHeaderParser().parsebytes(archive.read(name))


def check_requirements(penmark: Path) -> None:
    """Exits if penmark needs a package that is not among the pinned ones."""
    pinned = {line.partition("==")[0] for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines()}
    needed = [each for each in metadata(penmark).get_all("Requires-Dist", []) if "extra ==" not in each]
    missing = {re.split(r"[^\w.-]", each)[0].lower() for each in needed} - pinned
    if missing:
        raise SystemExit(
            f"bundle.py: {REQUIREMENTS.name} lacks {', '.join(sorted(missing))}: run with --lock"
        )


def is_used(path: PurePosixPath) -> bool:
    """Whether a file of a wheel is needed when the server runs. Licences and METADATA are kept."""
    return not any(fnmatch.fnmatchcase(str(path), pattern) for pattern in UNUSED)


def unpack(wheel: Path, folder: Path) -> None:
    """Puts what is used of a wheel into a folder, as an installation would."""
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            path = PurePosixPath(entry.filename)
            if entry.is_dir() or not is_used(path):
                continue
            if path.parts[0].endswith(".data"):
                path = PurePosixPath(*path.parts[2:])
            if path.is_absolute() or ".." in path.parts:
                raise SystemExit(f"bundle.py: {wheel.name} has a file outside of its folder: {path}")
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(archive.read(entry))


def bundle(target: str) -> None:
    """Makes `bundled/` anew."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        penmark = penmark_wheel(work)
        check_requirements(penmark)
        pythons: dict[str, list[Path]] = defaultdict(list)
        for python in PYTHONS:
            for wheel in download(target, python, work / python, "--no-deps", "--requirement", REQUIREMENTS):
                pythons[wheel.name].append(wheel)
        shutil.rmtree(BUNDLED, ignore_errors=True)
        unpack(penmark, BUNDLED / "common")
        for wheels in pythons.values():
            if len(wheels) == len(PYTHONS):
                unpack(wheels[0], BUNDLED / "common")
                continue
            for wheel in wheels:
                unpack(wheel, BUNDLED / f"cp{wheel.parent.name.replace('.', '')}")
    shutil.copyfile(SCRIPTS / "bundle_launch.py", BUNDLED / "launch.py")


def package(target: str, vsix: Path) -> None:
    """The extension with `bundled/` as a .vsix; the same commit gives the same bytes in the archive."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("bundle.py: npm is not on PATH")
    vsix.parent.mkdir(parents=True, exist_ok=True)
    if not (EXTENSION / "node_modules").exists():
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=EXTENSION, check=True)
    env = {"SOURCE_DATE_EPOCH": commit_time(), **os.environ}
    command = [npm, "run", "package", "--", "--target", target, "--out", str(vsix)]
    examples = ["--allow-package-secrets", "slack", "github"]  # made up, in the pages of the rules
    subprocess.run([*command, *examples], cwd=EXTENSION, env=env, check=True)


def commit_time() -> str:
    """When the checkout was committed, in seconds since 1970; 1980 (the oldest that a zip can tell) without git."""
    command = ["git", "log", "-1", "--format=%ct"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    return done.stdout.strip() or "315532800"


def lock() -> None:
    """Writes the newest versions that there are for every target into the file of requirements."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        penmark = penmark_wheel(work)
        wheels = [
            wheel
            for target in TARGETS
            for python in PYTHONS
            for wheel in download(target, python, work / target / python, penmark)
        ]
        found = {(each["Name"].lower(), each["Version"]) for each in map(metadata, wheels)}
    names = Counter(name for name, _ in found)
    if names.total() > len(names):
        several = ", ".join(name for name, versions in names.items() if versions > 1)
        raise SystemExit(f"bundle.py: no version that every target has: {several}")
    lines = sorted(f"{name}=={version}\n" for name, version in found if name != "penmark")
    REQUIREMENTS.write_text("".join(lines), encoding="utf-8")


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description="Puts the server into the extension.")
    parser.add_argument("--target", choices=TARGETS, default=target_of_this_machine())
    parser.add_argument("--vsix", type=Path, help="pack the extension, too, into this file")
    parser.add_argument("--lock", action="store_true", help="only renew bundle_requirements.txt")
    arguments = parser.parse_args()
    if arguments.lock:
        lock()
        return 0
    bundle(arguments.target)
    if arguments.vsix:
        package(arguments.target, arguments.vsix.absolute())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

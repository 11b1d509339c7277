"""Everything that must hold, in one run: format, lint, types, import contracts, tests.

Run by the README's test command, in the environment where `pip install -e '.[test]'` was done. Stops at nothing:
all checks run, and the exit code is 0 only if every one passed.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path(sysconfig.get_path("scripts"))

CHECKS = {
    "format": [str(SCRIPTS / "ruff"), "format", "--check", "."],
    "lint": [str(SCRIPTS / "ruff"), "check", "."],
    "types": [sys.executable, "-m", "mypy"],
    "import contracts": [str(SCRIPTS / "lint-imports")],
    "tests": [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile"],
}


def main() -> int:
    failed: list[str] = []
    for name, command in CHECKS.items():
        print(f"== {name}", flush=True)
        started = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        print(
            f"== {name}: {'ok' if code == 0 else 'FAILED'} ({time.monotonic() - started:.0f} s)", flush=True
        )
        if code:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())

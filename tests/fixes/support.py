"""Code before and after a fix, and programs made of it that run alone."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from functools import cache
from pathlib import Path

from penmark.analysis.edits import apply, combine
from penmark.analysis.engine import Engine
from penmark.analysis.result import Analysis
from penmark.findings import Applicability
from penmark.rules.loader import load_rules
from penmark.settings import Settings
from penmark.text.document import Document

SECONDS = 60


@cache
def _engine() -> Engine:
    return Engine(load_rules(), Settings())


def _analyze(text: str) -> Analysis:
    return _engine().analyze(Document("file:///module/app.py", 1, "python", text.encode()))


def found(source: str) -> list[str]:
    """The rules of the findings in `source`, in their order."""
    return [finding.rule for finding in _analyze(textwrap.dedent(source)).findings]


def fixed(source: str, rule: str, number: int = 1) -> str:
    """`source` with fix `number` of each finding of `rule` applied; it must have such findings, and none afterwards."""
    text = textwrap.dedent(source)
    analysis = _analyze(text)
    mine = [finding for finding in analysis.findings if finding.rule == rule]
    assert mine, f"no finding of {rule}"
    fixes = [finding.fixes[number - 1] for finding in mine]
    assert all(fix.applicability is not Applicability.MANUAL for fix in fixes)
    edits, applied = combine(analysis, fixes)
    assert list(applied) == fixes
    after = apply(text.encode(), edits).decode()
    assert rule not in found(after)
    return after


def run(
    source: str, *then: str, cwd: Path | None = None, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs `source` and, in the same module, each of `then` in a Python of its own; in `cwd` if given, else anywhere."""
    program = "\n".join(textwrap.dedent(text) for text in (source, *then))
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONUTF8": "1", **(environment or {})},
        timeout=SECONDS,
    )


def printed(
    source: str, *then: str, cwd: Path | None = None, environment: dict[str, str] | None = None
) -> str:
    """What the program of `run` prints, without the last line's end; it must end well."""
    done = run(source, *then, cwd=cwd, environment=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.rstrip("\n")

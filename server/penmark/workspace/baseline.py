"""Findings that are known already: a file of fingerprints that lets a scan report only what is new."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from penmark.findings import Finding
from penmark.workspace.notchecked import reason_of

_VERSION = 1


class BaselineError(Exception):
    """A baseline file cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The known findings: fingerprints by the path of their file, relative to `folder` and with slashes."""

    folder: Path
    known: Mapping[str, frozenset[str]]

    def split(self, path: Path, findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], int]:
        """The findings of the file at `path` (absolute) that are new, and how many are known."""
        known = self.known.get(relative_path(path, self.folder), frozenset())
        findings = tuple(findings)
        new = tuple(finding for finding in findings if finding.fingerprint not in known)
        return new, len(findings) - len(new)


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file. Raises BaselineError."""
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise BaselineError(f"{path} cannot be read: {reason_of(error)}") from error
    except (ValueError, RecursionError):
        raise BaselineError(f"{path} is no baseline: it is not JSON") from None
    known: dict[str, set[str]] = {}
    try:
        if data["version"] != _VERSION:
            raise BaselineError(f"{path} is a baseline of another version of Penmark; write it anew")
        for entry in data["findings"]:
            known.setdefault(str(entry["path"]), set()).add(str(entry["fingerprint"]))
    except (KeyError, TypeError):
        raise BaselineError(f"{path} is no baseline: it was not written by --write-baseline") from None
    return Baseline(path.parent.absolute(), {name: frozenset(prints) for name, prints in known.items()})


def baseline_text(folder: Path, findings: Iterable[tuple[Path, Finding]]) -> str:
    """The text of a baseline file in `folder` (absolute) that knows `findings`, each of the file at its path."""
    entries = sorted(
        {(relative_path(path, folder), finding.rule, finding.fingerprint) for path, finding in findings}
    )
    table = {
        "version": _VERSION,
        "findings": [
            {"path": path, "rule": rule, "fingerprint": fingerprint} for path, rule, fingerprint in entries
        ],
    }
    return json.dumps(table, indent=1, ensure_ascii=False) + "\n"


def relative_path(path: Path, folder: Path) -> str:
    """`path` as seen from `folder`, with slashes; absolute where the two have nothing in common.

    Bytes of a name that are no UTF-8 are replaced.
    """
    try:
        relative = Path(os.path.relpath(path, folder))
    except ValueError:
        relative = path
    return os.fsencode(relative.as_posix()).decode(errors="replace")

"""What a command line says about files and settings."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from penmark.cli.main import UsageError
from penmark.settings import load
from penmark.workspace.discovery import repository_of
from penmark.workspace.project import Project


@dataclass(frozen=True)
class Selection:
    """The project, and the files and folders that were named (absolute)."""

    project: Project
    paths: tuple[Path, ...]


def select(arguments: argparse.Namespace, named: Sequence[str]) -> Selection:
    """What the arguments common to `scan` and `fix` ask for. Raises UsageError for what is misspelt or does not exist."""
    here = Path.cwd()
    paths = tuple(Path(os.path.normpath(here / name)) for name in named)
    for name, path in zip(named, paths, strict=True):
        if not os.path.lexists(path):
            raise UsageError(f"{name} does not exist")
    return _selection(arguments, paths, here)


def select_text(arguments: argparse.Namespace, name: str) -> Selection:
    """The same for a text that is to be taken for the file `name`, which need not exist."""
    here = Path.cwd()
    return _selection(arguments, (Path(os.path.normpath(here / name)),), here)


def project_here(folder: Path) -> Project:
    """The project of a folder, as its settings say. Raises UsageError for what is misspelt."""
    root = repository_of(folder) or folder
    settings, errors = load(root, None, folder)
    if errors:
        raise UsageError("\npenmark: ".join(map(str, errors)))
    return Project(root, settings)


def _selection(arguments: argparse.Namespace, paths: tuple[Path, ...], here: Path) -> Selection:
    start = _common(paths)
    root = repository_of(start) or (here if start.is_relative_to(here) else start)
    settings, errors = load(root, _overrides(arguments), start)
    if errors:
        raise UsageError("\npenmark: ".join(map(str, errors)))
    project = Project(root, settings)
    given = {*settings.select, *settings.ignore}
    for problem in project.problems:
        if given and problem.message.startswith(("select names", "ignore names")):
            raise UsageError(problem.message)
    return Selection(project, paths)


def _common(paths: Sequence[Path]) -> Path:
    """The innermost folder that holds all of `paths`."""
    folders = [path if path.is_dir() else path.parent for path in paths]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:
        return folders[0]


def _overrides(arguments: argparse.Namespace) -> dict[str, object]:
    given: dict[str, object] = {
        "select": _names(arguments.select),
        "ignore": _names(arguments.ignore),
        "min-severity": arguments.min_severity,
        "min-confidence": arguments.min_confidence,
    }
    return {key: value for key, value in given.items() if value is not None}


def _names(given: Sequence[str] | None) -> list[str] | None:
    if given is None:
        return None
    return [name.strip() for text in given for name in text.split(",") if name.strip()]

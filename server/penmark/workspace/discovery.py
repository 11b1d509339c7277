"""Which files a scan looks at."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from penmark.settings import Settings
from penmark.workspace.ignoring import Patterns, compile_patterns, ignored, patterns_in, patterns_of_git
from penmark.workspace.notchecked import NotChecked, reason_of

_NEVER = frozenset(
    {
        *(".git", ".hg", ".svn", ".jj"),
        *("node_modules", "bower_components", "__pycache__", "__pypackages__", ".eggs", ".direnv"),
        *(".tox", ".nox", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".ipynb_checkpoints"),
        *(".terraform", ".terragrunt-cache"),
    }
)
"""Folders that hold what versioning, package managers and tools have put there."""

_MARKS_OF_OTHERS = ("pyvenv.cfg", "conda-meta", "CACHEDIR.TAG")
"""What stands in the top folder of a virtual environment, of a conda environment and of a cache."""


def repository_of(path: Path) -> Path | None:
    """The nearest folder at or above `path` that is a git work tree."""
    for folder in (path, *path.parents):
        if os.path.lexists(folder / ".git"):
            return folder
    return None


def root_of(path: Path) -> Path:
    """The workspace that `path` (absolute) belongs to: its git work tree, or its folder."""
    folder = path if path.is_dir() else path.parent
    return repository_of(folder) or folder


def discover(paths: Iterable[Path], root: Path, settings: Settings) -> Iterator[Path | NotChecked]:
    """The files below `paths` (absolute) in order of their names, none twice, and what could not be looked into.

    A file that is named itself is always among them. No link is followed that leads out of `root`, and inside of a
    folder none at all: what it points to is scanned where it stands.
    """
    walk = _Walk(root, settings)
    seen: set[Path] = set()
    for path in paths:
        for found in walk.of(path):
            key = found.path if isinstance(found, NotChecked) else found
            if key not in seen:
                seen.add(key)
                yield found


def leads_out(path: Path, root: Path) -> bool:
    """Whether `path`, which is named below `root`, really stands outside of it."""
    if root not in (path, *path.parents):
        return False
    real, real_root = path.resolve(), root.resolve()
    return real_root not in (real, *real.parents)


@dataclass(frozen=True, slots=True)
class _Folder:
    path: Path
    stack: tuple[Patterns, ...]


class _Walk:
    def __init__(self, root: Path, settings: Settings) -> None:
        self._root = root
        self._settings = settings
        self._exclude = Patterns(settings.folder.absolute(), compile_patterns(settings.exclude))

    def of(self, path: Path) -> Iterator[Path | NotChecked]:
        try:
            if leads_out(path, self._root):
                yield NotChecked(path, "it is a link that leads out of the workspace")
                return
            mode = path.stat().st_mode
        except (OSError, RuntimeError) as error:
            yield NotChecked(
                path, reason_of(error) if isinstance(error, OSError) else "links lead in a circle"
            )
            return
        if stat.S_ISDIR(mode):
            yield from self._below(path)
        else:
            yield path

    def _below(self, top: Path) -> Iterator[Path | NotChecked]:
        pending: list[_Folder | Path | NotChecked] = [_Folder(top, self._outer(top))]
        while pending:
            entry = pending.pop()
            if isinstance(entry, _Folder):
                pending += reversed(self._entries(entry))
            else:
                yield entry

    def _outer(self, top: Path) -> tuple[Patterns, ...]:
        """The patterns from outside of `top`, unless these ignore all of it: it was asked for by name."""
        if not self._settings.respect_gitignore:
            return ()
        repository = repository_of(top)
        stack = list(patterns_of_git(repository)) if repository else []
        limit = repository or self._root
        above = [folder for folder in reversed(top.parents) if folder == limit or limit in folder.parents]
        for folder in above:
            stack += patterns_in(folder)
        ways = [folder for folder in (*above, top) if folder != limit]
        return () if any(ignored(way, stack, is_folder=True) for way in ways) else tuple(stack)

    def _entries(self, folder: _Folder) -> list[_Folder | Path | NotChecked]:
        try:
            with os.scandir(folder.path) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            return [NotChecked(folder.path, reason_of(error))]
        stack = folder.stack
        if self._settings.respect_gitignore:
            stack = (*stack, *patterns_in(folder.path))
        found: list[_Folder | Path | NotChecked] = []
        for entry in entries:
            one = self._entry(entry, stack)
            if one is not None:
                found.append(one)
        return found

    def _entry(
        self, entry: os.DirEntry[str], stack: tuple[Patterns, ...]
    ) -> _Folder | Path | NotChecked | None:
        try:
            if entry.is_symlink() or _is_junction(entry):
                return None
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and not entry.is_file(follow_symlinks=False):
                return None
        except OSError as error:
            return NotChecked(Path(entry.path), reason_of(error))
        if is_folder and entry.name in _NEVER:
            return None
        path = Path(entry.path)
        if self._exclude.decide(path, is_folder=is_folder) or ignored(path, stack, is_folder=is_folder):
            return None
        if not is_folder:
            return path
        return None if _belongs_to_others(path) else _Folder(path, stack)


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Windows' other kind of link, which Python tells apart from 3.12 on."""
    return bool(getattr(entry, "is_junction", bool)())


def _belongs_to_others(folder: Path) -> bool:
    return any(os.path.lexists(folder / mark) for mark in _MARKS_OF_OTHERS)

"""Ignore files: `.gitignore` and `.ignore` at each level, and git's own lists of excluded files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

IGNORE_FILES = (".gitignore", ".ignore")
"""Read in each folder; what a later one says goes over what an earlier one says."""

_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of one source, which speak of paths below `folder`."""

    folder: Path
    spec: GitIgnoreSpec

    def decide(self, path: Path, *, is_folder: bool) -> bool | None:
        """Whether `path` (absolute) is ignored; None where no pattern speaks of it."""
        if not path.is_relative_to(self.folder):
            return None
        relative = path.relative_to(self.folder).as_posix().encode(errors="replace").decode()
        return self.spec.check_file(relative + "/" if is_folder else relative).include


def compile_patterns(lines: Iterable[str]) -> GitIgnoreSpec:
    """Patterns as in a `.gitignore`, matched in linear time; lines that are no patterns are passed over."""
    lines = list(lines)
    try:
        return _compiled(lines)
    except Exception:
        return _compiled([line for line in lines if _is_pattern(line)])


def _compiled(lines: Sequence[str]) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines(lines, backend="re2")


def _is_pattern(line: str) -> bool:
    """pathspec lets the errors of the engine below it through, so that any error means that this is no pattern."""
    try:
        _compiled([line])
    except Exception:
        return False
    return True


def patterns_in(folder: Path) -> tuple[Patterns, ...]:
    """The patterns of the ignore files that stand in `folder`, the strongest last."""
    return tuple(
        Patterns(folder, compile_patterns(lines)) for name in IGNORE_FILES if (lines := _lines(folder / name))
    )


def patterns_of_git(repository: Path) -> tuple[Patterns, ...]:
    """The patterns that git keeps outside of the work tree: the person's own list and the repository's."""
    sources = (_own_list(), repository / ".git" / "info" / "exclude")
    return tuple(
        Patterns(repository, compile_patterns(lines)) for source in sources if (lines := _lines(source))
    )


def ignored(path: Path, stack: Sequence[Patterns], *, is_folder: bool) -> bool:
    """Whether the last pattern in `stack` that speaks of `path` ignores it."""
    for patterns in reversed(stack):
        decision = patterns.decide(path, is_folder=is_folder)
        if decision is not None:
            return decision
    return False


def _own_list() -> Path:
    """`core.excludesFile` of the person's git configuration, or where git looks without it."""
    try:
        home = Path.home()
    except RuntimeError:
        return Path(os.devnull)
    section = ""
    for line in _lines(home / ".gitconfig"):
        bare = line.strip()
        if bare.startswith("["):
            section = bare.strip("[] ").lower()
        name, equals, value = bare.partition("=")
        if section == "core" and equals and name.strip().lower() == "excludesfile":
            given = value.strip().strip('"')
            return home / given.removeprefix("~/")
    configuration = os.environ.get("XDG_CONFIG_HOME")
    return (Path(configuration) if configuration else home / ".config") / "git" / "ignore"


def _lines(path: Path) -> list[str]:
    """The lines of a small regular file; none where it cannot be read."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
            return []
        return path.read_bytes().decode("utf-8-sig", errors="replace").splitlines()
    except OSError:
        return []

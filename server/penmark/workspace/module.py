"""The documents that one document has to be read together with."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from penmark.analysis.result import Context
from penmark.findings import Problem
from penmark.syntax import language_of
from penmark.text.document import Document
from penmark.workspace.notchecked import NotChecked
from penmark.workspace.reading import Source, read
from penmark.workspace.uris import from_path, to_path

_MODULES = frozenset({"terraform", "opentofu"})
"""Languages in which all files of a folder are one module."""

_MOST_FILES = 256
_MOST_FOLDERS = 16

_SETTLED = 2_000_000_000
"""Nanoseconds after which a folder's time of change tells of every change before: coarse file systems count seconds."""

_Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Folder:
    """What is known of a folder. `changed`: its time of change if that is settled, else 0."""

    changed: int
    files: Mapping[Path, tuple[_Stamp, Document | Problem]]


class ModuleFiles:
    """Reads the other files of a document's module, each once as long as it does not change.

    Not safe for use by several threads at once.
    """

    def __init__(self, largest: int) -> None:
        """`largest`: the size in bytes up to which files are read."""
        self._largest = largest
        self._folders: dict[Path, _Folder] = {}

    def context_of(
        self, path: Path | None, language: str, opened: Mapping[str, Document] | None = None
    ) -> tuple[Context, tuple[Problem, ...]]:
        """The other documents of the module, and what is wrong with them.

        `path` (absolute) is the document's own, None if it is no file. `opened` are the editor's documents by URI: they
        stand in for what is on disk.
        """
        if path is None or language not in _MODULES:
            return Context(), ()
        files: dict[str, Document] = {}
        problems: list[Problem] = []
        taken = {path}
        for uri, document in (opened or {}).items():
            other = to_path(uri)
            if other is not None and other.parent == path.parent and other not in taken:
                taken.add(other)
                if document.language in _MODULES:
                    files[uri] = document
        for other, found in self._on_disk(path.parent):
            if other in taken:
                continue
            if isinstance(found, Problem):
                problems.append(found)
            else:
                files[found.uri] = found
        return Context(files), tuple(problems)

    def _on_disk(self, folder: Path) -> Iterator[tuple[Path, Document | Problem]]:
        known = self._folders.pop(folder, _Folder(0, {}))
        current: dict[Path, tuple[_Stamp, Document | Problem]] = {}
        changed = _changed(folder)
        if changed and changed == known.changed:  # no file came or went: it need not be listed again
            files = [(path, stamp) for path in known.files if (stamp := _stamp(path)) is not None]
        else:
            files = _files(folder)
        for path, stamp in files[:_MOST_FILES]:
            kept = known.files.get(path)
            current[path] = kept if kept is not None and kept[0] == stamp else (stamp, self._read(path))
        if len(files) > _MOST_FILES:
            path, stamp = files[_MOST_FILES]
            message = (
                f"{path.name} and what follows it were not read: the module has more than {_MOST_FILES} files"
            )
            current[path] = (stamp, Problem(message))
            changed = 0
        self._folders[folder] = _Folder(changed, current)
        if len(self._folders) > _MOST_FOLDERS:
            del self._folders[next(iter(self._folders))]
        for path, (_, found) in current.items():
            yield path, found

    def _read(self, path: Path) -> Document | Problem:
        source = read(path, self._largest)
        if isinstance(source, Source) and not source.problem:
            return Document(from_path(path), 0, source.language, source.data)
        reason = source.reason if isinstance(source, NotChecked) else getattr(source, "problem", "")
        return Problem(f"{path.name} of the same module could not be read: {reason}")


def _changed(folder: Path) -> int:
    """The time (nanoseconds) at which a file last came to the folder or went; 0 if that cannot be told yet."""
    try:
        changed = folder.stat().st_mtime_ns
    except OSError:
        return 0
    return changed if time.time_ns() - changed > _SETTLED else 0


def _stamp(path: Path) -> _Stamp | None:
    """What tells that a file has changed; None where there is no regular file."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size) if stat.S_ISREG(status.st_mode) else None


def _files(folder: Path) -> list[tuple[Path, _Stamp]]:
    """The regular files of a folder that belong to its module, in order, with what tells that they have changed."""
    found: list[tuple[Path, _Stamp]] = []
    try:
        with os.scandir(folder) as scan:
            for entry in scan:
                if language_of(entry.name) in _MODULES and entry.is_file(follow_symlinks=False):
                    status = entry.stat(follow_symlinks=False)
                    found.append((Path(entry.path), (status.st_mtime_ns, status.st_size)))
    except OSError:
        return []
    return sorted(found)

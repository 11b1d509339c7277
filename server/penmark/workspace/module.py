"""The documents that one document has to be read together with."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
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

_Stamp = tuple[int, int]


class ModuleFiles:
    """Reads the other files of a document's module, each once as long as it does not change.

    Not safe for use by several threads at once.
    """

    def __init__(self, largest: int) -> None:
        """`largest`: the size in bytes up to which files are read."""
        self._largest = largest
        self._folders: dict[Path, dict[Path, tuple[_Stamp, Document | Problem]]] = {}

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
        known = self._folders.pop(folder, {})
        current: dict[Path, tuple[_Stamp, Document | Problem]] = {}
        files = _files(folder)
        for path, stamp in files[:_MOST_FILES]:
            kept = known.get(path)
            current[path] = kept if kept is not None and kept[0] == stamp else (stamp, self._read(path))
        if len(files) > _MOST_FILES:
            path, stamp = files[_MOST_FILES]
            message = (
                f"{path.name} and what follows it were not read: the module has more than {_MOST_FILES} files"
            )
            current[path] = (stamp, Problem(message))
        self._folders[folder] = current
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

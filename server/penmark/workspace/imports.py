"""The modules of a project that one of its Python files can import, found by name as Python would, and never run."""

from __future__ import annotations

import stat
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from penmark.analysis.result import Context
from penmark.text.document import Document
from penmark.workspace.discovery import leads_out
from penmark.workspace.reading import Source, read
from penmark.workspace.uris import from_path, to_path

LANGUAGE = "python"

_LOOK_SECONDS = 2.0
"""For how long what was seen of the disk is taken as true, where nobody tells of changes."""

_MOST_MODULES = 200
_MOST_VIEWS = 64
_SOURCES = "src"

_Stamp = tuple[int, int]


class Imports:
    """The modules below `root`. A file is read when it is first asked for, and again when it has changed.

    Not safe for use by several threads at once.
    """

    def __init__(self, root: Path, largest: int) -> None:
        """`root` is absolute; `largest`: the size in bytes up to which files are read."""
        self._root = root
        self._largest = largest
        self._read: dict[Path, tuple[_Stamp, Document | None]] = {}
        self._views: dict[Path, tuple[object, Context]] = {}
        self._round = 0
        self._looked = time.monotonic()

    def forget(self) -> None:
        """Files have changed: look again."""
        self._round += 1
        self._looked = time.monotonic()

    def context_of(self, path: Path, opened: Mapping[str, Document]) -> Context:
        """What the file at `path` (absolute) can import; the same object as long as nothing of it has changed.

        `opened` are the editor's documents by URI: they stand in for what is on disk.
        """
        if time.monotonic() - self._looked > _LOOK_SECONDS:
            self.forget()
        others = {
            place: document
            for uri, document in opened.items()
            if document.language == LANGUAGE and (place := to_path(uri)) is not None and place != path
        }
        state = (self._round, tuple((place, document.serial) for place, document in others.items()))
        kept = self._views.pop(path, None)
        if kept is None or kept[0] != state:
            view = View(self, path, others)
            kept = state, Context(view.documents, view)
        self._views[path] = kept
        if len(self._views) > _MOST_VIEWS:
            del self._views[next(iter(self._views))]
        return kept[1]

    def read(self, path: Path) -> Document | None:
        """The file at `path`; None where there is none that can be read."""
        try:
            status = path.stat()
        except (OSError, ValueError):
            self._read.pop(path, None)
            return None
        if not stat.S_ISREG(status.st_mode) or leads_out(path, self._root):
            return None
        stamp = (status.st_mtime_ns, status.st_size)
        kept = self._read.get(path)
        if kept is None or kept[0] != stamp:
            source = read(path, self._largest)
            document = None
            if isinstance(source, Source) and not source.problem:
                document = Document(from_path(path), 0, LANGUAGE, source.data)
            kept = self._read[path] = stamp, document
        return kept[1]

    def folders_of(self, path: Path) -> Iterator[Path]:
        """The folders in which a file's absolute imports are looked for, nearest first."""
        package = path.parent
        while package != self._root and (package / "__init__.py").is_file():
            package = package.parent
        yield from dict.fromkeys((package, path.parent, self._root, self._root / _SOURCES))

    def holds(self, path: Path) -> bool:
        """Whether a path is below the root, as it is written."""
        return path.is_relative_to(self._root)


class View:
    """What one file can import. `documents` are the modules that were found so far, by URI."""

    def __init__(self, imports: Imports, path: Path, opened: Mapping[Path, Document]) -> None:
        self._imports = imports
        self._path = path
        self._opened = opened
        self._found: dict[str, Document | None] = {}
        self._folders: tuple[Path, ...] | None = None
        self.documents: dict[str, Document] = {}

    def find(self, name: str) -> Document | None:
        """The module that is imported as `name` (`app.db`; `.helpers`, `..core` relative to the file), or None."""
        if name not in self._found:
            document = self._look_for(name) if len(self._found) < _MOST_MODULES else None
            self._found[name] = document
            if document is not None:
                self.documents[document.uri] = document
        return self._found[name]

    def _look_for(self, name: str) -> Document | None:
        bare = name.lstrip(".")
        names = bare.split(".")
        if not all(map(str.isidentifier, names)):
            return None
        dots = len(name) - len(bare)
        if not dots and names[0] in sys.stdlib_module_names:
            return None
        for folder in self._above(dots) if dots else self._absolute():
            module = folder.joinpath(*names)
            for candidate in (module.with_name(f"{module.name}.py"), module / "__init__.py"):
                if self._imports.holds(candidate) and candidate != self._path:
                    document = self._opened.get(candidate) or self._imports.read(candidate)
                    if document is not None:
                        return document
        return None

    def _above(self, dots: int) -> tuple[Path, ...]:
        parents = self._path.parents
        return (parents[dots - 1],) if dots <= len(parents) else ()

    def _absolute(self) -> tuple[Path, ...]:
        if self._folders is None:
            self._folders = tuple(self._imports.folders_of(self._path))
        return self._folders

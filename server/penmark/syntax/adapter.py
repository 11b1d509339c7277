"""What a language must offer, and which language a file is in."""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import PurePath
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from penmark.findings import Edit
from penmark.syntax.code import Facts, Part
from penmark.syntax.tree import Tree
from penmark.text.span import Span

if TYPE_CHECKING:
    from penmark.syntax.config import Body
    from penmark.text.document import Document

T = TypeVar("T", bound=Tree)


class Adapter(ABC, Generic[T]):
    """One language: how its text becomes a tree, and the tree facts.

    No method raises for what a document holds; text that does not parse gives the facts that can be recognised.
    An adapter may be used by several threads at once.
    """

    language: str
    """The name under which LSP clients know the language."""

    comment: str
    """What begins a comment that runs to the end of the line."""

    @abstractmethod
    def parse(self, document: Document, previous: T | None = None) -> T:
        """The tree of `document`. `previous` is the tree of an earlier snapshot: it makes this cheaper and stays as it is."""

    @abstractmethod
    def comment_spans(self, tree: T) -> Sequence[Span]:
        """Where the comments are, in bytes of the document, in order; without the line ending."""


class CodeAdapter(Adapter[T]):
    """A programming language: its facts are `penmark.syntax.code`."""

    @abstractmethod
    def parts(self, tree: T, previous: T | None = None) -> Sequence[Part]:
        """The parts of the document in order of position; they do not overlap.

        `previous` makes this cheaper and never changes the result: where nothing changed, the very same texts
        (and, before the change, the very same parts) are given again.
        """

    @abstractmethod
    def facts(self, part: Part, tree: T) -> Facts:
        """What `part`, one of this tree's parts, says. It depends on `part.key` only; positions are relative to `part.start`."""

    @abstractmethod
    def import_edit(self, tree: T, dotted: str) -> Edit | None:
        """The edit that makes `dotted` (`os`, `markupsafe.escape`) available; None where it already is."""

    @abstractmethod
    def import_name(self, tree: T, dotted: str) -> str:
        """How `dotted` (`hashlib.sha256`, `os`) is spelled in this document, once `import_edit` of its import is applied."""


class ConfigAdapter(Adapter[T]):
    """A configuration language: its facts are `penmark.syntax.config`."""

    @abstractmethod
    def read(self, tree: T) -> Body:
        """The document as a body of blocks and attributes."""

    @abstractmethod
    def append_edit(self, tree: T, text: str) -> Edit | None:
        """The edit that puts the block, or document, `text` at the end; None where the format has no place for it."""


_PACKAGES = {
    "python": "penmark.syntax.python",
    "terraform": "penmark.syntax.hcl",
    "terraform-vars": "penmark.syntax.hcl",
    "opentofu": "penmark.syntax.hcl",
    "opentofu-vars": "penmark.syntax.hcl",
    "yaml": "penmark.syntax.yaml",
    "dockercompose": "penmark.syntax.yaml",
    "github-actions-workflow": "penmark.syntax.yaml",
    "json": "penmark.syntax.json",
    "jsonc": "penmark.syntax.json",
    "dockerfile": "penmark.syntax.dockerfile",
    "bicep": "penmark.syntax.bicep",
}
"""The package of each language; it offers `create()`, which makes its adapter."""

_SUFFIXES = {
    ".py": "python",
    ".pyi": "python",
    ".pyw": "python",
    ".tf": "terraform",
    ".tofu": "opentofu",
    ".tfvars": "terraform-vars",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".json": "json",
    ".bicep": "bicep",
    ".dockerfile": "dockerfile",
    ".containerfile": "dockerfile",
}

_DOCKERFILES = frozenset({"dockerfile", "containerfile"})
_PROSE = frozenset({".htm", ".html", ".md", ".orig", ".patch", ".rst", ".txt", ".vim"})
"""What a file called `Dockerfile.…` ends in that is about Dockerfiles, and none."""

_adapters: dict[str, CodeAdapter[Any] | ConfigAdapter[Any]] = {}
_lock = Lock()


def adapter_for(language: str) -> CodeAdapter[Any] | ConfigAdapter[Any] | None:
    """The adapter of a language, or None for one that has none. Imports the grammar with the first call for it."""
    package = _PACKAGES.get(language)
    if package is None:
        return None
    adapter = _adapters.get(package)
    if adapter is None:
        with _lock:
            adapter = _adapters.get(package)
            if adapter is None:
                adapter = _adapters[package] = importlib.import_module(package).create()
    return adapter


def language_of(path: str) -> str:
    """The language of a file, by its name; "text" where it has no adapter. The file need not exist."""
    name = PurePath(PurePath(path).name.lower())
    found = _SUFFIXES.get(name.suffix)
    if found is None and name.suffix not in _PROSE and name.name.split(".")[0] in _DOCKERFILES:
        return "dockerfile"
    return found or "text"

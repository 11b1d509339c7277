"""The notebooks that the client has open, and the documents of their cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from penmark.analysis.result import Analysis
from penmark.lsp.documents import OpenDocument
from penmark.text.document import Document
from penmark.workspace.notebook import Cell, CellEngine, Joined
from penmark.workspace.uris import to_path

if TYPE_CHECKING:
    from penmark.analysis.engine import Analyzer
    from penmark.workspace.project import Project

_LANGUAGE = "python"


class CellDocument(OpenDocument):
    """One cell. Its settings are those of its notebook, and what is known of it comes from all cells together."""

    def __init__(self, document: Document, notebook: Notebook) -> None:
        super().__init__(document)
        self.notebook = notebook
        self.path = notebook.path
        self.folder = notebook.folder
        self._cell: Cell | None = None

    @property
    def settled(self) -> bool:
        """Whether the newest version has been checked, together with the newest versions of the other cells."""
        return super().settled and self.notebook.settled

    def unsettle(self, *, forget: bool = False) -> None:
        """What it depends on has changed. `forget`: even what was known of the notebook is worth nothing."""
        super().unsettle(forget=forget)
        if forget:
            self.notebook.forget()

    @property
    def cell(self) -> Cell:
        """The newest version, as it is analysed."""
        if self._cell is None or self._cell.source is not self.document:
            self._cell = Cell(self.document)
        return self._cell

    def depends_on(self, other: OpenDocument) -> bool:
        """Whether an edit of `other` may change what is found here; the cells of one notebook are checked together anyway."""
        return other not in self.together and super().depends_on(other)

    @property
    def together(self) -> Sequence[OpenDocument]:
        """The documents that are checked together with this one, and itself."""
        return tuple(self.notebook.documents.values())

    def engine(self, project: Project) -> Analyzer:
        """What analyses this cell together with the others."""
        engine = super().engine(project)
        joined, shown = self.notebook.joined, self.notebook.shown
        if joined is None or shown is None or self.cell not in joined.cells:
            return engine
        return CellEngine(engine, joined, joined.cells.index(self.cell), shown)


class Notebook:
    """One notebook: the order of its cells, and the documents of those that the client has opened, by URI.

    `joined` are the cells of Python as they were last analysed, and `shown` is what is shown of them.
    """

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self.path: Path | None = to_path(uri)
        self.folder: Path | None = None if self.path is None else self.path.parent
        self.order: list[str] = []
        self.prose: set[str] = set()
        self.documents: dict[str, CellDocument] = {}
        self.joined: Joined | None = None
        self.shown: Analysis | None = None
        self._settled: tuple[Document, ...] | None = None

    def cells(self) -> Iterator[CellDocument]:
        """The cells of Python, in order."""
        for uri in dict.fromkeys(self.order):
            opened = self.documents.get(uri)
            if opened is not None and uri not in self.prose and opened.document.language == _LANGUAGE:
                yield opened

    @property
    def settled(self) -> bool:
        """Whether the newest versions of all cells, in their newest order, have been checked."""
        current = tuple(opened.document for opened in self.cells())
        settled = self._settled
        return (
            settled is not None
            and len(settled) == len(current)
            and all(one is other for one, other in zip(settled, current, strict=True))
        )

    def settle(self, documents: Sequence[Document], joined: Joined | None, shown: Analysis | None) -> None:
        """These versions of the cells have been checked; no analysis: they could not be."""
        self._settled = tuple(documents)
        self.joined, self.shown = joined, shown

    def forget(self) -> None:
        """Nothing is known of it any more."""
        self._settled = self.joined = self.shown = None

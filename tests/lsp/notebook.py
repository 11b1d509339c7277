"""A notebook as an editor sends it."""

from __future__ import annotations

import itertools
from typing import Any

from lsprotocol import types
from tests.lsp.support import Editor, span

_numbers = itertools.count(1)
CODE, MARKUP = types.NotebookCellKind.Code, types.NotebookCellKind.Markup


class Notebook:
    """One open notebook; its cells go by short names."""

    def __init__(self, editor: Editor, uri: str = "") -> None:
        self._editor = editor
        self._number = next(_numbers)
        self._version = 1
        self.uri = uri or f"file:///nowhere/book{self._number}.ipynb"

    def cell(self, name: str) -> str:
        """The URI of a cell."""
        return f"vscode-notebook-cell:/nowhere/book{self._number}.ipynb#{name}"

    def open(self, cells: dict[str, str], kinds: Any = None) -> Notebook:
        """Open the notebook with the cells' texts by name."""
        document = types.NotebookDocument(
            self.uri, "jupyter-notebook", self._version, [self._cell(name, kinds) for name in cells]
        )
        items = [self._item(name, text) for name, text in cells.items()]
        self._editor.notebook_document_did_open(types.DidOpenNotebookDocumentParams(document, items))
        return self

    def change(self, name: str, version: int, *changes: Any) -> None:
        """Each change is a text, or (line, character, line, character, text)."""
        made = [
            types.TextDocumentContentChangeWholeDocument(one)
            if isinstance(one, str)
            else types.TextDocumentContentChangePartial(span(*one[:4]), one[4])
            for one in changes
        ]
        identifier = types.VersionedTextDocumentIdentifier(version=version, uri=self.cell(name))
        content = types.NotebookDocumentCellContentChanges(identifier, made)
        self._send(types.NotebookDocumentCellChanges(text_content=[content]))

    def splice(
        self, start: int, count: int, names: Any = (), opens: Any = None, closes: Any = (), kinds: Any = None
    ) -> None:
        """Put cells in the place of others; `opens` are the texts of those that are new."""
        array = types.NotebookCellArrayChange(start, count, [self._cell(name, kinds) for name in names])
        structure = types.NotebookDocumentCellChangeStructure(
            array,
            did_open=[self._item(name, text) for name, text in (opens or {}).items()],
            did_close=[types.TextDocumentIdentifier(self.cell(name)) for name in closes],
        )
        self._send(types.NotebookDocumentCellChanges(structure=structure))

    def describe(self, names: Any, kinds: Any = None) -> None:
        """Change what cells are."""
        self._send(types.NotebookDocumentCellChanges(data=[self._cell(name, kinds) for name in names]))

    def close(self, *names: str) -> None:
        """Close the notebook."""
        self._editor.notebook_document_did_close(
            types.DidCloseNotebookDocumentParams(
                types.NotebookDocumentIdentifier(self.uri),
                [types.TextDocumentIdentifier(self.cell(name)) for name in names],
            )
        )

    def save(self) -> None:
        """Save it."""
        identifier = types.NotebookDocumentIdentifier(self.uri)
        self._editor.notebook_document_did_save(types.DidSaveNotebookDocumentParams(identifier))

    def _send(self, cells: types.NotebookDocumentCellChanges | None) -> None:
        self._version += 1
        identifier = types.VersionedNotebookDocumentIdentifier(self._version, self.uri)
        change = types.NotebookDocumentChangeEvent(metadata={"language": "python"}, cells=cells)
        self._editor.notebook_document_did_change(types.DidChangeNotebookDocumentParams(identifier, change))

    def _cell(self, name: str, kinds: Any = None) -> types.NotebookCell:
        return types.NotebookCell((kinds or {}).get(name, CODE), self.cell(name))

    def _item(self, name: str, text: str) -> types.TextDocumentItem:
        return types.TextDocumentItem(self.cell(name), "python", 1, text)

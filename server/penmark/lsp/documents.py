"""The documents that the client has open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from penmark.analysis.result import NO_CONTEXT, Analysis, Context
from penmark.authorship.insertions import Insertions
from penmark.findings import Finding, Problem
from penmark.lsp.rendering import Fragments
from penmark.syntax.adapter import adapter_for, language_of
from penmark.text.document import Document
from penmark.text.positions import Encoding, to_offset
from penmark.text.span import Span
from penmark.workspace.uris import to_path

if TYPE_CHECKING:
    from penmark.analysis.engine import Analyzer
    from penmark.workspace.project import Project

_MODULES = frozenset({"terraform", "opentofu"})
"""Languages in which a file changes what is true of the others of its folder."""


class MalformedChange(ValueError):
    """A change that is not as the protocol has it."""


class OpenDocument:
    """One document, and what is known of it.

    `document` is the newest version. `analysis` is what is shown, of `document` once it is settled; `context` are the documents
    that it was read with, `problems` what was not checked around it. `known` are the fingerprints of findings that the
    baseline has and that are not shown. `serial` changes when something else is said. `insertions` are the blocks that came at once;
    `lenses` and `status` are what the client was last told of them and of the whole.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.path: Path | None = to_path(document.uri)
        self.folder: Path | None = None if self.path is None else self.path.parent
        self.analysis: Analysis | None = None
        self.context = NO_CONTEXT
        self.problems: tuple[Problem, ...] = ()
        self.known: frozenset[str] = frozenset()
        self.fragments = Fragments()
        self.serial = 0
        self.insertions = Insertions()
        self.lenses: tuple[tuple[int, str], ...] = ()
        self.status = ("", 0, "")
        self._settled: Document | None = None
        self._told: tuple[int, bytes] | None = None

    @property
    def settled(self) -> bool:
        """Whether the newest version has been checked."""
        return self._settled is self.document

    @property
    def together(self) -> Sequence[OpenDocument]:
        """The documents that are checked together with this one, and itself."""
        return (self,)

    def is_news(self, found: bytes) -> bool:
        """Whether the client was not told these diagnostics for this version."""
        told = (self.document.version, found)
        news = told != self._told
        self._told = told
        return news

    def engine(self, project: Project) -> Analyzer:
        """What analyses this document."""
        return project.engine_for(self.path)

    @property
    def findings(self) -> Sequence[Finding]:
        """What is shown, with absolute spans, in order of position."""
        found = () if self.analysis is None else self.analysis.findings
        return [one for one in found if one.fingerprint not in self.known] if self.known else found

    @property
    def count(self) -> int:
        """How many findings are shown; asked with every key."""
        if self.known or self.analysis is None:
            return len(self.findings)
        return sum(len(part.findings) for part in self.analysis.placed)

    def depends_on(self, other: OpenDocument) -> bool:
        """Whether an edit of `other` may change what is found here."""
        if self.document.language in _MODULES:
            return other.document.language in _MODULES and other.folder == self.folder is not None
        return other.document.uri in self.context.files

    def settle(
        self, document: Document, analysis: Analysis | None, context: Context, problems: Sequence[Problem]
    ) -> None:
        """`document` has been checked, and this is what is to be shown; no analysis: it could not be checked."""
        if not _says_the_same(analysis, self.analysis):
            self.serial += 1
        self.analysis = analysis
        self.context = context
        self.problems = tuple(problems)
        self._settled = document

    def unsettle(self, *, forget: bool = False) -> None:
        """What it depends on has changed. `forget`: even what was known of it is worth nothing."""
        self._settled = None
        if forget:
            self.analysis = None


def _says_the_same(analysis: Analysis | None, before: Analysis | None) -> bool:
    """Whether what was offered for the findings of an earlier analysis fits those of this one."""
    if analysis is None or before is None:
        return False
    return analysis.document is before.document and analysis.findings == before.findings


class Documents:
    """All open documents by URI, in the order in which they were opened."""

    def __init__(self) -> None:
        self._open: dict[str, OpenDocument] = {}

    def __iter__(self) -> Iterator[OpenDocument]:
        return iter(tuple(self._open.values()))

    def get(self, uri: str) -> OpenDocument | None:
        """The open document, or None."""
        return self._open.get(uri)

    def open(self, uri: str, version: int, language_id: str, text: str) -> OpenDocument:
        """Open a document, or open it anew."""
        document = Document(uri, version, _language(uri, language_id), encoded(text))
        return self.add(OpenDocument(document))

    def add(self, opened: OpenDocument) -> OpenDocument:
        """The same for a document that has been made."""
        self._open[opened.document.uri] = opened
        return opened

    def close(self, uri: str) -> OpenDocument | None:
        """Close a document; None if it was not open."""
        return self._open.pop(uri, None)

    def texts(self) -> Mapping[str, Document]:
        """The newest version of each."""
        return {uri: opened.document for uri, opened in self._open.items()}


def versions(document: Document, changes: object, version: int, encoding: Encoding) -> list[Document]:
    """The document after each of the changes of a `didChange`, at least one. Raises MalformedChange."""
    if not isinstance(changes, list):
        raise MalformedChange
    made: list[Document] = []
    for change in changes:
        document = document.edit([_edit(document, change, encoding)], version)
        made.append(document)
    return made or [document.edit([], version)]


def encoded(text: str) -> bytes:
    """The text in UTF-8; lone surrogates, which have no place there, become question marks."""
    return text.encode(errors="replace")


def _edit(document: Document, change: Any, encoding: Encoding) -> tuple[Span, bytes]:
    try:
        text = change["text"]
        where = change.get("range")
        span = Span(0, len(document.data)) if where is None else span_of(document, where, encoding)
        return span, encoded(text)
    except (TypeError, KeyError, AttributeError):
        raise MalformedChange from None


def span_of(document: Document, where: Any, encoding: Encoding) -> Span:
    """The span of a range as it came, clamped to the document. Raises MalformedChange, KeyError or TypeError."""
    start = _offset(document, where["start"], encoding)
    end = start if where["end"] == where["start"] else _offset(document, where["end"], encoding)
    return Span(min(start, end), max(start, end))


def _offset(document: Document, position: Any, encoding: Encoding) -> int:
    line, character = position["line"], position["character"]
    if type(line) is not int or type(character) is not int:
        raise MalformedChange
    return to_offset(document, line, character, encoding)


def _language(uri: str, language_id: str) -> str:
    """The client's word for the language, unless only the name tells more."""
    if adapter_for(language_id) is not None:
        return language_id
    path = to_path(uri)
    by_name = language_of(path.name if path is not None else uri)
    return by_name if by_name != "text" else language_id or "text"

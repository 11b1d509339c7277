"""A notebook as one text: its cells of Python in their order, analysed together, and the result given back to the cells.

So names and data lead from a cell to those below it as they do when the notebook is run from the top, and an edit of one
cell is an edit of one place. A fix stays in its finding's cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from penmark.analysis.engine import Analyzer
from penmark.analysis.result import NO_CONTEXT, Analysis, Context, Placed
from penmark.findings import Addition, Edit, Finding, Fix, Problem, Step
from penmark.syntax.adapter import CodeAdapter, adapter_for
from penmark.syntax.tree import Tree
from penmark.text.difference import difference
from penmark.text.document import Document
from penmark.text.span import Span
from penmark.workspace.magics import Masked, mask

T = TypeVar("T")

_BETWEEN = b"\npass\n"
"""A statement that no bracket can hold: what is left open in one cell ends with it."""


class Cell:
    """One cell of Python. Immutable.

    `document` has the text that is analysed, whose positions are those of the cell's own text.
    """

    def __init__(self, document: Document) -> None:
        """`document`: the cell's own text."""
        self._masked: Masked = mask(document.data)
        self._imports: dict[str, Edit | None] = {}
        self.source = document
        self.uri = document.uri
        self.document = Document(document.uri, document.version, "python", self._masked.data)

    @cached_property
    def tree(self) -> Tree:
        """The syntax of the cell alone."""
        tree: Tree = _python().parse(self.document)
        return tree

    def allows(self, span: Span) -> bool:
        """Whether an edit may replace what stands there: lines for IPython stay as they are."""
        return self._masked.allows(span)

    def imports(self, dotted: str) -> bool:
        """Whether the cell itself imports `dotted`."""
        return dotted.encode().rpartition(b".")[2] in self.document.data and self._import(dotted) is None

    def can_add(self, need: Addition) -> bool:
        """Whether the cell has a place for what a fix needs, or has it already."""
        edit = self._import(need.text) if need.kind == "import" else None
        return edit is None or self.allows(edit.span)

    def _import(self, dotted: str) -> Edit | None:
        if dotted not in self._imports:
            self._imports[dotted] = _python().import_edit(self.tree, dotted)
        return self._imports[dotted]


@dataclass(frozen=True)
class CellAnalysis(Analysis):
    """What is known of one cell: as of a document of its own, with steps that may lead through other cells.

    `named` are its findings, with fingerprints that hold for the whole notebook.
    """

    cell: Cell | None = None
    named: tuple[Finding, ...] = ()

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All findings with absolute spans and fingerprints, in order of position."""
        return self.named

    def allows(self, span: Span) -> bool:
        """Whether an edit may replace what stands there."""
        return self.cell is None or self.cell.allows(span)


class Joined:
    """The cells of a notebook, in order, as one document. Immutable."""

    def __init__(self, uri: str, cells: Sequence[Cell], previous: Joined | None = None) -> None:
        """`previous`: an earlier version of the same notebook, which makes the analysis cheaper."""
        self.cells = tuple(cells)
        self._starts: list[int] = []
        at = 0
        for cell in self.cells:
            self._starts.append(at)
            at += len(cell.document.data) + len(_BETWEEN)
        data = _BETWEEN.join(cell.document.data for cell in self.cells)
        if previous is None:
            self.document = Document(uri, 0, "python", data)
        else:
            changes = _changes(previous, self, data)
            self.document = previous.document.edit(changes, previous.document.version + 1)

    def start_of(self, index: int) -> int:
        """The offset at which the cell at `index` begins."""
        return self._starts[index]

    def cell_at(self, span: Span) -> int | None:
        """The index of the cell that holds all of `span`; None where there is none."""
        index = bisect_right(self._starts, span.start) - 1
        if index < 0 or span.end > self._starts[index] + len(self.cells[index].document.data):
            return None
        return index

    def replaced(self, index: int, cell: Cell) -> Joined:
        """The notebook with another text of one cell."""
        cells = (*self.cells[:index], cell, *self.cells[index + 1 :])
        return Joined(self.document.uri, cells, self)

    def separated(self, analysis: Analysis, before: Mapping[str, CellAnalysis]) -> Iterator[CellAnalysis]:
        """What is known of each cell, in order, after the analysis of `document`.

        `before` is what was known of the cells, by URI: where nothing changed, the very same findings are given again.
        """
        files = {**analysis.context.files, **{cell.uri: cell.document for cell in self.cells}}
        context = replace(analysis.context, files=files)
        findings = self._by_cell(analysis.findings, lambda finding: finding.span)
        ignored = self._by_cell(analysis.ignored, lambda one: one.finding.span)
        problems = self._by_cell(analysis.problems, lambda one: Span(0, 0) if one.span is None else one.span)
        broken = self._by_cell(analysis.broken, lambda span: span)
        for index, (cell, start) in enumerate(zip(self.cells, self._starts, strict=True)):
            named = tuple(self._placed(finding, index) for finding in findings.get(index, ()))
            kept = before.get(cell.uri)
            if kept is not None and kept.cell is cell and kept.named == named:
                named = kept.named
            yield CellAnalysis(
                cell.document,
                cell.tree,
                (Placed(0, 0, named),) if named else (),
                tuple(_moved(problem, -start) for problem in problems.get(index, ())),
                tuple(
                    replace(one, finding=self._placed(one.finding, index)) for one in ignored.get(index, ())
                ),
                analysis.masked_rules,
                {},
                broken=tuple(span.shifted(-start) for span in broken.get(index, ())),
                context=context,
                cell=cell,
                named=named,
            )

    def _by_cell(self, items: Iterable[T], place: Callable[[T], Span]) -> dict[int, list[T]]:
        """The items by the index of the cell that holds each; what no cell holds as a whole is left out."""
        found: dict[int, list[T]] = {}
        for item in items:
            index = self.cell_at(place(item))
            if index is not None:
                found.setdefault(index, []).append(item)
        return found

    def _placed(self, finding: Finding, index: int) -> Finding:
        """The finding as one of the cell at `index`."""
        start = self._starts[index]
        steps = tuple(moved for step in finding.steps if (moved := self._step(step, index)) is not None)
        fixes = tuple(kept for fix in finding.fixes if (kept := self._fix(fix, index)) is not None)
        return replace(finding, span=finding.span.shifted(-start), steps=steps, fixes=fixes)

    def _step(self, step: Step, index: int) -> Step | None:
        if step.uri is not None:
            return step
        where = self.cell_at(step.span)
        if where is None:
            return None
        span = step.span.shifted(-self._starts[where])
        return Step(span, step.message, None if where == index else self.cells[where].uri)

    def _fix(self, fix: Fix, index: int) -> Fix | None:
        """The fix as one of the cell, None where it cannot be made there alone.

        An import that it needs goes into the same cell, unless an earlier one has it.
        """
        cell, start = self.cells[index], self._starts[index]
        if any(self.cell_at(edit.span) != index for edit in fix.edits):
            return None
        edits = tuple(Edit(edit.span.shifted(-start), edit.text) for edit in fix.edits)
        needed = tuple(need for need in fix.additions if not self._imported_before(need, index))
        if not all(cell.allows(edit.span) for edit in edits) or not all(map(cell.can_add, needed)):
            return None
        return replace(fix, edits=edits, additions=needed)

    def _imported_before(self, need: Addition, index: int) -> bool:
        return need.kind == "import" and any(cell.imports(need.text) for cell in self.cells[:index])


class CellEngine:
    """Analyses what becomes of one cell, together with the other cells of its notebook."""

    def __init__(self, engine: Analyzer, joined: Joined, index: int, shown: Analysis) -> None:
        """`shown` is the analysis of `joined`; `index` tells which cell it is."""
        self._engine = engine
        self._joined = joined
        self._index = index
        self._shown = shown

    def analyze(
        self,
        document: Document,
        context: Context = NO_CONTEXT,
        previous: Analysis | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Analysis:
        """What is to be said about the cell when its text, as it is analysed, has become `document`.

        `context` and `previous` are not needed: the notebook's own are used. Raises Stopped when `stop` says so.
        """
        cell = self._joined.cells[self._index]
        found = difference(cell.document.data, document.data)
        source = cell.source.edit([(span, text) for span, text in reversed(found)], document.version)
        joined = self._joined.replaced(self._index, Cell(source))
        analysis = self._engine.analyze(joined.document, self._shown.context, self._shown, stop)
        return list(joined.separated(analysis, {}))[self._index]


def _changes(old: Joined, new: Joined, data: bytes) -> list[tuple[Span, bytes]]:
    """The changes that make `data`, the text of `new`, of that of `old`: for `Document.edit`, the last one first."""
    before = old.document.data
    least = min(len(old.cells), len(new.cells))
    head = next((index for index in range(least) if old.cells[index] is not new.cells[index]), least)
    least -= head
    tail = next(
        (index for index in range(least) if old.cells[-1 - index] is not new.cells[-1 - index]), least
    )
    start = old.start_of(head) if head < len(old.cells) else len(before)
    same = len(before) - old.start_of(len(old.cells) - tail) if tail else 0
    start = min(start, new.start_of(head) if head < len(new.cells) else len(data), len(data) - same)
    found = difference(before[start : len(before) - same], data[start : len(data) - same])
    return [(span.shifted(start), text) for span, text in reversed(found)]


def _moved(problem: Problem, offset: int) -> Problem:
    return problem if problem.span is None else replace(problem, span=problem.span.shifted(offset))


def _python() -> CodeAdapter[Any]:
    adapter = adapter_for("python")
    assert isinstance(adapter, CodeAdapter)
    return adapter

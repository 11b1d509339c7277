"""The adapter of HCL: blocks are cut first, and each is parsed on its own when it is asked for."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cached_property, lru_cache, partial
from threading import local

import tree_sitter
import tree_sitter_hcl

from penmark.findings import Edit
from penmark.syntax.adapter import ConfigAdapter
from penmark.syntax.config import Body, Lowered, Placed, Reading, Unit
from penmark.syntax.hcl.head import head
from penmark.syntax.hcl.layout import HclLayout
from penmark.syntax.hcl.lowering import Lowering
from penmark.syntax.hcl.mending import without_errors
from penmark.syntax.hcl.segments import Cut, Segment, cut
from penmark.syntax.tree import Tree, changed, error_spans
from penmark.text.document import Document
from penmark.text.span import Span

_LANGUAGE = tree_sitter.Language(tree_sitter_hcl.language())
_LAYOUT = HclLayout()
_parsers = local()


class HclTree(Tree):
    """The blocks of one document, and the cuts between them, which the next version's tree takes over."""

    def __init__(self, document: Document, previous: HclTree | None) -> None:
        self.document = document
        between = changed(document, previous.document) if previous is not None else None
        before = previous.cuts if previous is not None else []
        self.cuts: list[tuple[int, Cut]] = cut(document.data, before, between)
        self.body: Body = Body(
            _placed(document.data, self.cuts, before, previous.body.units if previous else ())
        )

    @property
    def has_error(self) -> bool:
        """Whether any of the document does not parse."""
        return any(unit.broken for _, unit in self.body.units)

    def errors(self) -> Sequence[Span]:
        """The outermost spans that do not parse, in bytes of the document, in order; empty spans where text is missing."""
        return self._errors

    @cached_property
    def _errors(self) -> tuple[Span, ...]:
        return tuple(span.shifted(offset) for offset, unit in self.body.units for span in unit.reading.errors)


class HclAdapter(ConfigAdapter[HclTree]):
    """Terraform, OpenTofu and their variable files."""

    language = "terraform"
    comment = "#"

    def parse(self, document: Document, previous: HclTree | None = None) -> HclTree:
        """The tree of `document`; only blocks whose text is new are read."""
        return HclTree(document, previous)

    def comment_spans(self, tree: HclTree) -> Sequence[Span]:
        """Where the comments are, in bytes of the document, in order."""
        return [span.shifted(offset) for offset, run in tree.cuts for span in run.comments]

    def read(self, tree: HclTree) -> Body:
        """The top-level blocks, in order of position."""
        return tree.body

    def append_edit(self, tree: HclTree, text: str) -> Edit:
        """The edit that puts the block `text` at the end of the document, after one empty line."""
        data = tree.document.data
        end = len(data.rstrip())
        newline = "\r\n" if b"\r\n" in data else "\n"
        lines = text.strip().splitlines()
        gap = newline * 2 if end else ""
        return Edit(Span(end, len(data)), gap + newline.join(lines) + newline)


def create() -> HclAdapter:
    """The adapter of HCL."""
    return HclAdapter()


def read(text: bytes, parsable: bytes, wounds: tuple[int, ...]) -> Reading:
    """What one top-level item says. `parsable` is what the parser gets to see in place of `text`."""
    root = _parse(parsable)
    size = len(text)

    def lower() -> Lowered:
        source, sound = parsable, root
        if root.has_error:
            source = without_errors(parsable, _is_wrong)
            sound = _parse(source)
        lowering = Lowering(source, size)
        return Lowered(lowering.top(sound), lowering.deep)

    errors = (
        {Span(min(start, size), min(end, size)) for start, end in error_spans(root)}
        if root.has_error
        else set()
    )
    errors.update(Span(at, at + 1) for at in wounds)
    return Reading(tuple(sorted(errors)), lower)


@lru_cache(maxsize=1024)  # while one attribute is typed, its neighbours are asked for at every key
def _is_wrong(text: bytes) -> bool:
    return bool(_parse(text).has_error)


def _parse(text: bytes) -> tree_sitter.Node:
    parser = getattr(_parsers, "parser", None)
    if parser is None:
        parser = _parsers.parser = tree_sitter.Parser(_LANGUAGE)
    # The grammar ends a heredoc only at a line feed.
    root: tree_sitter.Node = parser.parse(text + b"\n").root_node
    return root


def _placed(
    data: bytes,
    cuts: Sequence[tuple[int, Cut]],
    before: Sequence[tuple[int, Cut]],
    placed: tuple[Placed, ...],
) -> tuple[Placed, ...]:
    """The units of all cuts, of which those of the cuts `before` were `placed`; one known by its text stays the same object."""
    most = min(len(cuts), len(before))
    first = 0
    while first < most and cuts[first] is before[first]:
        first += 1
    last = 0
    while last < most - first and cuts[-1 - last][1] is before[-1 - last][1]:
        last += 1
    start = sum([len(run.segments) for _, run in before[:first]])
    end = len(placed) - sum([len(run.segments) for _, run in before[len(before) - last :]])
    known = {unit.key: unit for _, unit in placed[start:end]}
    fresh = [
        Placed(offset + segment.start, _unit(segment, data, offset, known))
        for offset, run in cuts[first : len(cuts) - last]
        for segment in run.segments
    ]
    rest = placed[end:]
    delta = cuts[-last][0] - before[-last][0] if last else 0
    if delta:
        rest = tuple([Placed(offset + delta, unit) for offset, unit in rest])
    return (*placed[:start], *fresh, *rest)


def _unit(segment: Segment, data: bytes, offset: int, known: dict[Hashable, Unit]) -> Unit:
    text = data[offset + segment.start : offset + segment.end]
    key = (text, segment.parsable) if segment.wounds else text
    unit = known.get(key)
    if unit is None:
        kind, labels = head(text)
        reader = partial(read, text, segment.parsable, segment.wounds)
        unit = known[key] = Unit(key, text, kind, labels, bool(segment.wounds), _LAYOUT, reader)
    return unit

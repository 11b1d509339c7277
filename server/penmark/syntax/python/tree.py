"""The syntax of a Python document: its pieces, and what of each does not parse."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from penmark.syntax.code import Part
from penmark.syntax.python.grammar import Syntax, parse
from penmark.syntax.python.segments import Cuts, Segment, cut_again, cut_all
from penmark.syntax.tree import Tree, changed
from penmark.text.span import Span

if TYPE_CHECKING:
    from penmark.text.document import Document


_START = attrgetter("start")


class PythonTree(Tree):
    """Segments, parts, and the parse of those parts that are new: the others' facts have been read before."""

    __slots__ = ("cuts", "document", "fresh", "parts", "wounds")

    def __init__(
        self,
        document: Document,
        cuts: Cuts,
        parts: Sequence[Part],
        wounds: Mapping[bytes, tuple[Span, ...]],
        fresh: Mapping[bytes, Syntax],
    ) -> None:
        self.document = document
        self.cuts = cuts
        self.parts = parts
        self.wounds = wounds
        self.fresh = fresh

    @property
    def has_error(self) -> bool:
        """Whether any of the document does not parse."""
        return bool(self.wounds)

    def errors(self) -> Sequence[Span]:
        """The outermost spans that do not parse, in bytes, in order; empty spans where text is missing."""
        if not self.wounds:
            return ()
        return tuple(
            span.shifted(part.start) for part in self.parts if part.broken for span in self.wounds[part.text]
        )


def tree_of(document: Document, previous: PythonTree | None) -> PythonTree:
    """The tree of `document`; of `previous`, the tree of an earlier snapshot, what did not change is used again."""
    between = changed(document, previous.document) if previous is not None else None
    if previous is None or between is None:
        cuts = cut_all(document.data)
        fresh: dict[bytes, Syntax] = {}
        wounds: dict[bytes, tuple[Span, ...]] = {}
        parts = [
            _part(segment, start, fresh, wounds)
            for segment, start in zip(cuts.segments, cuts.starts, strict=True)
            if segment.kind
        ]
        return PythonTree(document, cuts, parts, wounds, fresh)
    return _tree_after(document, previous, *between)


def _tree_after(
    document: Document, previous: PythonTree, start: int, old_end: int, new_end: int
) -> PythonTree:
    cuts, kept = cut_again(document.data, previous.cuts, start, old_end, new_end)
    fresh: dict[bytes, Syntax] = {}
    wounds: dict[bytes, tuple[Span, ...]] = dict(previous.wounds)
    old = previous.cuts
    first = _parts_before(previous, old.starts[kept.first] if kept.first < len(old.starts) else None)
    last = len(previous.parts) - _parts_before(previous, old.starts[-kept.last] if kept.last else None)
    before = previous.parts[:first]
    changed_parts = previous.parts[first : len(previous.parts) - last]
    after = previous.parts[len(previous.parts) - last :]
    known = {part.text: part for part in changed_parts}
    until = len(cuts.segments) - kept.last
    between = [
        _part(segment, at, fresh, wounds, known)
        for segment, at in zip(
            cuts.segments[kept.first : until], cuts.starts[kept.first : until], strict=True
        )
        if segment.kind
    ]
    shift = kept.shift
    if shift:
        make = tuple.__new__  # thousands at every keystroke: Part's own constructor takes twice as long
        after = [
            make(Part, (kind, owner, at + shift, text, broken)) for kind, owner, at, text, broken in after
        ]
    parts = [*before, *between, *after]
    if wounds:
        broken_texts = {part.text for part in parts if part.broken}
        wounds = {text: spans for text, spans in wounds.items() if text in broken_texts}
    return PythonTree(document, cuts, parts, wounds, fresh)


def _parts_before(tree: PythonTree, offset: int | None) -> int:
    """How many of a tree's parts begin before `offset`; all for None."""
    return len(tree.parts) if offset is None else bisect_left(tree.parts, offset, key=_START)


def _part(
    segment: Segment,
    start: int,
    fresh: dict[bytes, Syntax],
    wounds: dict[bytes, tuple[Span, ...]],
    known: Mapping[bytes, Part] | None = None,
) -> Part:
    text = segment.text
    same = known.get(text) if known is not None else None
    if same is not None:
        return Part(segment.kind, segment.owner, start, same.text, same.broken)
    syntax = fresh.get(text)
    if syntax is None:
        syntax = fresh[text] = parse(text)
    broken = syntax.root.has_error
    if broken and text not in wounds:
        wounds[text] = syntax.errors()
    return Part(segment.kind, segment.owner, start, text, broken)

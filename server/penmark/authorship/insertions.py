"""The blocks of a document that were inserted at once, by a completion or a paste, followed through later edits.

Who wrote a block is not known from the edit alone; an editor that knows may tell. What brings back a text that was just
removed (an undo, a line that is moved) is no insertion, and neither is text that was only laid out anew.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from penmark.findings import Confidence
from penmark.text.blocks import is_block
from penmark.text.difference import difference
from penmark.text.document import Change, Document
from penmark.text.span import Span

_MOST_BLOCKS = 32
_MOST_REMOVED = 16
_LAYOUT = b" \t\r\n\f,;'\"()\\"
"""What a formatter may add and take away."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """A block that was inserted at once.

    `span` is where it stands now. `assistant` and `model` are what an editor told, "" where it did not. `id` stays the same for as
    long as the block is there.
    """

    id: int
    span: Span
    assistant: str = ""
    model: str = ""
    told: bool = False

    @property
    def confidence(self) -> Confidence:
        """How sure it is that an assistant wrote this: an edit alone may as well be a paste."""
        return Confidence.HIGH if self.told else Confidence.LOW


@dataclass(slots=True)
class _Removed:
    """A text that was removed, and the insertions in it, relative to its start. `at`: where it stood, while nothing else
    was edited since."""

    text: bytes
    blocks: list[Insertion]
    at: int


class Insertions:
    """The inserted blocks of one document, from version to version. All offsets are bytes of the newest version."""

    def __init__(self) -> None:
        self._blocks: list[Insertion] = []
        self._removed: deque[_Removed] = deque(maxlen=_MOST_REMOVED)
        self._ids = itertools.count(1)

    def __iter__(self) -> Iterator[Insertion]:
        """In order of position."""
        return iter(tuple(self._blocks))

    def get(self, number: int) -> Insertion | None:
        """The block with this id, or None if it was edited away."""
        return next((block for block in self._blocks if block.id == number), None)

    def touching(self, span: Span) -> Iterator[Insertion]:
        """The blocks that overlap `span` or meet it."""
        return (block for block in tuple(self._blocks) if block.span.touches(span))

    def follow(self, before: Document, after: Document, reloaded: Callable[[], bool] = lambda: False) -> None:
        """Take in the edit that made `after` of `before`, its parent.

        `reloaded` is asked, where a block arrived, whether the whole text was read from the disk again, so that nobody
        inserted it. `after` must have been made by one change; anything else forgets all blocks.
        """
        changes = after.changes_since(before)
        if changes is None or len(changes) > 1:
            self._blocks = []
            return
        known = {block.id for block in self._blocks}
        arrived = False
        for change in changes:
            removed = before.data[change.start : change.old_end]
            inserted = after.data[change.start : change.new_end]
            for step, old, new in _steps(change, removed, inserted):
                arrived |= self._step(step, old, new)
        if arrived and reloaded():
            self._blocks = [block for block in self._blocks if block.id in known]
        elif arrived:
            self._join(after.data)

    def tell(self, span: Span, assistant: str = "", model: str = "") -> None:
        """An editor says that the text of `span` was inserted, and by which assistant and model if it knows."""
        if span.start >= span.end:
            return
        over = [one for one in self._blocks if one.span.start < span.end and span.start < one.span.end]
        number = over[0].id if over else next(self._ids)
        self._blocks = [block for block in self._blocks if block not in over]
        self._add(Insertion(number, span, assistant, model, told=True))

    # ------------------------------------------------------------ one edit

    def _step(self, change: Change, removed: bytes, inserted: bytes) -> bool:
        """Whether a block arrived."""
        lost = self._move(change)
        if removed:
            self._remember(change.start, removed, lost)
        elif self._removed:
            self._removed[-1].at = -1
        if not is_block(inserted) or _same_but_for_layout(removed, inserted):
            return False
        if self._restore(change.start, inserted):
            return False
        start = change.start + len(inserted) - len(inserted.lstrip())
        self._add(Insertion(next(self._ids), Span(start, change.start + len(inserted.rstrip()))))
        return True

    def _move(self, change: Change) -> list[Insertion]:
        """Move the blocks along. What of them was removed, relative to the start of the change."""
        if not self._blocks:
            return []
        kept: list[Insertion] = []
        lost: list[Insertion] = []
        for block in self._blocks:
            moved = _moved(block.span, change)
            if moved is not None:
                kept.append(block if moved == block.span else replace(block, span=moved))
            cut = Span(max(block.span.start, change.start), min(block.span.end, change.old_end))
            if cut.start < cut.end:
                lost.append(replace(block, span=cut.shifted(-change.start)))
        self._blocks = kept
        return lost

    def _remember(self, start: int, text: bytes, blocks: list[Insertion]) -> None:
        """Keep what was removed; keys that remove one after the other remove one text."""
        last = self._removed[-1] if self._removed else None
        if last is not None and last.at == start:
            last.blocks += [replace(one, span=one.span.shifted(len(last.text))) for one in blocks]
            last.text += text
        elif last is not None and last.at == start + len(text):
            last.blocks = [
                *blocks,
                *(replace(one, span=one.span.shifted(len(text))) for one in last.blocks),
            ]
            last.text = text + last.text
            last.at = start
        else:
            if last is not None and not is_block(last.text):
                self._removed.pop()
            self._removed.append(_Removed(text, blocks, start))

    def _restore(self, start: int, inserted: bytes) -> bool:
        """Whether `inserted` is a text that was removed before; the blocks that stood in it are there again."""
        text = inserted.strip()
        base = start + inserted.find(text)
        for removed in reversed(self._removed):
            found = removed.text.find(text)
            if found < 0:
                continue
            for block in removed.blocks:
                back = Span(max(block.span.start, found), min(block.span.end, found + len(text)))
                now = back.shifted(base - found)
                if now.start < now.end and self.get(block.id) is None and not any(self.touching(now)):
                    self._add(replace(block, span=now))
            return True
        return False

    def _add(self, block: Insertion) -> None:
        self._blocks = sorted((*self._blocks, block), key=lambda one: one.span)
        if len(self._blocks) > _MOST_BLOCKS:
            self._blocks.remove(min(self._blocks, key=lambda one: one.id))

    def _join(self, data: bytes) -> None:
        """Blocks with nothing but white space between them came as one, in pieces."""
        joined: list[Insertion] = []
        for block in self._blocks:
            last = joined[-1] if joined else None
            if last is not None and not data[last.span.end : block.span.start].strip():
                end = max(last.span.end, block.span.end)
                joined[-1] = replace(last, span=Span(last.span.start, end))
            else:
                joined.append(block)
        self._blocks = joined


def _steps(change: Change, removed: bytes, inserted: bytes) -> Iterator[tuple[Change, bytes, bytes]]:
    """What the change did, last first: where it replaced much by much, only the lines that differ."""
    if not removed.strip() or not is_block(inserted):
        yield change, removed, inserted
        return
    for span, text in reversed(difference(removed, inserted)):
        start = change.start + span.start
        yield Change(start, change.start + span.end, start + len(text)), removed[span.start : span.end], text


def _moved(span: Span, change: Change) -> Span | None:
    """Where a block stands after the change; None if nothing of it is left."""
    start, end = span
    shift = change.new_end - change.old_end
    if change.old_end <= start:
        return span.shifted(shift)
    if change.start >= end:
        return span
    if change.start <= start and change.old_end >= end:
        return None
    if change.start <= start:
        return Span(change.new_end, end + shift)
    return Span(start, end + shift if change.old_end < end else change.start)


def _same_but_for_layout(old: bytes, new: bytes) -> bool:
    return bool(old) and old.translate(None, _LAYOUT) == new.translate(None, _LAYOUT)

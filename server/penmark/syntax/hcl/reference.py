"""Holds an edit of HCL to a second reader, python-hcl2: it must read the result, and find nothing changed but what was meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from penmark.findings import Edit
from penmark.syntax.config import Block
from penmark.syntax.hcl.adapter import read
from penmark.syntax.hcl.segments import cut
from penmark.text.span import Span

Path = tuple[str | int, ...]

_COMMENTS = "__comments__"


class Difference(NamedTuple):
    """Where two readings differ; `kind` is `added`, `removed` or `changed`."""

    path: Path
    kind: str


class _Touched(NamedTuple):
    """What edits may change: what lies below `inside`, and additions to what is at one of `around`."""

    inside: frozenset[Path]
    around: frozenset[Path]


def accepts(before: bytes, after: bytes, edits: Sequence[Edit]) -> str | None:
    """None if `after` is what `edits` make of `before` in the eyes of python-hcl2 too; else why it is not.

    Accepted are changes of the attributes that an edit stands in, the removal of those that one covers with nothing, and new
    attributes and blocks in the blocks that one stands in. Takes about a millisecond a line.
    """
    try:
        old = _read(before)
    except Exception as error:  # The reader raises what its parser raises, which is not its own.
        return f"python-hcl2 cannot read the file as it was ({type(error).__name__})"
    try:
        new = _read(after)
    except Exception as error:
        return f"python-hcl2 cannot read the result ({type(error).__name__})"
    touched = _touched(before, edits)
    for difference in differences(old, new):
        if not _meant(difference, touched):
            where = ".".join(str(part) for part in difference.path)
            return f"{where} would be {difference.kind} too"
    return None


def _read(data: bytes) -> object:
    import hcl2

    text = data.decode("utf-8")
    return hcl2.loads(text if text.endswith("\n") else text + "\n")


def differences(old: object, new: object, path: Path = ()) -> Iterator[Difference]:
    """Where two readings differ, outermost first. Keys are compared without their quotes."""
    if isinstance(old, dict) and isinstance(new, dict):
        one, other = _plain(old), _plain(new)
        for key in (*one, *(key for key in other if key not in one)):
            if key not in other:
                yield Difference((*path, key), "removed")
            elif key not in one:
                yield Difference((*path, key), "added")
            else:
                yield from differences(one[key], other[key], (*path, key))
    elif isinstance(old, list) and isinstance(new, list) and _alike(old, new):
        for index in range(max(len(old), len(new))):
            if index >= len(new):
                yield Difference((*path, index), "removed")
            elif index >= len(old):
                yield Difference((*path, index), "added")
            else:
                yield from differences(old[index], new[index], (*path, index))
    elif old != new or type(old) is not type(new):
        yield Difference(path, "changed")


def _plain(mapping: dict[str, object]) -> dict[str, object]:
    return {str(key).strip('"'): value for key, value in mapping.items()}


def _alike(old: list[object], new: list[object]) -> bool:
    """Whether lists are compared item by item: lists of blocks, and lists of the same length."""
    return len(old) == len(new) or all(isinstance(item, dict) for item in (*old, *new))


def _touched(before: bytes, edits: Sequence[Edit]) -> _Touched:
    inside: set[Path] = set()
    around: set[Path] = set()
    blocks = list(_blocks(before))
    for edit in edits:
        home = next(
            (
                found
                for found in blocks
                if found[1] <= edit.span.start and edit.span.end <= found[1] + found[2].end
            ),
            None,
        )
        if home is None:
            around.add(())
            continue
        path, offset, block = home
        _locate(path, block, Edit(edit.span.shifted(-offset), edit.text), inside, around)
    return _Touched(frozenset(inside), frozenset(around))


def _blocks(data: bytes) -> Iterator[tuple[Path, int, Block]]:
    """The top-level blocks, each with its path in the other reader's result and its offset."""
    seen: Counter[str] = Counter()
    for offset, run in cut(data):
        for segment in run.segments:
            text = data[offset + segment.start : offset + segment.end]
            block = read(text, segment.parsable, segment.wounds).block
            if block is not None:
                yield (block.type, seen[block.type], *block.labels), offset + segment.start, block
                seen[block.type] += 1


def _locate(path: Path, block: Block, edit: Edit, inside: set[Path], around: set[Path]) -> None:
    """Add what the edit, within `block`, may change."""
    while True:
        seen: Counter[str] = Counter()
        deeper: tuple[Path, Block] | None = None
        for nested in block.blocks:
            if nested.open < edit.span.start and edit.span.end <= nested.close:
                labels = tuple(nested.labels)
                deeper = ((*path, nested.type, seen[nested.type], *labels), nested)
            seen[nested.type] += 1
        if deeper is None:
            break
        path, block = deeper
    for attribute in block.attributes:
        if attribute.span.contains(edit.span) and edit.span != Span(attribute.end, attribute.end):
            inside.add((*path, attribute.name))
            return
    if not edit.text:
        covered = [attribute for attribute in block.attributes if edit.span.contains(attribute.span)]
        inside.update((*path, attribute.name) for attribute in covered)
    around.add(path)


def _meant(difference: Difference, touched: _Touched) -> bool:
    path = difference.path
    if any(path[: len(home)] == home for home in touched.inside):
        return True
    if path[-1] == _COMMENTS or _COMMENTS in path:
        home = path[: path.index(_COMMENTS)]
        return home in touched.around or any(inner[:-1] == home for inner in touched.inside)
    if difference.kind != "added":
        return False
    return path[:-1] in touched.around or (isinstance(path[-1], int) and path[:-2] in touched.around)

"""What one function of a file lacks that the others have: a decorator, or a parameter that a framework fills in, which lets not everyone in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from penmark.dataflow.patterns import Pattern, glob
from penmark.dataflow.tables import Table
from penmark.syntax import code
from penmark.syntax.walk import walk

if TYPE_CHECKING:
    from penmark.dataflow.link import Linker
    from penmark.dataflow.reach import FileUnit
    from penmark.dataflow.results import CallEvent


@dataclass(frozen=True, slots=True)
class Peers:
    """A match counts only where its function stands out.

    `guards`: names in the head of a function (in decorators, annotations and defaults) that guard it; `open`: names of functions that
    are meant for everyone; `words`: names, also of what is called, by which a function guards itself; `anywhere`: names by which the module, or a
    decorator of another function, guards all.
    """

    guards: tuple[str, ...]
    open: tuple[str, ...]
    words: tuple[str, ...]
    anywhere: tuple[str, ...]

    @staticmethod
    def read(table: Table) -> Peers | None:
        """From `peers`. Raises DataError."""
        data = table.mapping("peers")
        if not data:
            return None
        peers = Table(data, f"{table.name}.peers")
        found = Peers(*(peers.texts(key) for key in ("guards", "open", "words", "anywhere")))
        peers.finish()
        return found


def head_names(node: code.Function) -> frozenset[str]:
    """The names in the decorators, the annotations and the defaults of a function."""
    parts: list[code.Node] = list(node.decorators)
    for param in node.params:
        parts += [part for part in (param.annotation, param.default) if part is not None]
    names = set()
    for one in walk(parts):
        if isinstance(one, code.Name):
            names.add(one.id)
        elif isinstance(one, code.Attribute):
            names.add(one.name)
    return frozenset(names)


def stands_out(
    peers: Peers, calls: Sequence[Pattern], unit: FileUnit, event: CallEvent, linker: Linker
) -> str:
    """What most functions ask for that the same object decorates, and this one does not; "" where it is as they are."""
    mine = next(
        (one for one in unit.local.functions if any(node is event.node for node in one.decorators)), None
    )
    if (
        mine is None
        or mine.node is None
        or _guards(peers, mine.head)
        or _is_any(peers.open, frozenset((mine.node.name,)))
        or _is_any(peers.words, _names(mine.node))
    ):
        return ""
    root = event.spelled.partition(".")[0].removesuffix("()")
    return linker.convention((id(peers), root), partial(_convention, peers, calls, root))


def _convention(peers: Peers, calls: Sequence[Pattern], root: str, linker: Linker) -> str:
    """What most functions that `root` decorates ask for, or "".

    Of those without a guard only such count as the pattern asks for: that everyone may read says nothing of who may write.
    """
    lasts = {pattern.last for pattern in calls}
    asked: Counter[str] = Counter()
    guarded, free = 0, 0
    for unit in linker.with_word(root):
        if not unit.path and _is_any(peers.anywhere, unit.words):
            return ""
        for info in unit.local.functions:
            if root not in info.head:
                continue
            if _is_any(peers.anywhere, info.head):
                return ""
            guards = _guards(peers, info.head)
            asked.update(guards)
            guarded += bool(guards)
            free += not guards and not info.head.isdisjoint(lasts)
    return asked.most_common(1)[0][0] if guarded >= 2 and guarded >= free else ""


def _names(node: code.Function) -> frozenset[str]:
    """The names in a function, and those of what it calls."""
    found = set()
    for one in walk([node]):
        if isinstance(one, code.Name):
            found.add(one.id)
        elif isinstance(one, code.Call) and isinstance(one.callee, code.Attribute):
            found.add(one.callee.name)
        elif isinstance(one, code.Attribute) and isinstance(one.base, code.Name):
            found.add(f"{one.base.id}.{one.name}")
    return frozenset(found)


@lru_cache(maxsize=1024)
def _guards(peers: Peers, head: frozenset[str]) -> Sequence[str]:
    return sorted(name for name in head if _is_any(peers.guards, frozenset((name,))))


@lru_cache(maxsize=1024)  # the words of a file are asked about again at each key
def _is_any(patterns: tuple[str, ...], names: frozenset[str]) -> bool:
    return any(glob(pattern, name) for pattern in patterns for name in names)

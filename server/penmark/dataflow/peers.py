"""What one function of a file lacks that the others have: a decorator, or a parameter that a framework fills in, which lets not everyone in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from penmark.dataflow.patterns import glob
from penmark.dataflow.tables import Table
from penmark.syntax import code
from penmark.syntax.walk import walk

if TYPE_CHECKING:
    from penmark.dataflow.link import Linker
    from penmark.dataflow.reach import FileUnit
    from penmark.dataflow.results import CallEvent, FunctionInfo


@dataclass(frozen=True, slots=True)
class Peers:
    """A match counts only where its function stands out.

    `guards`: names in the head of a function (in decorators, annotations and defaults) that guard it; `open`: names of functions that
    are meant for everyone; `words`: what shows that a function guards itself; `anywhere`: names by which the module, or a
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


def stands_out(peers: Peers, unit: FileUnit, event: CallEvent, linker: Linker) -> str:
    """What most functions ask for that the same object decorates, and this one does not; "" where it is as they are."""
    mine = next(
        (one for one in unit.local.functions if any(node is event.node for node in one.decorators)), None
    )
    if (
        mine is None
        or _guards(peers, mine)
        or _is_any(peers.open, (mine.path.rpartition(":")[2].rpartition(".")[2],))
        or _is_any(peers.words, unit.words)
    ):
        return ""
    root = {event.spelled.partition(".")[0].removesuffix("()")}
    asked: Counter[str] = Counter()
    guarded, free = 0, 0
    for other in linker.units_with(root):
        if not other.path and _is_any(peers.anywhere, other.words):
            return ""
        for info in other.local.functions:
            if info.head.isdisjoint(root):
                continue
            if _is_any(peers.anywhere, info.head):
                return ""
            guards = _guards(peers, info)
            asked.update(guards)
            guarded += bool(guards)
            free += not guards
    return asked.most_common(1)[0][0] if guarded >= 2 and guarded >= free else ""


def _guards(peers: Peers, info: FunctionInfo) -> list[str]:
    return sorted(name for name in info.head if _is_any(peers.guards, (name,)))


def _is_any(patterns: tuple[str, ...], names: tuple[str, ...] | frozenset[str]) -> bool:
    return any(glob(pattern, name) for pattern in patterns for name in names)

"""All of a file: its parts become units, their local results are kept, and the matchers are asked."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

from penmark.dataflow.bindings import Bindings, module_bindings, outline, rebound_globals
from penmark.dataflow.evaluate import Program
from penmark.dataflow.interpret import interpret, interpret_module
from penmark.dataflow.link import FileUnit, Linker
from penmark.dataflow.matching import Match, find
from penmark.dataflow.results import LocalResult
from penmark.syntax import code

_TOO_FAR = "data comes through too many functions to be followed"


class Unchecked(NamedTuple):
    """A part that was not read to its end, and why."""

    part: int
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a file: matches in order of position, and what was not checked."""

    matches: tuple[Match, ...]
    unchecked: tuple[Unchecked, ...]


class Cache:
    """Local results by content, the least recently used forgotten. Holds for one Program; safe to use from several threads."""

    def __init__(self, size: int = 4096) -> None:
        self._size = size
        self._kept: OrderedDict[object, LocalResult] = OrderedDict()
        self._lock = Lock()

    def get(self, key: object, make: Callable[[], LocalResult]) -> LocalResult:
        """What is kept under `key`, or else what `make` gives."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return made


def check(
    parts: Sequence[code.Part],
    facts: Sequence[code.Facts],
    program: Program,
    cache: Cache | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Checked | None:
    """Finds what the program's matchers ask for in a file, given as its parts in order with their facts.

    The result depends on parts and facts alone; `cache` only saves work. None if `stop` said yes between two units.
    """
    cache = cache or Cache()
    pairs = list(zip(parts, facts, strict=True))
    own = [index for index, part in enumerate(parts) if part.kind != "function"]
    unit = [pairs[index] for index in own]
    outlined = outline(pairs)
    key = ("module", tuple(part.key for part, _ in unit), _outline_key(outlined))
    module = cache.get(key, lambda: interpret_module(unit, outlined, program))
    bindings = module_bindings(module, rebound_globals(pairs))
    words = frozenset().union(*(one.words for _, one in unit))
    units = [FileUnit(own, "", "", words, lambda: module)]
    for index, (part, one) in enumerate(pairs):
        if part.kind == "function":
            units.append(_function_unit(index, part, one, bindings, program, cache))
    roots = frozenset(path.partition(".")[0] for value in bindings.names.values() for path in value.paths)
    linker = Linker(program, units, bindings)
    matches: list[Match] = []
    for each in units:
        if stop():
            return None
        if each.path == "" or program.matchers.wants(each.words, roots):
            matches.extend(find(each, linker))
    matches.sort(key=lambda match: (match.part, match.mark, match.matcher))
    reasons = dict.fromkeys(linker.unfinished, _TOO_FAR)
    reasons.update(
        {each.indexes[0]: each.local.incomplete for each in units if each.is_loaded and each.local.incomplete}
    )
    unchecked = [Unchecked(part, reason) for part, reason in sorted(reasons.items())]
    return Checked(tuple(matches), tuple(unchecked))


def _outline_key(bindings: Bindings) -> object:
    classes = tuple((path, tuple(sorted(info.methods))) for path, info in sorted(bindings.classes.items()))
    return (frozenset(bindings.names), classes)


def _function_unit(
    index: int, part: code.Part, facts: code.Facts, bindings: Bindings, program: Program, cache: Cache
) -> FileUnit:
    def load() -> LocalResult:
        key = (part.key, bindings.dependency(facts.words, part.owner))
        return cache.get(key, lambda: interpret(((part, facts),), bindings, program))

    function = facts.body[-1] if facts.body else None
    name = function.name if isinstance(function, code.Function) else ""
    path = f":{part.owner}().{name}" if part.owner else f":{name}"
    return FileUnit((index,), path, part.owner, facts.words, load)

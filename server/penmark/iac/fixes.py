"""Fixes of configuration as data: what a page's `[[config.fix]]` says, and the edits that it makes of a place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from penmark.findings import Addition, Applicability, Edit, Fix
from penmark.iac.conditions import Condition, MatcherError, read_condition
from penmark.iac.paths import Found
from penmark.iac.records import Block
from penmark.iac.values import Absent, Array, Record, Value
from penmark.syntax import config
from penmark.syntax.hcl import edit
from penmark.syntax.hcl.head import head

if TYPE_CHECKING:
    from penmark.iac.place import Place

Path = tuple[str, ...]
FixFunction = Callable[["Place"], Fix | None]

_KEYS = frozenset(
    {"title", "applicability", "when", "set", "remove", "replace", "remove-item", "append", "python"}
)


@dataclass(frozen=True, slots=True)
class FixSpec:
    """One way to repair. It is offered only where every part of it can be done."""

    title: str
    applicability: Applicability
    when: Condition | None = None
    set: Mapping[Path, str] = field(default_factory=dict)
    remove: Sequence[Path] = ()
    replace: str | None = None
    remove_item: bool = False
    append: str | None = None
    declared: tuple[str, ...] = ()
    """What `append` declares: nothing is added to a module that declares it already."""
    function: FixFunction | None = None

    def make(self, place: Place) -> Fix | None:
        """The fix for a place, None where it cannot be made."""
        if place.unit.broken:
            return None
        if self.when is not None and (place.marked is None or not self.when.judge(place.marked).holds):
            return None
        if self.function is not None:
            return self.function(place)
        edits: list[Edit] = []
        for part in (self._set(place), self._removed(place), self._replaced(place)):
            if part is None:
                return None
            edits += part
        additions: tuple[Addition, ...] = ()
        if self.append is not None and not place.evaluator.ask(self.declared):
            additions = (Addition("append", place.filled(self.append)),)
        if not edits and not additions:
            return None
        return Fix(place.filled(self.title), tuple(edits), self.applicability, additions)

    def _set(self, place: Place) -> list[Edit] | None:
        edits: list[Edit] = []
        wanted: dict[int, tuple[config.Block, edit.Additions]] = {}
        for path, text in self.set.items():
            start = place.block_for(path)
            if start is None:
                return None
            block, names = _descend(start, path[1:] if path[0] == "self" else path)
            attribute = block.block.attribute(names[0]) if len(names) == 1 else None
            if attribute is not None:
                edits.append(edit.replace_value(attribute.value, text))
                continue
            if block.block.attribute(names[0]) is not None:
                return None
            additions = wanted.setdefault(id(block.block), (block.block, edit.Additions()))[1]
            for name in names[:-1]:
                additions = additions.blocks.setdefault(name, edit.Additions())
            additions.attributes[names[-1]] = text
        for target, additions in wanted.values():
            edits += edit.add(place.unit.text, target, additions)
        return edits

    def _removed(self, place: Place) -> list[Edit] | None:
        edits: list[Edit] = []
        for path in self.remove:
            start = place.block_for(path)
            if start is None:
                return None
            block, names = _descend(start, path[1:] if path[0] == "self" else path)
            attribute = block.block.attribute(names[0]) if len(names) == 1 else None
            if attribute is not None:
                edits.append(edit.remove_attribute(place.unit.text, attribute))
        return edits

    def _replaced(self, place: Place) -> list[Edit] | None:
        if self.replace is None and not self.remove_item:
            return []
        marked = place.marked.value if place.marked is not None else None
        if marked is None or marked.origin is None or marked.origin.unit is not place.unit:
            return None
        if isinstance(marked, Absent):
            return None
        found = _item(place.unit.block, marked)
        if self.replace is not None:
            span = marked.origin.span
            if place.unit.text[span.start : span.start + 1] == b"\\":
                # In JSON in a quoted string, the new text would need another layer of escapes.
                return None
            if found is not None and _written_beside(place.unit.text, found, self.replace):
                return [edit.remove_item(*found)]
            return [Edit(span, self.replace)]
        return None if found is None else [edit.remove_item(*found)]


def read_fix(data: object, path: Sequence[str], functions: Callable[[str], FixFunction | None]) -> FixSpec:
    """The fix that a page writes. Raises MatcherError."""
    if not isinstance(data, Mapping):
        raise MatcherError(path, "a table is expected")
    for name in data:
        if name not in _KEYS:
            raise MatcherError((*path, str(name)), f"no such key; there are {', '.join(sorted(_KEYS))}")
    title = data.get("title")
    if not isinstance(title, str) or not title:
        raise MatcherError((*path, "title"), "a title is expected")
    try:
        applicability = Applicability(data.get("applicability", "review"))
    except ValueError:
        names = ", ".join(Applicability)
        raise MatcherError((*path, "applicability"), f"one of {names} is expected") from None
    function = None
    if "python" in data:
        function = functions(str(data["python"]))
        if function is None:
            raise MatcherError((*path, "python"), f"no function {data['python']!r} beside the page")
    append = _text(data["append"], (*path, "append")) if "append" in data else None
    kind, labels = head((append or "").strip().encode())
    return FixSpec(
        title,
        applicability,
        read_condition(data["when"], (*path, "when")) if "when" in data else None,
        _settings(data.get("set", {}), (*path, "set")),
        [tuple(name.split(".")) for name in _texts(data.get("remove", []), (*path, "remove"))],
        _written(data["replace"], (*path, "replace")) if "replace" in data else None,
        bool(data.get("remove-item", False)),
        append,
        (kind, *labels),
        function,
    )


def _settings(data: object, path: Sequence[str]) -> dict[Path, str]:
    if not isinstance(data, Mapping):
        raise MatcherError(path, "a table of attributes is expected")
    return {tuple(str(name).split(".")): _written(value, (*path, str(name))) for name, value in data.items()}


def _written(data: object, path: Sequence[str]) -> str:
    """The HCL of a value: constants as they are, `{ expression = "…" }` as it stands."""
    if isinstance(data, Mapping) and set(data) == {"expression"}:
        return _text(data["expression"], (*path, "expression"))
    if isinstance(data, str | int | float | bool | list):
        return edit.literal(data)
    raise MatcherError(path, "a constant, a list or { expression = … } is expected")


def _text(data: object, path: Sequence[str]) -> str:
    if not isinstance(data, str):
        raise MatcherError(path, "a text is expected")
    return data


def _texts(data: object, path: Sequence[str]) -> list[str]:
    if isinstance(data, str):
        return [data]
    if not isinstance(data, list) or not all(isinstance(item, str) for item in data):
        raise MatcherError(path, "a list of texts is expected")
    return list(data)


def _descend(start: Block, path: Sequence[str]) -> tuple[Block, Sequence[str]]:
    """The innermost block that is written on the way, and the names that are left; at least one."""
    block, names = start, list(path)
    while len(names) > 1 and block.block.attribute(names[0]) is None:
        inner = _first_block(block.get(names[0]), start)
        if inner is None:
            break
        block, names = inner, names[1:]
    return block, names


def _first_block(value: Value, start: Block) -> Block | None:
    items = value.items if isinstance(value, Array) else ()
    for item in items:
        if isinstance(item, Record) and isinstance(item.fields, Block) and item.fields.unit is start.unit:
            return item.fields
    return None


def _written_beside(text: bytes, found: tuple[config.Items, int], wanted: str) -> bool:
    """Whether another item of the list is already what is wanted in place of this one."""
    items, index = found
    return any(
        text[item.start : item.end] == wanted.encode() for at, item in enumerate(items.items) if at != index
    )


def _item(block: config.Block | None, marked: Value) -> tuple[config.Items, int] | None:
    """The list in `block` that the marked literal is an item of, and its index."""
    if block is None or marked.origin is None:
        return None
    span = marked.origin.span
    waiting: list[config.Block] = [block]
    while waiting:
        here = waiting.pop()
        waiting += here.blocks
        for attribute in here.attributes:
            if not attribute.span.contains(span):
                continue
            expressions: list[config.Expr] = [attribute.value]
            while expressions:
                node = expressions.pop()
                if isinstance(node, config.Items):
                    for index, item in enumerate(node.items):
                        if item.span == span:
                            return node, index
                expressions += [child for child in config.children(node) if child.span.contains(span)]
    return None


__all__ = ["FixFunction", "FixSpec", "Found", "read_fix"]

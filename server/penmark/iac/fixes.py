"""Fixes of configuration as data: what a page's `[[config.fix]]` says, and the edits that it makes of a place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from penmark.findings import Addition, Applicability, Edit, Fix
from penmark.iac.conditions import Condition, MatcherError, read_condition
from penmark.iac.paths import Found, split
from penmark.iac.values import Absent, Value
from penmark.syntax import config
from penmark.syntax.config import Additions, Expression, Layout, Written
from penmark.syntax.hcl.head import head

if TYPE_CHECKING:
    from penmark.iac.place import Place

Path = tuple[str, ...]
FixFunction = Callable[["Place"], Fix | None]

_KEYS = frozenset(
    {
        "title",
        "applicability",
        "language",
        "when",
        "set",
        "remove",
        "replace",
        "remove-item",
        "append",
        "python",
    }
)


@dataclass(slots=True)
class _Wanted:
    """What is to be written in one block: values in place of others, by name, and what is added."""

    owner: config.Block | config.Mapping
    additions: Additions = field(default_factory=Additions)
    replaced: dict[str, tuple[Written, Edit]] = field(default_factory=dict)

    def edits(self, layout: Layout, text: bytes) -> list[Edit] | None:
        """The edits; None where they cannot be made."""
        replaced = [edit for _, edit in self.replaced.values()]
        if not self.additions.attributes and not self.additions.blocks:
            return replaced
        added = layout.add(text, self.owner, self.additions)
        if added is None or not any(one.span.contains(other.span) for one in added for other in replaced):
            return None if added is None else [*replaced, *added]
        # A block on one line is written anew, with what is replaced in it.
        for name, (value, _) in self.replaced.items():
            self.additions.attributes[name] = value
        return layout.add(text, self.owner, self.additions)


@dataclass(frozen=True, slots=True)
class FixSpec:
    """One way to repair. It is offered only where every part of it can be done.

    With `language`, in that dialect only: what it writes stands as it is, or a function of the page writes it.
    """

    title: str
    applicability: Applicability
    when: Condition | None = None
    set: Mapping[Path, Written] = field(default_factory=dict)
    remove: Sequence[Path] = ()
    replace: Written | None = None
    remove_item: bool = False
    append: str | None = None
    declared: tuple[str, ...] = ()
    """What `append` declares: nothing is added to a module that declares it already."""
    function: FixFunction | None = None
    language: str | None = None

    def make(self, place: Place) -> Fix | None:
        """The fix for a place, None where it cannot be made."""
        if place.unit.broken or self.language not in (None, place.evaluator.module.dialect.name):
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
        layout, text = place.unit.layout, place.unit.text
        edits: list[Edit] = []
        wanted: dict[int, _Wanted] = {}
        for path, value in self.set.items():
            found = place.owner_of(path)
            if found is None:
                return None
            owner, names = found
            here = wanted.setdefault(id(owner), _Wanted(owner))
            written = config.value_of(owner, names[0]) if len(names) == 1 else None
            if written is None:
                additions = here.additions
                for name in names[:-1]:
                    additions = additions.blocks.setdefault(name, Additions())
                additions.attributes[names[-1]] = value
                continue
            literal = layout.literal(value)
            if literal is None:
                return None
            here.replaced[names[0]] = (value, Edit(written.span, literal))
        for one in wanted.values():
            made = one.edits(layout, text)
            if made is None:
                return None
            edits += made
        return edits

    def _removed(self, place: Place) -> list[Edit] | None:
        edits: list[Edit] = []
        for path in self.remove:
            found = place.owner_of(path)
            if found is None:
                return None
            owner, names = found
            edit = place.unit.layout.remove(place.unit.text, owner, names[0]) if len(names) == 1 else None
            if edit is not None:
                edits.append(edit)
        return edits

    def _replaced(self, place: Place) -> list[Edit] | None:
        if self.replace is None and not self.remove_item:
            return []
        marked = place.marked.value if place.marked is not None else None
        if marked is None or marked.origin is None or marked.origin.unit is not place.unit:
            return None
        if isinstance(marked, Absent):
            return None
        layout, text = place.unit.layout, place.unit.text
        around = config.within(place.unit.block, marked.origin.span)
        if not layout.embeds and not any(node.span == marked.origin.span for node in around):
            return None
        found = _item(place.unit.block, marked)
        if self.replace is not None:
            span = marked.origin.span
            literal = layout.literal(self.replace)
            if literal is None or text[span.start : span.start + 1] == b"\\":
                # In JSON in a quoted string, the new text would need another layer of escapes.
                return None
            if found is not None and _written_beside(text, found, literal):
                return [layout.remove_item(text, *found)]
            return [Edit(span, literal)]
        return None if found is None else [layout.remove_item(text, *found)]


def read_fix(
    data: object,
    path: Sequence[str],
    functions: Callable[[str], FixFunction | None],
    language: str = "terraform",
) -> FixSpec:
    """The fix that a page writes; `language`: the first dialect of its matcher. Raises MatcherError."""
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
    settings = _settings(data.get("set", {}), (*path, "set"))
    replace = _written(data["replace"], (*path, "replace")) if "replace" in data else None
    if "language" in data:
        language = _text(data["language"], (*path, "language"))
    as_it_stands = function is not None or append is not None or "language" in data
    as_it_stands = as_it_stands or any(isinstance(one, Expression) for one in (replace, *settings.values()))
    return FixSpec(
        title,
        applicability,
        read_condition(data["when"], (*path, "when")) if "when" in data else None,
        settings,
        [split(name) for name in _texts(data.get("remove", []), (*path, "remove"))],
        replace,
        bool(data.get("remove-item", False)),
        append,
        (kind, *labels),
        function,
        language if as_it_stands else None,
    )


def _settings(data: object, path: Sequence[str]) -> dict[Path, Written]:
    if not isinstance(data, Mapping):
        raise MatcherError(path, "a table of attributes is expected")
    return {split(str(name)): _written(value, (*path, str(name))) for name, value in data.items()}


def _written(data: object, path: Sequence[str]) -> Written:
    """A value that is to be written: constants and collections as they are, `{ expression = "…" }` as it stands."""
    match data:
        case str() | int() | float():
            return data
        case list():
            return [_written(one, path) for one in data]
        case Mapping() if set(data) == {"expression"}:
            return Expression(_text(data["expression"], (*path, "expression")))
        case Mapping():
            return {str(name): _written(one, (*path, str(name))) for name, one in data.items()}
    raise MatcherError(path, "a constant, a list, a table or { expression = … } is expected")


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


def _written_beside(text: bytes, found: tuple[config.Items, int], wanted: str) -> bool:
    """Whether another item of the list is already what is wanted in place of this one."""
    items, index = found
    return any(
        text[item.start : item.end] == wanted.encode() for at, item in enumerate(items.items) if at != index
    )


def _item(block: config.Block | None, marked: Value) -> tuple[config.Items, int] | None:
    """The list in `block` that the marked literal is an item of, and its index."""
    if marked.origin is None:
        return None
    for node in config.within(block, marked.origin.span):
        if isinstance(node, config.Items):
            for index, item in enumerate(node.items):
                if item.span == marked.origin.span:
                    return node, index
    return None


__all__ = ["FixFunction", "FixSpec", "Found", "read_fix"]

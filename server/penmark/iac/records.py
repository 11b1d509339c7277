"""Blocks as values: attributes and nested blocks, with dynamic blocks written out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from penmark.iac.values import (
    ABSENT,
    UNKNOWN,
    Absent,
    Array,
    Known,
    Object,
    Origin,
    Record,
    Unknown,
    Value,
    Via,
    text_of,
    through,
)
from penmark.syntax import config
from penmark.syntax.config import Unit
from penmark.text.span import Span

if TYPE_CHECKING:
    from penmark.iac.evaluate import Evaluator

_INSTANCES = 32
"""How many instances of a repeated block or resource are looked at."""


class Block:
    """The fields of one block, where the names of `scope` are bound.

    `chosen` are the names over which it was decided that there is such a block: they count for all that it holds.
    """

    prefix: tuple[str, ...] = ()

    def __init__(
        self,
        evaluator: Evaluator,
        unit: Unit,
        block: config.Block,
        scope: Mapping[str, Value],
        chosen: tuple[Via, ...] = (),
    ) -> None:
        self.chosen = chosen
        self.unit = unit
        self.block = block
        self.scope = scope
        self.head = Span(block.start, block.head_end)
        self._evaluator = evaluator
        self._values: dict[str, Value] = {}

    def get(self, name: str) -> Value:
        """The attribute `name`, or the nested blocks of that type as an Array; `null` is Absent."""
        found = self._values.get(name)
        if found is None:
            # A name that leads back to itself finds this.
            self._values[name] = UNKNOWN
            found = self._get(name)
            for step in reversed(self.chosen):
                found = through(found, step)
            self._values[name] = found
        return found

    def _get(self, name: str) -> Value:
        attribute = self.block.attribute(name)
        if attribute is not None:
            value = self._evaluator.value(attribute.value, self.unit, self.scope)
            if isinstance(value, Known) and value.value is None:
                return Absent(origin=value.origin, via=value.via)
            return value
        items: list[Value] = []
        complete = True
        found = False
        for block in self.block.blocks:
            if block.type == name:
                found = True
                items.append(self._record(block, self.scope, self.chosen, possible=False))
            elif block.type == "dynamic" and list(block.labels[:1]) == [name]:
                found = True
                more, all_ = self._dynamic(block)
                items += more
                complete = complete and all_
        if not found and (merged := self.block.attribute("<<")) is not None:
            value = self._evaluator.value(merged.value, self.unit, self.scope)
            others = value.items if isinstance(value, Array) else (value,)
            inherited = [one.get(name) if isinstance(one, Object) else UNKNOWN for one in others]
            return next((one for one in inherited if not isinstance(one, Absent)), ABSENT)
        if not found or (complete and not items):
            # What is missing in a block that holds a syntax error may be in what could not be read.
            return UNKNOWN if self.unit.broken else ABSENT
        return Array(tuple(items), complete)

    def site(self, name: str) -> Span | None:
        """Where the attribute's value, or the head of the first nested block of that name, is written."""
        attribute = self.block.attribute(name)
        if attribute is not None:
            return attribute.value.span
        for block in self.block.blocks:
            if block.type == name or (block.type == "dynamic" and list(block.labels[:1]) == [name]):
                return Span(block.start, block.head_end)
        return None

    def names(self) -> Sequence[str]:
        """The names of attributes and nested blocks that are written."""
        found = [attribute.name for attribute in self.block.attributes]
        found += [
            block.labels[0] if block.type == "dynamic" and block.labels else block.type
            for block in self.block.blocks
        ]
        return found

    def _record(
        self, block: config.Block, scope: Mapping[str, Value], chosen: tuple[Via, ...], *, possible: bool
    ) -> Record:
        fields = Block(self._evaluator, self.unit, block, scope, chosen)
        return Record(fields, possible, origin=Origin(self.unit, fields.head))

    def _dynamic(self, block: config.Block) -> tuple[list[Value], bool]:
        """The blocks that a `dynamic` block stands for, and whether these are certainly all."""
        content = next((inner for inner in block.blocks if inner.type == "content"), None)
        each = block.attribute("for_each")
        if content is None or each is None:
            return [], False
        name = block.labels[0]
        iterator = block.attribute("iterator")
        if iterator is not None and isinstance(iterator.value, config.Reference):
            name = iterator.value.root
        collection = self._evaluator.value(each.value, self.unit, self.scope)
        elements, complete = instances(collection)
        if not complete and not elements:
            elements = [(UNKNOWN, UNKNOWN)]
        found: list[Value] = []
        for key, value in elements:
            bound = Object({"key": key, "value": value})
            scope = {**self.scope, name: bound}
            found.append(self._record(content, scope, collection.via, possible=not complete))
        return found, complete


def instances(collection: Value) -> tuple[list[tuple[Value, Value]], bool]:
    """The keys and values that `for_each` goes over, and whether these are all.

    A collection that is empty only because a variable's default is may be filled by a caller: it is not known.
    """
    pairs: list[tuple[Value, Value]] = []
    if isinstance(collection, Array):
        pairs = [(item if text_of(item) is not None else UNKNOWN, item) for item in collection.items]
    elif isinstance(collection, Object):
        pairs = [(Known(name), entry) for name, entry in collection.entries.items()]
    else:
        return [], False
    complete = collection.complete and not collection.assumed and len(pairs) <= _INSTANCES
    return pairs[:_INSTANCES], complete


def expanded(evaluator: Evaluator, unit: Unit, block: config.Block, address: str) -> Iterator[Record]:
    """The instances of a resource: one for each element where `count` or `for_each` is known; none where it is known empty."""
    count, each = block.attribute("count"), block.attribute("for_each")
    scopes: list[dict[str, Value]] = [{}]
    if each is not None:
        elements, complete = instances(evaluator.value(each.value, unit, {}))
        scopes = [{"each": Object({"key": key, "value": value})} for key, value in elements]
        if not scopes and not complete:
            scopes = [{"each": Unknown()}]
    elif count is not None:
        scopes = _counted(evaluator.value(count.value, unit, {}))
    for scope in scopes:
        fields = Block(evaluator, unit, block, scope)
        yield Record(fields, origin=Origin(unit, fields.head), refers=frozenset({address}))


def _counted(count: Value) -> list[dict[str, Value]]:
    size = text_of(count)
    if size is None or not size.isdecimal() or (size == "0" and count.assumed):
        return [{"count": Unknown()}]
    return [{"count": Object({"index": Known(index)})} for index in range(min(int(size), _INSTANCES))]


def is_empty(value: Value) -> bool:
    """Whether the value is certainly an empty string or collection."""
    match value:
        case Known(value=""):
            return True
        case Array(items=(), complete=True):
            return True
        case Object(entries=entries, complete=True):
            return not entries
    return False


def located(block: Record | Object, names: Mapping[str, str]) -> Mapping[str, Origin]:
    """Where the entries of a view are written: `names` gives the attribute of `block` that each of them is made of."""
    found: dict[str, Origin] = {}
    for entry, name in names.items():
        if isinstance(block, Object):
            if name in block.sites:
                found[entry] = block.sites[name]
            continue
        site = block.fields.site(name)
        if site is not None:
            found[entry] = Origin(block.fields.unit, site)
    return found

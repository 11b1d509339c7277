"""Which resources refer to which others, by the attributes that pages ask for.

Keys: `("refers", type, attribute, address)` for the blocks of resources of `type` whose `attribute` refers to `address`,
`("named", type, attribute, text)` where it is that text, `("unresolved", type, attribute)` where it is not known what it means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from penmark.iac.evaluate import Evaluator
from penmark.iac.module import Key, Module
from penmark.iac.paths import find
from penmark.iac.values import Absent, Unknown, text_of
from penmark.syntax.config import Unit

Interest = tuple[str, str]
"""A type of resource and a path in it."""


class Entry(NamedTuple):
    """The keys under which a block is found, and what of the module they depend on."""

    keys: frozenset[Key]
    asked: frozenset[Key]


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a module. `changed` are the keys whose answers may differ from those of the module before it."""

    entries: Mapping[Unit, Entry]
    index: Mapping[Key, frozenset[Unit]]
    changed: frozenset[Key]

    def ask(self, key: Key) -> frozenset[Unit]:
        """The blocks that are found under `key`."""
        return self.index.get(key, frozenset())


def links_of(module: Module, interests: frozenset[Interest]) -> Links:
    """The links of `module` by `interests`; made once, from those of the module before it where there is one."""
    found = module.memo.get(interests)
    if not isinstance(found, Links):
        before = module.before.get(interests)
        found = _build(module, interests, before if isinstance(before, Links) else None)
        module.memo[interests] = found
    return found


def _build(module: Module, interests: frozenset[Interest], before: Links | None) -> Links:
    old = before.entries if before is not None else {}
    stale = module.changed
    entries: dict[Unit, Entry] = {}
    touched: list[tuple[Unit, Entry | None, Entry | None]] = []
    by_type: dict[str, list[str]] = {}
    for type_, attribute in sorted(interests):
        by_type.setdefault(type_, []).append(attribute)
    for type_, attributes in by_type.items():
        for unit in module.ask(("resource", type_)):
            known = old.get(unit)
            if known is None or stale is None or not stale.isdisjoint(known.asked):
                entry = _entry(module, unit, type_, attributes)
                touched.append((unit, known, entry))
            else:
                entry = known
            entries[unit] = entry
    touched += [(unit, entry, None) for unit, entry in old.items() if unit not in entries]
    index = dict(before.index) if before is not None else {}
    changed: set[Key] = set()
    for unit, was, now in touched:
        for key in was.keys if was is not None else ():
            index[key] = index.get(key, frozenset()) - {unit}
            changed.add(key)
        for key in now.keys if now is not None else ():
            index[key] = index.get(key, frozenset()) | {unit}
            changed.add(key)
    return Links(entries, index, frozenset(changed))


def _entry(module: Module, unit: Unit, type_: str, attributes: list[str]) -> Entry:
    evaluator = Evaluator(module)
    keys: set[Key] = set()
    if unit.block is not None:
        for resource in evaluator.instances(unit, ""):
            for attribute in attributes:
                for found in find(resource, attribute.split("."), unit, resource.fields.head).found:
                    value = found.value
                    keys.update(("refers", type_, attribute, address) for address in value.refers)
                    text = text_of(value)
                    if text is not None:
                        keys.add(("named", type_, attribute, text))
                    elif isinstance(value, Unknown) and not value.refers and not isinstance(value, Absent):
                        keys.add(("unresolved", type_, attribute))
    return Entry(frozenset(keys), frozenset(evaluator.asked))

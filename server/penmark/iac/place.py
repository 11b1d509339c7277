"""A place in a configuration at which a matcher found something: what messages, fixes and a page's own functions see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from penmark.iac.evaluate import Evaluator
from penmark.iac.links import Links
from penmark.iac.module import Key
from penmark.iac.paths import Found, Result, find, place, split
from penmark.iac.values import Absent, Object, Record, Value, text_of
from penmark.syntax import config
from penmark.syntax.config import Unit
from penmark.text.span import Span

_SHOWN = 60


@dataclass(slots=True)
class Place:
    """One instance of a resource, and the part of it (`context`) that the matcher looks at.

    `marked` is the value that decided. `labels` are the words that conditions found for what they matched.
    """

    evaluator: Evaluator
    links: Links
    unit: Unit
    type: str
    address: str
    resource: Record
    context: Found
    marked: Found | None = None
    attribute: str = ""
    labels: Mapping[str, str] | None = None

    def find(self, path: str | Sequence[str]) -> Result:
        """What `path` leads to: from the context, or from the resource where it begins with `self`."""
        names = list(split(path) if isinstance(path, str) else path)
        if names[0] == "self":
            return find(self.resource, names[1:], self.unit, self.resource.fields.head)
        return find(self.context.value, names, self.unit, self.context.site)

    def linked(self, key: Key) -> list[Unit]:
        """The blocks that are linked under `key` (see `penmark.iac.links`), in order of position; recorded."""
        self.evaluator.asked.add(key)
        found = self.links.ask(key)
        module = self.evaluator.module
        return (
            sorted(found, key=lambda unit: module.place(unit) or ("", 0)) if len(found) > 1 else list(found)
        )

    def owner_of(self, path: Sequence[str]) -> tuple[config.Block | config.Mapping, Sequence[str]] | None:
        """Where the attribute that `path` leads to is written, or is to be, and the names that are left; at least one.

        None where that is not in this unit, or is nothing that attributes could be written in.
        """
        value: Value = self.context.value
        if path[0] == "self":
            value, path = self.resource, path[1:]
        if isinstance(value, Record) and value.fields.unit is self.unit:
            return config.owner_of(value.fields.block, [*value.fields.prefix, *path])
        # A view may show what stands elsewhere as an entry: the way leads over values for as long as there are any.
        while len(path) > 1 and isinstance(value, Object) and isinstance(value.get(path[0]), Object):
            value, path = value.get(path[0]), path[1:]
        if isinstance(value, Object) and value.origin is not None and value.origin.unit is self.unit:
            written = config.mapping_at(self.unit.block, value.origin.span)
            return config.owner_of(written, path) if written is not None else None
        return None

    def span(self) -> Span:
        """What is underlined: the attribute that decides, or the head of the block that lacks it."""
        if self.marked is None:
            return self.resource.fields.head
        return place(self.marked, self.unit)

    def values(self) -> dict[str, str]:
        """What a message may name."""
        name = self.address.rpartition(".")[2]
        resource = self.evaluator.module.dialect.shown(
            self.type, self.address.removeprefix(self.type).lstrip(".")
        )
        shown = {"resource": resource, "type": self.type, "name": name, "attribute": self.attribute}
        value = self.marked.value if self.marked is not None else None
        text = text_of(value) if value is not None and not isinstance(value, Absent) else None
        shown["value"] = _short(text) if text is not None else "absent"
        shown.update(self.labels or {})
        return shown

    def filled(self, text: str) -> str:
        """`text` with `{resource}`, `{name}` and the like filled in; other braces stay."""
        for name, value in self.values().items():
            text = text.replace("{" + name + "}", value)
        return text


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"

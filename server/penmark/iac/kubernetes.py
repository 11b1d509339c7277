"""Kubernetes' manifests: each object is a resource, known by its kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from penmark.iac.dialect import DataDialect, resource
from penmark.syntax import config
from penmark.syntax.config import Unit, value_of


class Kubernetes(DataDialect):
    """Objects, also those in a `List`."""

    name = "kubernetes"

    def read(self, unit: Unit) -> Iterator[Unit]:
        """The objects of one document."""
        block = unit.block if not unit.labels else None
        if block is None:
            return
        items = value_of(block, "items") if kind_of(block).endswith("List") else None
        if not isinstance(items, config.Items):
            yield _object(unit, block)
            return
        for item in items.items:
            if isinstance(item, config.Mapping):
                yield _object(unit, config.block_from(item))

    def shown(self, type_: str, name: str) -> str:
        """As the command line calls it."""
        return f"{type_}/{name}" if name else type_


def is_manifest(unit: Unit) -> bool:
    """Whether a document is an object of Kubernetes."""
    if unit.labels or b"apiVersion" not in unit.text or unit.block is None:
        return False
    return value_of(unit.block, "apiVersion") is not None and kind_of(unit.block) != ""


def kind_of(node: config.Block) -> str:
    """What the object is; "" where that is not said."""
    kind = value_of(node, "kind")
    return kind.value if isinstance(kind, config.Scalar) and isinstance(kind.value, str) else ""


def _object(unit: Unit, block: config.Block) -> Unit:
    metadata = value_of(block, "metadata")
    name = value_of(metadata, "name") if isinstance(metadata, config.Mapping) else None
    text = str(name.value) if isinstance(name, config.Scalar) else ""
    kind = block.attribute("kind")
    # What says that something is missing points at the line that says what it is missing in.
    head = kind if kind is not None else block
    placed = replace(block, start=head.start, head_end=head.end)
    return resource(unit, kind_of(block), text, placed)

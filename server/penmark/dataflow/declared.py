"""Mappings whose keys a class declares as its fields: the cleaned data of a form, the validated data of a serializer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penmark.dataflow import validators
from penmark.dataflow.knowledge import SourceModel
from penmark.dataflow.values import UNKNOWN, Flow, Items, Source, Trail, Value
from penmark.syntax import code

if TYPE_CHECKING:
    from penmark.dataflow.state import State


def mapping(state: State, owner: tuple[str, ...], model: SourceModel, node: code.Node) -> Value:
    """The data of an instance of a class of the file, of which `owner` are the paths.

    A field of a clean type holds nothing that could do harm. One that the class does not declare may be of any type.
    """
    known: dict[object, Value] = {}
    for path in owner:
        classes = [path.removesuffix("()"), *state.bindings.bases(path.removesuffix("()"))]
        for info in map(state.bindings.classes.get, classes):
            for name, field in info.attributes.items() if info is not None else ():
                clean = any(map(state.is_clean, field.paths))
                known.setdefault(name, UNKNOWN if clean else _entering(state, model.trust, model, node))
    return Value(items=Items("dict", known, _entering(state, "", model, node)))


def imported(state: State, base: Value, field: object) -> tuple[Flow, ...]:
    """The data of a field of such a mapping, where the class is an imported one.

    Whether that class declares such a field, and as text, is known in the link phase only.
    """
    came = next(((one.origin, one.trail) for one in base.flows if isinstance(one.origin, Source)), None)
    if came is None or not isinstance(field, str):
        return ()
    place, trail = came
    found = []
    for path in base.paths:
        owner, _, name = path.rpartition(".")
        model = state.models.declared_as(name)
        if model is None or path[0] == ":" or not owner.endswith("()"):
            continue
        origin = place._replace(trust=model.trust, what=model.what)
        marks = model.clears | validators.unless_declared(f"{owner}.{field}")
        found.append(Flow(origin, marks, trail))
    return tuple(found)


def _entering(state: State, trust: str, model: SourceModel, node: code.Node) -> Value:
    origin = Source(trust, model.what, state.part, node.start, node.end)
    trail = Trail(state.part, node.start, node.end, "source", model.what, None)
    return Value((), (Flow(origin, model.clears, trail),))

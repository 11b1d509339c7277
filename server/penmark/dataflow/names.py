"""The local phase: names, attributes and elements."""

from __future__ import annotations

from penmark.dataflow import declared, fold, options, unbound, validators
from penmark.dataflow.conditions import spelling
from penmark.dataflow.knowledge import SourceModel
from penmark.dataflow.state import DERIVED, State
from penmark.dataflow.values import (
    LITERAL,
    Field,
    Flow,
    Items,
    Param,
    Result,
    SelfAttribute,
    Source,
    Trail,
    Value,
    clear,
    join_all,
    merge_flows,
    part_of,
)
from penmark.syntax import code


class Names(State):
    """Evaluates names, attributes and elements."""

    def _constant(self, node: code.Constant) -> Value:
        return Value((), (), (node.value,), True)

    def _name(self, node: code.Name) -> Value:
        found = self.env.get(node.id)
        if found is not None:
            return found
        found = self.scope.roots.get(node.id)
        if found is None:
            found = self.bindings.names.get(node.id)
            if found is None:
                found = self._unbound(node.id)
            self.scope.roots[node.id] = found
        return self.sourced(found, node) if found.paths else found

    def _unbound(self, name: str) -> Value:
        """The value of a name that is bound neither before this place nor in the module.

        A fragment's names were bound where it was cut out: some are known by their usual meaning, and a variable may hold
        whatever a parameter may.
        """
        known = self.models.wellknown.get(name)
        if known is not None and name not in self.scope.bound:
            return Value(tuple(path for one in known for path in self.models.canonical(one)))
        if name in self.models.predefined or not unbound.is_variable(name) or self._may_be_bound(name):
            return Value(self.models.canonical(name))
        return Value(self.models.canonical(name), (Flow(Param("", name, "", f"the name “{name}”")),))

    def _may_be_bound(self, name: str) -> bool:
        """Whether a name is bound after all: elsewhere in the unit, by a wildcard import, or when it is written to its end."""
        scope = self.scope
        return (
            self.bindings.open
            or not scope.bound.isdisjoint((name, "*"))
            or any(name in begun for begun in (self.models.begun, self.bindings.begun, scope.begun))
        )

    def sourced(self, value: Value, node: code.Node) -> Value:
        """The value, with a flow of its own if one of its paths is a source."""
        for path in value.paths:
            model = self.models.source(path)
            if model is not None:
                return self._from(model, value, node)
        return value

    def _spelled(self, value: Value, name: str, node: code.Expr) -> Value:
        """The same for what ends in `name`, by what is written, where the paths say nothing."""
        value = self.sourced(value, node) if value.paths else value
        if name in self.models.spelled and not (
            any(flow.origin.__class__ is Source for flow in value.flows)
            or any(self.models.knows_module(path.partition(".")[0]) for path in value.paths)
        ):
            model = self.models.spelled_source(name, spelling(node))
            if model is not None:
                return self._from(model, value, node)
        return value

    def _from(self, model: SourceModel, value: Value, node: code.Node) -> Value:
        origin = Source(model.trust, model.what, self.part, node.start, node.end)
        trail = Trail(self.part, node.start, node.end, "source", model.what, None)
        return value.with_flows((Flow(origin, model.clears, trail), *value.flows))

    def _attribute(self, node: code.Attribute) -> Value:
        if self.chains:
            stored = self.env.get(self.chain(node))
            if stored is not None:
                return stored
        return self.attribute_of(self.value(node.base), node.name, node)

    def attribute_of(self, base: Value, name: str, node: code.Expr) -> Value:
        """`base.name`, read at `node`."""
        paths = self.member(base.paths, name)
        for path in paths:
            if path in self.models.declared:
                return declared.mapping(self, base.paths, self.models.declared[path], node)
        flows = self.derived(part_of(base.flows, f".{name}")) if base.flows else ()
        if flows and (named := options.read(self.models, base.paths, name)):
            flows = clear(Value((), flows), named).flows
        known: Value | None = None
        for index, path in enumerate(paths):
            owner = path[: -len(name) - 1]
            if not path.startswith(":"):
                if owner in self.models.shared:
                    flows = (Flow(SelfAttribute(owner, name)), *flows)
                elif flows and _is_instance(owner) and not self.models.knows_type(owner):
                    flows = clear(Value((), flows), validators.declared(path)).flows
                continue
            if index == 0:
                known = self.bindings.attribute(path, name)
            if not owner.endswith("()"):
                continue
            fields = _fields(base.flows, name)
            if owner[:-2] not in self.bindings.classes:
                flows = merge_flows(flows, fields)
            elif fields:
                flows = fields
            else:
                flows = (Flow(SelfAttribute(owner[:-2], name)), *flows)
        if known is not None:
            if any(self.is_clean(path) for path in known.paths):
                flows = ()
            paths = tuple(dict.fromkeys((*known.paths, *paths)))
            return Value(
                paths, merge_flows(known.flows, flows), known.constants, known.literal, None, known.items
            )
        value = Value(paths, flows)
        for path in paths if flows else ():
            marks = self.models.attribute_clears(path)
            if marks is not None:
                value = clear(value, marks)
        return self._spelled(value, name, node)

    def _index(self, node: code.Index) -> Value:
        if self.chains:
            stored = self.env.get(self.chain(node))
            if stored is not None:
                return stored
        base = self.value(node.base)
        key = self.value(node.key)
        return self.sourced(self.element_at(base, key), node) if base.paths else self.element_at(base, key)

    def element_at(self, base: Value, key: Value) -> Value:
        """`base[key]`."""
        paths = self.models.extend(base.paths, "[]") if base.paths else ()
        if "typing.annotated" in paths and key.items is not None:
            paths = (*key.items.known[0].paths, *paths)
        items = base.items
        if items is not None:
            found = self._item(items, key)
            return found.with_flows(merge_flows(found.flows, base.flows)) if base.flows else found
        if base.constants is not None and key.constants is not None:
            folded = fold.index(base.constants, key.constants)
            if folded is not None:
                return Value((), (), folded, True)
        flows = base.flows
        if flows and key.constants is not None and len(key.constants) == 1:
            flows = part_of(flows, f"[{key.constants[0]!r}]")
            if marks := options.read(self.models, base.paths, key.constants[0]):
                flows = clear(Value((), flows), marks).flows
            flows = merge_flows(declared.imported(self, base, key.constants[0]), flows)
        return Value(paths, flows, None, base.literal, base.text)

    @staticmethod
    def _item(items: Items, key: Value) -> Value:
        known = items.known
        if key.constants is None or any(isinstance(one, (list, dict)) for one in key.constants):
            return items.any()
        found: list[Value] = []
        for one in key.constants:
            if isinstance(one, int) and one < 0 and items.kind != "dict" and items.rest is None:
                one = len(known) + one
            value = known.get(one, items.rest)
            if value is not None:
                found.append(value)
        return join_all(found) if found else LITERAL

    def element(self, value: Value) -> Value:
        """What iterating over the value gives."""
        items = value.items
        if items is not None:
            if items.kind == "dict":
                keys = tuple(items.known)
                found = Value(
                    (),
                    (),
                    keys[:8] if keys and len(keys) <= 8 and items.rest is None else None,
                    items.rest is None,
                )
            else:
                found = items.any()
            return found.with_flows(merge_flows(found.flows, value.flows)) if value.flows else found
        paths = tuple(path for path in self.models.extend(value.paths, "[]") if not path.endswith("[]"))
        return Value(paths, value.flows, None, value.literal)

    def each(self, value: Value, node: code.Expr) -> Value:
        """What iterating over the value at `node` gives, if that is a source: with a flow of its own."""
        found = self.element(value)
        for path in self.models.extend(value.paths, "[]"):
            model = self.models.source(path)
            if model is not None:
                return self._from(model, found, node)
        return found


def _is_instance(path: str) -> bool:
    """Whether a path is that of an instance of a class, by the style of its name."""
    return path.endswith("()") and path.rpartition(".")[2][:1].isupper()


def _fields(flows: tuple[Flow, ...], name: str) -> tuple[Flow, ...]:
    """The data in an attribute of what a call of this file gives: what that call, if it makes an instance, stores there."""
    return tuple(
        Flow(Field(flow.origin.call, name), flow.cleared - DERIVED, flow.trail, flow.built)
        for flow in flows
        if isinstance(flow.origin, Result)
    )

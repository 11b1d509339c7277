"""The local phase, expressions: what is known of a value, and which calls happen on the way."""

from __future__ import annotations

from penmark.dataflow import operations
from penmark.dataflow.calls import Calls
from penmark.dataflow.results import Stored
from penmark.dataflow.values import (
    MOST_ITEMS,
    UNKNOWN,
    Flow,
    Items,
    Value,
    join_all,
    merge_flows,
)
from penmark.syntax import code


class Evaluator(Calls):
    """Evaluates the expressions of one unit."""

    def _collection(self, node: code.Collection) -> Value:
        kind = node.kind
        known: dict[object, Value] = {}
        rest: list[Value] = []
        literal = True
        spread_flows: tuple[Flow, ...] = ()
        for entry in node.entries:
            value = self.value(entry.value)
            literal = literal and value.literal
            if entry.spread:
                if value.items is not None and kind == "dict" and value.items.kind == "dict":
                    known.update(value.items.known)
                    if value.items.rest is not None:
                        rest.append(value.items.rest)
                else:
                    rest.append(self.element(value))
                spread_flows = merge_flows(spread_flows, value.flows)
            elif kind == "dict":
                key = self.value(entry.key) if entry.key is not None else UNKNOWN
                literal = literal and key.literal
                spread_flows = merge_flows(spread_flows, key.flows)
                if key.constants is not None and len(key.constants) == 1 and len(known) < MOST_ITEMS:
                    known[key.constants[0]] = value
                else:
                    rest.append(value)
            elif not rest and len(known) < MOST_ITEMS:
                known[len(known)] = value
            else:
                rest.append(value)
        name = code.first_key(node)
        if name:
            operations.mapped(self, node, name, known)
        return Value(
            (), spread_flows, None, literal, None, Items(kind, known, join_all(rest) if rest else None)
        )

    def _comprehension(self, node: code.Comprehension) -> Value:
        before = self.env
        self.env = dict(before)
        self.left -= len(before) >> 3
        bound: set[str] = set()
        source: tuple[Flow, ...] = ()
        for generator in node.generators:
            iterable = self.value(generator.iterable)
            source = merge_flows(source, iterable.flows)
            self.bind(generator.target, self.each(iterable, generator.iterable), generator)
            bound.update(_target_names(generator.target))
            for condition in generator.conditions:
                self.apply(self.value(condition).guards, True)
        key = self.value(node.key) if node.key is not None else None
        value = self.value(node.value)
        inner = self.env
        self.env = before
        for name, found in inner.items():
            if name not in before and name not in bound:
                before[name] = found
        kind = "list" if node.kind == "generator" else node.kind
        literal = value.literal and (key is None or key.literal)
        return Value((), key.flows if key is not None else (), None, literal, None, Items(kind, {}, value))

    def _await(self, node: code.Await) -> Value:
        value = self.value(node.value)
        if node.kind == "await":
            return value
        if self.functions:
            returned = self.element(value) if node.kind == "yield from" else value
            self.functions[-1].returns.append(Stored(returned, self.part, node.start, node.end))
        return UNKNOWN

    def _bind_expression(self, node: code.Bind) -> Value:
        value = self.value(node.value)
        self.bind(node.target, value, node)
        chain = self.chain(node.target)
        if value.truth() is None and chain:
            return value
        return value

    def _opaque(self, node: code.Opaque) -> Value:
        flows: tuple[Flow, ...] = ()
        for operand in node.operands:
            flows = merge_flows(flows, self.value(operand).all_flows())
        return Value((), flows) if flows else UNKNOWN

    def _lambda(self, node: code.Lambda) -> Value:
        return self.define_lambda(node)


def _target_names(target: code.Expr) -> set[str]:
    if isinstance(target, code.Name):
        return {target.id}
    if isinstance(target, code.Collection):
        return {name for entry in target.entries for name in _target_names(entry.value)}
    return set()


Evaluator.evaluators = {
    code.Constant: Evaluator._constant,
    code.Name: Evaluator._name,
    code.Attribute: Evaluator._attribute,
    code.Index: Evaluator._index,
    code.Call: Evaluator._call,
    code.Text: Evaluator._text,
    code.Binary: Evaluator._binary,
    code.Unary: Evaluator._unary,
    code.Compare: Evaluator._compare,
    code.Logical: Evaluator._logical,
    code.Conditional: Evaluator._conditional,
    code.Collection: Evaluator._collection,
    code.Comprehension: Evaluator._comprehension,
    code.Lambda: Evaluator._lambda,
    code.Await: Evaluator._await,
    code.Bind: Evaluator._bind_expression,
    code.Opaque: Evaluator._opaque,
}

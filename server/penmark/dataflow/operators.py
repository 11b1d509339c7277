"""The local phase: strings that are built, operators, and what tests say of variables."""

from __future__ import annotations

from collections.abc import Sequence

from penmark.dataflow import fold, operations
from penmark.dataflow.names import Names
from penmark.dataflow.state import ALL_MARKS, BOUNDED, NO_PARENT
from penmark.dataflow.values import (
    LITERAL,
    MOST_ITEMS,
    UNKNOWN,
    Built,
    Flow,
    Guard,
    Items,
    Origin,
    Param,
    SelfAttribute,
    Value,
    clear,
    join,
    join_all,
    merge_constants,
    merge_flows,
    step,
)
from penmark.syntax import code

# What repr writes has no line breaks.
_ONE_LINE = frozenset(("log", "header"))
_QUERY = frozenset(("url",))
_SIDES = {"<": -1, "<=": -1, ">": 1, ">=": 1}
_DUNDER = {"/": "truediv", "+": "add", "%": "mod"}


class Operators(Names):
    """Evaluates strings, operators and tests."""

    def _text(self, node: code.Text) -> Value:
        values = [self.value(part) for part in node.parts]
        if node.how == "template":  # no string: whoever is given it sees what was put where
            return Value(("string.templatelib.Template()",), join_all(values).all_flows() if values else ())
        if node.how == "repeat" and len(values) == 2:
            operations.repeated(self, node, list(zip(node.parts, values, strict=True)))
        return self.text_of(node, values)

    def text_of(self, node: code.Text, values: Sequence[Value]) -> Value:
        """The value of a string that is built of these."""
        specs = node.specs
        if node.how == "repeat":
            literal = any(value.literal for value in values)
        else:
            literal = all(value.literal for value in values)
        if literal:
            if (
                node.how != "repeat"
                and node.complete
                and all(value.constants is not None for value in values)
            ):
                constants = fold.text([value.constants or () for value in values], specs)
                if constants is not None:
                    return Value((), (), constants, True)
            if not any(value.flows or value.items is not None for value in values):
                return LITERAL
        built = Built(self.part, node)
        flows: tuple[Flow, ...] = ()
        queried = False
        for index, value in enumerate(values):
            if index < len(specs) and fold.is_numeric(specs[index]):
                continue
            if index < len(specs) and fold.is_representation(specs[index]):
                value = clear(value, _ONE_LINE)
            flows = merge_flows(flows, clear(value, _QUERY).flows if queried else value.all_flows())
            queried = queried or (node.complete and _has_question_mark(value))
        if flows:
            flows = step(flows, self.part, node.start, node.end, "build", "")
            flows = tuple(Flow(flow.origin, flow.cleared, flow.trail, built) for flow in flows)
        if literal and not flows:
            return LITERAL
        return Value((), flows, None, literal, built)

    def _binary(self, node: code.Binary) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        if node.op == "*" and left.items is not None:
            operations.repeated(self, node, [(node.left, left), (node.right, right)])
        return self.binary_of(node, node.op, left, right)

    def binary_of(self, node: code.Binary, op: str, left: Value, right: Value) -> Value:
        """The value of an operator that may still build a string or a path: the operands' types are not known."""
        if left.constants is not None and right.constants is not None:
            folded = fold.binary(op, left.constants, right.constants)
            if folded is not None:
                return Value((), (), folded, True)
        if op in ("**", "//", "<<", ">>", "@"):
            return LITERAL if left.literal and right.literal else UNKNOWN
        literal = (left.literal and right.literal) or (
            op == "*" and (left.items is not None and left.literal)
        )
        if (
            op == "+"
            and left.items is not None
            and right.items is not None
            and left.items.kind == right.items.kind
        ):
            return Value(
                (),
                merge_flows(left.flows, right.flows),
                None,
                literal,
                None,
                _concatenate(left.items, right.items),
            )
        if op == "*" and left.items is not None:
            return Value((), left.flows, None, literal, None, Items(left.items.kind, {}, left.items.any()))
        if op == "|" and left.items is not None and right.items is not None:
            return Value(
                (),
                merge_flows(left.flows, right.flows),
                None,
                literal,
                None,
                _overlay(left.items, right.items),
            )
        flows = merge_flows(left.all_flows(), right.all_flows())
        is_text = op in ("+", "%") and not literal and any(map(_is_text, (left, right)))
        if is_text:
            built = Built(self.part, node)
            if flows:
                flows = step(flows, self.part, node.start, node.end, "build", "")
                flows = tuple(Flow(flow.origin, flow.cleared, flow.trail, built) for flow in flows)
            return Value((), flows, None, literal, built)
        paths = tuple(
            path for path in left.paths if self.models.call(f"{path}.__{_DUNDER.get(op, '')}__") is not None
        )
        return Value(paths, flows, None, literal, left.text or right.text)

    def _unary(self, node: code.Unary) -> Value:
        operand = self.value(node.operand)
        if node.op == "not":
            truth = operand.truth()
            guards = tuple(
                guard._replace(when=not guard.when) for guard in operand.guards if guard.when is not None
            )
            return Value(guards=guards) if truth is None else Value((), (), (not truth,), True, guards=guards)
        if operand.constants is not None:
            folded = fold.unary(node.op, operand.constants)
            if folded is not None:
                return Value((), (), folded, True)
        return LITERAL if operand.literal else UNKNOWN

    def _compare(self, node: code.Compare) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        op = node.op
        operations.compared(self, node, left, right)
        truth = fold.compare(op, left, right)
        if op in ("in", "not in"):
            guards = self._membership(node, left, right, op == "in")
        elif op in ("==", "is", "!=", "is not"):
            when = op in ("==", "is")
            guards = (
                *self._equality(node.left, left, right, when),
                *self._equality(node.right, right, left, when),
            )
        else:
            guards = (
                *self._bounded(node.left, left, right, op),
                *self._bounded(node.right, right, left, op, -1),
            )
        return Value(guards=guards) if truth is None else Value((), (), (truth,), True, guards=guards)

    def _bounded(
        self, node: code.Expr, value: Value, other: Value, op: str, sign: int = 1
    ) -> tuple[Guard, ...]:
        """What a comparison with a bound of the program's own says: that a number is small enough."""
        side = _SIDES.get(op)
        if side is None or not value.all_flows() or other.all_flows():
            return ()
        chain = self._tested(node)
        return (Guard(side * sign < 0, chain, BOUNDED, None, value),) if chain else ()

    def _equality(self, node: code.Expr, value: Value, other: Value, when: bool) -> tuple[Guard, ...]:
        guards = [guard._replace(when=when) for guard in value.guards if guard.when is None]
        if other.constants == (None,):
            guards.extend(guard._replace(when=not when) for guard in value.guards if guard.when is True)
        if other.literal and not other.all_flows() and value.constants is None:
            chain = self._tested(node)
            if chain:
                exact = other.constants if node.__class__ is not code.Call else None
                guards.append(Guard(when, chain, ALL_MARKS, exact, value))
        guards.extend(self._attribute_guard(value, when))
        return tuple(guards)

    def _membership(self, node: code.Compare, left: Value, right: Value, when: bool) -> tuple[Guard, ...]:
        guards = list(self._attribute_guard(left, when))
        if left.constants == ("..",):
            chain = self._tested(node.right)
            if chain:
                guards.append(Guard(not when, chain, NO_PARENT, None, right))
        if any(not _is_settled(flow) for flow in right.all_flows()) or left.constants is not None:
            return tuple(guards)
        chain = self._tested(node.left)
        if chain:
            members = _members(right) if node.left.__class__ is not code.Call else None
            guards.append(Guard(when, chain, ALL_MARKS, members, left))
        return tuple(guards)

    def _attribute_guard(self, value: Value, when: bool) -> tuple[Guard, ...]:
        for path in value.paths:
            marks = self.models.attribute_guard(path)
            if marks and value.flows:
                origins = frozenset(_whole(flow.origin, path) for flow in value.flows)
                return (Guard(when, "", marks, None, None, origins),)
        return ()

    def _tested(self, node: code.Expr) -> str:
        """The variable that a test on `node` says something of: `x` for `x`, `x.lower()` and `os.path.realpath(x)`."""
        for _ in range(4):
            if not isinstance(node, code.Call):
                break
            callee = node.callee
            if isinstance(callee, code.Attribute) and (
                callee.name in self.models.same_methods or self.models.method_roles.get(callee.name) == "fold"
            ):
                node = callee.base
            elif len(node.arguments) == 1 and any(
                path in self.models.same_calls for path in self.value(callee).paths
            ):
                node = node.arguments[0].value
            else:
                return ""
        return self.chain(node)

    def _logical(self, node: code.Logical) -> Value:
        before = self.env
        stop = node.op == "or"
        values: list[Value] = []
        guards: list[Guard] = []
        for operand in node.operands:
            value = self.value(operand)
            values.append(value)
            truth = value.truth()
            if truth is stop:
                break
            guards.extend(guard for guard in value.guards if guard.when is not None)
            if any(guard.when is not stop for guard in value.guards):
                self.env = dict(self.env)
                self.apply(value.guards, not stop)
        changed = self.env
        self.env = before
        if changed is not before:
            for name in changed:
                if name not in before:
                    self.env[name] = changed[name]
        last = values[-1]
        if last.truth() is stop:
            decided = [last] if len(values) == 1 else values
        else:
            decided = [value for value in values[:-1] if value.truth() is not (not stop)]
            decided.append(last)
        joined = join_all(decided)
        kept = tuple(guard for guard in guards if guard.when is not stop)
        return Value(
            joined.paths, joined.flows, joined.constants, joined.literal, joined.text, joined.items, kept
        )

    def _conditional(self, node: code.Conditional) -> Value:
        test = self.value(node.test)
        truth = test.truth()
        if truth is not None:
            return self.value(node.then if truth else node.orelse)
        before = self.env
        if not test.guards:
            return join(self.value(node.then), self.value(node.orelse))
        self.env = dict(before)
        self.apply(test.guards, True)
        then = self.value(node.then)
        self.env = dict(before)
        self.apply(test.guards, False)
        orelse = self.value(node.orelse)
        self.env = before
        return join(then, orelse)


def _is_text(value: Value) -> bool:
    if value.text is not None:
        return True
    constants = value.constants
    return constants is not None and isinstance(constants[0], (str, bytes))


def _has_question_mark(value: Value) -> bool:
    """Whether a literal begins the query of an address, in which nothing chooses the host any more."""
    constants = value.constants
    return constants is not None and all(isinstance(one, str) and "?" in one for one in constants)


def _members(value: Value) -> tuple[object, ...] | None:
    """The constants that a collection holds, if these are all and few."""
    items = value.items
    if items is None or items.rest is not None or value.flows or not items.known or len(items.known) > 8:
        return None
    if items.kind == "dict":
        return tuple(items.known)
    found: tuple[object, ...] | None = ()
    for one in items.known.values():
        found = merge_constants(found, one.constants)
    return found or None


def _concatenate(left: Items, right: Items) -> Items:
    if left.rest is None and right.rest is None and len(left.known) + len(right.known) <= MOST_ITEMS:
        values = [*left.known.values(), *right.known.values()]
        return Items(left.kind, dict(enumerate(values)), None)
    return Items(left.kind, {}, join(left.any(), right.any()))


def _overlay(left: Items, right: Items) -> Items:
    if left.kind == "dict" and right.kind == "dict" and left.rest is None and right.rest is None:
        return Items("dict", {**left.known, **right.known}, None)
    return Items(left.kind, {}, join(left.any(), right.any()))


def _whole(origin: Origin, path: str) -> Origin:
    """What an attribute was read of, where that is all that is known of its origin yet."""
    if isinstance(origin, (Param, SelfAttribute)) and origin.part == f".{path.rpartition('.')[2]}":
        return origin._replace(part="")
    return origin


def _is_settled(flow: Flow) -> bool:
    """Whether what a value is a member of is the program's own: an attribute of the instance, or bound outside of a fragment."""
    origin = flow.origin
    return isinstance(origin, SelfAttribute) or (isinstance(origin, Param) and not origin.function)

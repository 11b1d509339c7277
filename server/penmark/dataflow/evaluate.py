"""The local phase, expressions: what is known of a value, and which calls happen on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from penmark.dataflow import fold, validators
from penmark.dataflow.bindings import Bindings
from penmark.dataflow.conditions import Arguments, Given, spelling
from penmark.dataflow.knowledge import CallModel, Indirect, Models
from penmark.dataflow.matchers import MatcherSet
from penmark.dataflow.results import CallEvent, FunctionInfo, LocalResult, Stored
from penmark.dataflow.values import (
    LITERAL,
    MOST_ITEMS,
    UNKNOWN,
    Built,
    Field,
    Flow,
    Guard,
    Items,
    Result,
    SelfAttribute,
    Source,
    Trail,
    Value,
    clear,
    constant,
    join,
    join_all,
    merge_constants,
    merge_flows,
    part_of,
    same_constant,
    step,
)
from penmark.syntax import code

DEEPEST = 100
ALL_MARKS = frozenset(("*",))
# Data of unknown origin that was reached through an attribute or a method is not known to be text at all.
DERIVED = frozenset(("@derived",))

Env = dict[str, Value]


class GivenUp(Exception):
    """The unit is too long or too deep to be read in bounded time; the message says which."""


class Program:
    """What an analysis looks for in one language: the models, and the matchers of all rules."""

    __slots__ = ("language", "matchers", "models")

    def __init__(self, language: str, models: Models, matchers: MatcherSet) -> None:
        self.language = language
        self.models = models
        self.matchers = matchers


class Evaluator:
    """The state of interpreting one unit, and the evaluation of its expressions."""

    def __init__(self, program: Program, bindings: Bindings, budget: int) -> None:
        self.program = program
        self.models = program.models
        self.bindings = bindings
        self.result = LocalResult()
        self.env: Env = {}
        self.part = 0
        self.function = ""
        self.functions: list[FunctionInfo] = []
        self.left = budget
        self.depth = 0
        self.chains = False
        self._events: dict[object, int] = {}
        self._roots: dict[str, Value] = {}

    # ------------------------------------------------------------ entry

    def value(self, node: code.Expr) -> Value:
        """Evaluates an expression. Raises GivenUp."""
        self.left -= 1
        self.depth += 1
        if self.left < 0 or self.depth > DEEPEST:
            self.give_up()
        found = _EVALUATE[node.__class__](self, node)
        self.depth -= 1
        return found

    def give_up(self) -> NoReturn:
        """Raises GivenUp."""
        raise GivenUp("too long to follow" if self.left < 0 else "nested too deeply")

    # ------------------------------------------------------------ names

    def _constant(self, node: code.Constant) -> Value:
        return Value((), (), (node.value,), True)

    def _name(self, node: code.Name) -> Value:
        found = self.env.get(node.id)
        if found is not None:
            return found
        found = self._roots.get(node.id)
        if found is None:
            found = self.bindings.names.get(node.id)
            if found is None:
                path = self.models.wellknown.get(node.id, node.id)
                found = Value(self.models.canonical(path))
            self._roots[node.id] = found
        return self._sourced(found, node) if found.paths else found

    def _sourced(self, value: Value, node: code.Node) -> Value:
        """The value, with a flow of its own if one of its paths is a source."""
        for path in value.paths:
            model = self.models.source(path)
            if model is not None:
                origin = Source(model.trust, model.what, self.part, node.start, node.end)
                trail = Trail(self.part, node.start, node.end, "source", model.what, None)
                return value.with_flows((Flow(origin, trail=trail), *value.flows))
        return value

    def chain(self, node: code.Expr) -> str:
        """The key of a place in the environment: a name, attributes of it, constant keys of it; "" for anything else."""
        suffix = ""
        for _ in range(8):
            kind = node.__class__
            if kind is code.Name:
                return node.id + suffix  # type: ignore[union-attr]
            if kind is code.Attribute:
                suffix = f".{node.name}{suffix}"  # type: ignore[union-attr]
                node = node.base  # type: ignore[union-attr]
            elif kind is code.Index and isinstance(node.key, code.Constant):  # type: ignore[union-attr]
                suffix = f"[{node.key.value!r}]{suffix}"  # type: ignore[union-attr]
                node = node.base  # type: ignore[union-attr]
            elif kind is code.Bind:
                node = node.target  # type: ignore[union-attr]
            else:
                return ""
        return ""

    def member(self, paths: tuple[str, ...], name: str) -> tuple[str, ...]:
        """The paths of an attribute of a value of these paths."""
        if not paths:
            return ()
        if not any(path.startswith(":") for path in paths):
            return self.models.extend(paths, f".{name}")
        found: list[str] = []
        for path in paths:
            if path.startswith(":"):
                for one in self.bindings.member(path, name, self.models):
                    found.extend(self.models.canonical(one))
            else:
                found.extend(self.models.extend((path,), f".{name}"))
        return tuple(dict.fromkeys(found))

    def _attribute(self, node: code.Attribute) -> Value:
        if self.chains:
            stored = self.env.get(self.chain(node))
            if stored is not None:
                return stored
        return self.attribute_of(self.value(node.base), node.name, node)

    def attribute_of(self, base: Value, name: str, node: code.Node) -> Value:
        """`base.name`, read at `node`."""
        paths = self.member(base.paths, name)
        flows = self._derived(part_of(base.flows, f".{name}")) if base.flows else ()
        known: Value | None = None
        for index, path in enumerate(paths):
            owner = path[: -len(name) - 1]
            if not path.startswith(":"):
                if owner in self.models.shared:
                    flows = (Flow(SelfAttribute(owner, name)), *flows)
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
        return self._sourced(value, node) if paths else value

    def is_clean(self, path: str) -> bool:
        """Whether instances of this path carry no data that could do harm; enumerations of the file among them."""
        if path.startswith(":"):
            return any(
                self.models.is_clean(f"{base}()") for base in self.bindings.bases(path.removesuffix("()"))
            )
        return self.models.is_clean(path)

    @staticmethod
    def _derived(flows: tuple[Flow, ...]) -> tuple[Flow, ...]:
        """The flows, those of yet unknown origin marked as reached through an attribute or a method."""
        if all(flow.origin.__class__ is Source or "@derived" in flow.cleared for flow in flows):
            return flows
        return tuple(
            flow
            if flow.origin.__class__ is Source
            else Flow(flow.origin, flow.cleared | DERIVED, flow.trail, flow.built)
            for flow in flows
        )

    def _index(self, node: code.Index) -> Value:
        if self.chains:
            stored = self.env.get(self.chain(node))
            if stored is not None:
                return stored
        base = self.value(node.base)
        key = self.value(node.key)
        return self._sourced(self.element_at(base, key), node) if base.paths else self.element_at(base, key)

    def element_at(self, base: Value, key: Value) -> Value:
        """`base[key]`."""
        paths = self.models.extend(base.paths, "[]") if base.paths else ()
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

    # ------------------------------------------------------------ strings and operators

    def _text(self, node: code.Text) -> Value:
        values = [self.value(part) for part in node.parts]
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
        for index, value in enumerate(values):
            if index < len(specs) and fold.is_numeric(specs[index]):
                continue
            flows = merge_flows(flows, value.all_flows())
        if flows:
            flows = step(flows, self.part, node.start, node.end, "build", "")
            flows = tuple(Flow(flow.origin, flow.cleared, flow.trail, built) for flow in flows)
        if literal and not flows:
            return LITERAL
        return Value((), flows, None, literal, built)

    def _binary(self, node: code.Binary) -> Value:
        return self.binary_of(node, node.op, self.value(node.left), self.value(node.right))

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
            guards = ()
        return Value(guards=guards) if truth is None else Value((), (), (truth,), True, guards=guards)

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
        if (
            any(flow.origin.__class__ is not SelfAttribute for flow in right.all_flows())
            or left.constants is not None
        ):
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
                origins = frozenset(flow.origin for flow in value.flows)
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

    def apply(self, guards: tuple[Guard, ...], truth: bool) -> None:
        """Notes in the environment what the guards say now that the test is known to be `truth`."""
        for guard in guards:
            if guard.when is not truth:
                continue
            if guard.origins is not None:
                self._clear_origins(guard.origins, guard.marks)
                continue
            current = self.env.get(guard.chain)
            if current is None:
                current = guard.value
                if current is None:
                    continue
                if "." in guard.chain or "[" in guard.chain:
                    self.chains = True
            if guard.constants is not None:
                self.env[guard.chain] = Value((), (), guard.constants, True)
            elif guard.marks:
                cleared = clear(current, guard.marks)
                self.env[guard.chain] = cleared

    def _clear_origins(self, origins: frozenset[Any], marks: frozenset[str]) -> None:
        for name, value in self.env.items():
            if any(flow.origin in origins for flow in value.flows):
                flows = tuple(
                    Flow(flow.origin, flow.cleared | marks, flow.trail, flow.built)
                    if flow.origin in origins
                    else flow
                    for flow in value.flows
                )
                self.env[name] = value.with_flows(flows)

    # ------------------------------------------------------------ collections

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
            self.bind(generator.target, self.element(iterable), generator)
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

    # ------------------------------------------------------------ the rest

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

    def bind(self, target: code.Expr, value: Value, statement: code.Node) -> None:
        """Assigns `value` to a target."""
        raise NotImplementedError

    def define_lambda(self, node: code.Lambda) -> Value:
        """Interprets a function without a name where it stands."""
        raise NotImplementedError

    def super_value(self) -> Value:
        """The instance, seen as one of the bases of its class."""
        raise NotImplementedError

    # ------------------------------------------------------------ calls

    def _call(self, node: code.Call) -> Value:
        callee = node.callee
        receiver: Given | None = None
        if callee.__class__ is code.Attribute:
            name: str = callee.name
            base_node: code.Expr = callee.base
            base = self.value(base_node)
            receiver = Given(base, base_node, base_node.start, base_node.end)
            paths = self.member(base.paths, name)
            if self.chains:
                stored = self.env.get(self.chain(callee))
                if stored is not None:
                    paths = stored.paths
        else:
            name = callee.id if callee.__class__ is code.Name else ""
            paths = self.value(callee).paths
            if name == "super" and paths == ("super",):
                return self.super_value()
        arguments = self._arguments(node, receiver)
        return self.call_value(node, name, paths, receiver, arguments)

    def _arguments(self, node: code.Call, receiver: Given | None) -> Arguments:
        arguments = Arguments(receiver)
        for argument in node.arguments:
            value = self.value(argument.value)
            given = Given(value, argument.value, argument.start, argument.end)
            if not argument.spread:
                if argument.name is None:
                    arguments.positional.append(given)
                else:
                    arguments.keywords[argument.name] = given
                continue
            items = value.items
            if items is None or items.rest is not None or value.flows:
                arguments.hidden = True
                arguments.spread.append(given)
            elif argument.spread == "**":
                for key, one in items.known.items():
                    arguments.keywords[str(key)] = Given(one, argument.value, argument.start, argument.end)
            else:
                for one in items.known.values():
                    arguments.positional.append(Given(one, argument.value, argument.start, argument.end))
        return arguments

    def call_value(
        self, node: code.Call, name: str, paths: tuple[str, ...], receiver: Given | None, arguments: Arguments
    ) -> Value:
        """The value of a call, which is noted if anybody may ask for it."""
        local = False
        for path in paths:
            if path[0] == ":":
                local = True
        wanted = self.program.matchers.wants_call(name, paths)
        event = self._note(node, paths, receiver, arguments) if wanted or local else -1
        for path in paths:
            if path in self.models.indirect:
                self._call_indirectly(node, self.models.indirect[path], arguments)
        if paths == ("getattr",) and len(arguments.positional) > 1:
            named = arguments.positional[1].value.constants
            if named is not None and len(named) == 1 and isinstance(named[0], str):
                found = self.attribute_of(arguments.positional[0].value, named[0], node)
                return found if len(arguments.positional) == 2 else join(found, arguments.positional[2].value)

        model: CallModel | None = None
        for path in paths:
            model = self.models.call(path)
            if model is not None:
                break
        known = model is not None
        if model is None and receiver is not None:
            model = self.models.method(name)
        role = self.models.method_roles.get(name, "") if receiver is not None and not known else ""
        result_paths = self.models.extend(paths, "()") if paths else ()
        if role:
            value = self._role(role, name, receiver, arguments, node)  # type: ignore[arg-type]
            if value is not None:
                if result_paths and not value.paths and value.constants is None:
                    value = Value(
                        result_paths,
                        value.flows,
                        value.constants,
                        value.literal,
                        value.text,
                        value.items,
                        value.guards,
                    )
                return self._sourced(value, node) if result_paths else value

        flows: tuple[Flow, ...] = ()
        guards: tuple[Guard, ...] = ()
        literal = False
        text: Built | None = None
        if model is not None:
            flows, literal, text = self._propagated(model, arguments)
            guards = self._guards(model, arguments)
        if not known and receiver is not None and receiver.value.flows and not local:
            if model is None:
                flows = merge_flows(flows, self._derived(receiver.value.flows))
            elif not model.propagates and not model.sanitizers and not model.guards:
                flows = merge_flows(flows, receiver.value.flows)
        if local:
            flows = (Flow(Result(event)), *flows)
            guards = (*guards, *validators.guards(event, arguments, self._tested))
        value = Value(result_paths, flows, None, literal, text, None, guards)
        return self._sourced(value, node) if result_paths else value

    def _note(
        self, node: code.Call, paths: tuple[str, ...], receiver: Given | None, arguments: Arguments
    ) -> int:
        event = CallEvent(self.part, node, paths, spelling(node.callee), receiver, arguments, self.function)
        return self._keep(id(node), event)

    def _keep(self, key: object, event: CallEvent) -> int:
        """The index of an event; one of the same key, from an earlier round of a loop, gives way."""
        calls = self.result.calls
        index = self._events.get(key)
        if index is None:
            index = self._events[key] = len(calls)
            calls.append(event)
        else:
            calls[index] = event
        return index

    def _call_indirectly(self, node: code.Call, model: Indirect, arguments: Arguments) -> None:
        """Notes the call of a function that is itself an argument."""
        function = model.function.find(arguments)
        if function is None or not any(path[0] == ":" for path in function.value.paths):
            return
        passed = Arguments()
        if model.rest is not None:
            passed.positional.extend(arguments.positional[model.rest :])
            passed.keywords.update(arguments.keywords)
            passed.spread.extend(arguments.spread)
            if model.elements:
                passed.positional = [one._replace(value=self.element(one.value)) for one in passed.positional]
        for spec in (model.arguments, model.keywords):
            given = None if spec is None else spec.find(arguments)
            if given is None:
                continue
            items = given.value.items
            if items is None or items.rest is not None:
                passed.spread.append(given)
            elif items.kind == "dict":
                passed.keywords.update(
                    (str(key), given._replace(value=one)) for key, one in items.known.items()
                )
            else:
                passed.positional.extend(given._replace(value=one) for one in items.known.values())
        spelled = spelling(function.node)
        event = CallEvent(self.part, node, function.value.paths, spelled, None, passed, self.function)
        self._keep((id(node), "indirect"), event)

    def _propagated(
        self, model: CallModel, arguments: Arguments
    ) -> tuple[tuple[Flow, ...], bool, Built | None]:
        for sanitizer in model.sanitizers:
            if not sanitizer.conditions.hold(arguments):
                continue
            flows: tuple[Flow, ...] = ()
            for given in sanitizer.argument.find_all(arguments):
                if "*" not in sanitizer.clears:
                    flows = merge_flows(flows, clear(given.value, sanitizer.clears).all_flows())
                if sanitizer.validates:
                    chain = self.chain(given.node)
                    if chain:
                        self.apply((Guard(True, chain, sanitizer.clears, None, given.value),), True)
            return flows, False, None
        flows = ()
        literal = bool(model.propagates)
        text: Built | None = None
        for spec in model.propagates:
            for given in spec.find_all(arguments):
                flows = merge_flows(flows, given.value.all_flows())
                literal = literal and given.value.literal
                text = text or given.value.text
        return flows, literal and any(True for _ in arguments.all()), text

    def _guards(self, model: CallModel, arguments: Arguments) -> tuple[Guard, ...]:
        guards: list[Guard] = []
        for guard in model.guards:
            if not guard.conditions.hold(arguments):
                continue
            for given in guard.argument.find_all(arguments):
                nodes = [(given.node, given.value)]
                if given.node.__class__ is code.Collection:
                    nodes = [(entry.value, UNKNOWN) for entry in given.node.entries]
                for node, value in nodes:
                    chain = self._tested(node)
                    if chain:
                        guards.append(
                            Guard(None if guard.compared else True, chain, guard.clears, None, value)
                        )
        return tuple(guards)

    def _role(
        self, role: str, name: str, receiver: Given, arguments: Arguments, node: code.Call
    ) -> Value | None:
        base = receiver.value
        items = base.items
        if role == "clean":
            return UNKNOWN if not base.literal else LITERAL
        if role == "mutate":
            self._mutate(receiver, arguments, node)
            return None
        if role == "fold":
            given = list(arguments.all())
            if base.literal and not base.all_flows() and all(one.value.literal for one in given):
                folded = fold.method(name, base.constants, [one.value.constants for one in given])
                return Value((), (), folded, True)
            return None
        if role == "get":
            default = arguments.positional[1].value if len(arguments.positional) > 1 else None
            key = arguments.positional[0].value if arguments.positional else UNKNOWN
            if items is None:
                if not base.flows:
                    return None
                flows = self.element_at(base, key).flows
                return Value((), flows if default is None else merge_flows(flows, default.all_flows()))
            found = self._item(items, key)
            if default is None:
                default = constant(None)
            found = found if _certain(items, key) else join(found, default)
            return found.with_flows(merge_flows(found.flows, base.flows)) if base.flows else found
        if items is None:
            return None
        match role:
            case "values":
                return Value((), base.flows, None, base.literal, None, Items("list", {}, items.any()))
            case "items":
                pair = Items("tuple", {0: self.element(base), 1: items.any()}, None)
                inner = Value((), base.flows, None, base.literal, None, pair)
                return Value((), (), None, base.literal, None, Items("list", {}, inner))
            case "keys":
                return Value((), base.flows, None, base.literal, None, Items("list", {}, self.element(base)))
            case _:
                return base

    def _mutate(self, receiver: Given, arguments: Arguments, node: code.Call) -> None:
        chain = self.chain(receiver.node)
        given = list(arguments.all())
        if not chain or not given:
            return
        base = receiver.value
        added = join_all(one.value for one in given)
        flows = added.all_flows()
        items = base.items
        if items is None and not flows:
            return
        if items is not None and not base.flows:
            element = added if added.items is None else join(added, self.element(added))
            rest = element if items.rest is None else join(items.rest, element)
            changed = Value(
                base.paths,
                (),
                None,
                base.literal and added.literal,
                base.text,
                Items(items.kind, items.known, rest),
            )
        else:
            stepped = step(flows, self.part, node.start, node.end, "store", chain)
            changed = Value(base.paths, merge_flows(base.flows, stepped), None, False, base.text, items)
        self.store_chain(chain, changed)

    def store_chain(self, chain: str, value: Value) -> None:
        """Puts a value at a place in the environment."""
        if "." in chain or "[" in chain:
            self.chains = True
        self.env[chain] = value


def _fields(flows: tuple[Flow, ...], name: str) -> tuple[Flow, ...]:
    """The data in an attribute of what a call of this file gives: what that call, if it makes an instance, stores there."""
    return tuple(
        Flow(Field(flow.origin.call, name), flow.cleared - DERIVED, flow.trail, flow.built)
        for flow in flows
        if isinstance(flow.origin, Result)
    )


def _is_text(value: Value) -> bool:
    if value.text is not None:
        return True
    constants = value.constants
    return constants is not None and isinstance(constants[0], (str, bytes))


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


def _certain(items: Items, key: Value) -> bool:
    return (
        items.rest is None
        and key.constants is not None
        and all(any(same_constant(one, other) for other in items.known) for one in key.constants)
    )


def _concatenate(left: Items, right: Items) -> Items:
    if left.rest is None and right.rest is None and len(left.known) + len(right.known) <= MOST_ITEMS:
        values = [*left.known.values(), *right.known.values()]
        return Items(left.kind, dict(enumerate(values)), None)
    return Items(left.kind, {}, join(left.any(), right.any()))


def _overlay(left: Items, right: Items) -> Items:
    if left.kind == "dict" and right.kind == "dict" and left.rest is None and right.rest is None:
        return Items("dict", {**left.known, **right.known}, None)
    return Items(left.kind, {}, join(left.any(), right.any()))


def _target_names(target: code.Expr) -> set[str]:
    if isinstance(target, code.Name):
        return {target.id}
    if isinstance(target, code.Collection):
        return {name for entry in target.entries for name in _target_names(entry.value)}
    return set()


_DUNDER = {"/": "truediv", "+": "add", "%": "mod"}

_EVALUATE: dict[type, Callable[[Evaluator, Any], Value]] = {
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

"""The local phase: calls, and what the models say of their values."""

from __future__ import annotations

from penmark.dataflow import fold, options, validators
from penmark.dataflow.conditions import Arguments, Given, spelling
from penmark.dataflow.entries import harmless
from penmark.dataflow.knowledge import CallModel, Indirect
from penmark.dataflow.operators import Operators
from penmark.dataflow.results import CallEvent
from penmark.dataflow.values import (
    LITERAL,
    MOST_ITEMS,
    UNKNOWN,
    Built,
    Flow,
    Guard,
    Items,
    Result,
    Source,
    Trail,
    Value,
    clear,
    constant,
    join,
    join_all,
    merge_flows,
    same_constant,
    step,
)
from penmark.syntax import code


class Calls(Operators):
    """Evaluates calls."""

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
        arguments = self.arguments(node, receiver)
        return self.call_value(node, name, paths, receiver, arguments)

    def arguments(self, node: code.Call, receiver: Given | None = None) -> Arguments:
        """What is given to a call."""
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
        followed = local or self._may_be_abroad(paths)
        event = self._note(node, paths, receiver, arguments) if wanted or followed else -1
        for path in paths:
            if path in self.models.indirect:
                self._call_indirectly(node, self.models.indirect[path], arguments)
        if receiver is not None and name in self.models.indirect_methods:
            self._call_indirectly(node, self.models.indirect_methods[name], arguments)
        if name in self.models.options:
            options.declare(self.models, name, arguments, self.result)
        if paths == ("getattr",) and len(arguments.positional) > 1:
            named = arguments.positional[1].value.constants
            if named is not None and len(named) == 1 and isinstance(named[0], str):
                found = self.attribute_of(arguments.positional[0].value, named[0], node)
                return found if len(arguments.positional) == 2 else join(found, arguments.positional[2].value)

        if len(paths) == 1 and paths[0] in self.models.call_roles:
            made = self._made(self.models.call_roles[paths[0]], arguments)
            if made is not None:
                return made
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
                return self.sourced(value, node) if result_paths else value

        flows: tuple[Flow, ...] = ()
        guards: tuple[Guard, ...] = ()
        literal = False
        text: Built | None = None
        if model is not None:
            flows, literal, text = self._propagated(model, arguments)
            guards = self._guards(model, arguments)
        if not known and receiver is not None and receiver.value.flows and not local:
            if model is None:
                flows = merge_flows(flows, self.derived(receiver.value.flows))
            elif not model.propagates and not model.sanitizers and not model.guards:
                flows = merge_flows(flows, receiver.value.flows)
        if followed and (local or not known):
            flows = (Flow(Result(event)), *flows)
            guards = (*guards, *validators.guards(event, arguments, self._tested))
        value = Value(result_paths, flows, None, literal, text, None, guards)
        return self._spelled(value, name, node)

    def _may_be_abroad(self, paths: tuple[str, ...]) -> bool:
        """Whether one of the paths may be of another module of the project, which only the link phase knows."""
        for path in paths:
            if path[0] == "." or ("." in path and not self.models.knows_module(path.partition(".")[0])):
                return True
        return False

    def _note(
        self, node: code.Call, paths: tuple[str, ...], receiver: Given | None, arguments: Arguments
    ) -> int:
        event = CallEvent(self.part, node, paths, spelling(node.callee), receiver, arguments, self.function)
        return self.keep(id(node), event)

    def _call_indirectly(self, node: code.Call, model: Indirect, arguments: Arguments) -> None:
        """Notes the call of a function that is itself an argument."""
        function = model.function.find(arguments)
        if function is None or not any(path[0] == ":" for path in function.value.paths):
            return
        passed = Arguments()
        if model.trust:
            passed = self._filled(node, function, model)
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
        paths = function.value.paths
        if model.members:
            classes = [path.removesuffix(".as_view()").removesuffix("()") for path in paths]
            paths = (*paths, *(f"{one}().{name}" for one in classes for name in model.members))
        event = CallEvent(self.part, node, paths, spelling(function.node), None, passed, self.function)
        self.keep((id(node), "indirect"), event)

    def _filled(self, node: code.Call, function: Given, model: Indirect) -> Arguments:
        """What a framework gives to a function that is registered with it."""
        passed = Arguments()
        nothing = function._replace(value=LITERAL)
        passed.positional.extend([nothing] * model.skip)
        passed.keywords.update(dict.fromkeys(harmless(model.numeric, node), nothing))
        origin = Source(model.trust, model.what, self.part, node.start, node.end)
        trail = Trail(self.part, node.start, node.end, "source", model.what, None)
        passed.spread.append(function._replace(value=Value((), (Flow(origin, trail=trail),))))
        return passed

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
                        when = None if guard.compared else not guard.refused
                        guards.append(Guard(when, chain, guard.clears, None, value))
        return tuple(guards)

    def _made(self, role: str, arguments: Arguments) -> Value | None:
        """The collection that a call makes, where all of it can be seen."""
        given = list(arguments.all())
        if arguments.hidden:
            return None
        if role == "mapping":
            if arguments.positional or not given:
                return None
            known: dict[object, Value] = {name: one.value for name, one in arguments.keywords.items()}
            if len(known) > MOST_ITEMS:
                return None
            return Value(
                (), (), None, all(one.literal for one in known.values()), None, Items("dict", known, None)
            )
        if not given:
            return None
        pair = Items("tuple", {0: UNKNOWN, 1: self.element(given[0].value)}, None)
        return Value((), (), None, False, None, Items("list", {}, Value(items=pair)))

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


def _certain(items: Items, key: Value) -> bool:
    return (
        items.rest is None
        and key.constants is not None
        and all(any(same_constant(one, other) for other in items.known) for one in key.constants)
    )

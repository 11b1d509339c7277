"""The local phase, statements: one unit is interpreted once, flow-sensitively, in time linear in its length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from penmark.dataflow import answers, entries, validators
from penmark.dataflow.bindings import Bindings
from penmark.dataflow.conditions import Given, spelling
from penmark.dataflow.evaluate import Env, Evaluator, GivenUp, Program
from penmark.dataflow.results import ClassInfo, FunctionInfo, LocalResult, ParamInfo, Stored, StoreEvent
from penmark.dataflow.values import (
    MOST_ITEMS,
    UNKNOWN,
    Flow,
    Guard,
    Items,
    Param,
    Result,
    Value,
    constant,
    join,
    join_all,
    merge_flows,
    merge_paths,
    step,
)
from penmark.syntax import code

Unit = Sequence[tuple[code.Part, code.Facts]]


def budget(unit: Unit) -> int:
    """How many nodes may be visited: linear in the length of the unit."""
    return 20_000 + 8 * sum(len(part.text) for part, _ in unit)


def interpret(unit: Unit, bindings: Bindings, program: Program) -> LocalResult:
    """Interprets one function part."""
    interpreter = Interpreter(program, bindings, budget(unit))
    owner = unit[0][0].owner
    return interpreter.run(unit, f":{owner}" if owner else "")


def interpret_module(unit: Unit, bindings: Bindings, program: Program) -> LocalResult:
    """Interprets the module's own statements and classes, in order; `bindings` is the file's `outline`."""
    return ModuleInterpreter(program, bindings, budget(unit)).run_module(unit)


class Interpreter(Evaluator):
    """Executes the statements of a unit."""

    def __init__(self, program: Program, bindings: Bindings, budget: int) -> None:
        super().__init__(program, bindings, budget)
        self.owner = ""
        self.globals: set[str] = set()
        self._nonlocals: set[str] = set()
        self._overwritten: list[tuple[str, Value]] | None = None
        self._breaks: list[list[Env]] = []
        self._continues: list[list[Env]] = []
        self._single = False

    def run(self, unit: Unit, owner: str) -> LocalResult:
        """Interprets the parts of a unit that stands in the class `owner`."""
        self.owner = owner
        try:
            for index, (_, facts) in enumerate(unit):
                self.part = index
                self.block(facts.body)
        except GivenUp as problem:
            self.result.incomplete = str(problem)
        return self.result

    # ------------------------------------------------------------ blocks

    def block(self, statements: Sequence[code.Stmt]) -> bool:
        """Executes statements; whether their end is reached. What stands after a jump is still read."""
        falls = True
        for statement in statements:
            self.left -= 1
            self.depth += 1
            if self.left < 0 or self.depth > 100:
                self.give_up()
            if not _EXECUTE[statement.__class__](self, statement):
                falls = False
            self.depth -= 1
        return falls

    def _branch(
        self, env: Env, guards: tuple[Guard, ...], truth: bool, body: Sequence[code.Stmt]
    ) -> tuple[bool, Env]:
        self.env = dict(env)
        self.left -= len(env) >> 3
        if guards:
            self.apply(guards, truth)
        falls = self.block(body)
        return falls, self.env

    def _join(self, left: Env, right: Env) -> Env:
        if left is right:
            return left
        self.left -= (len(left) + len(right)) >> 3
        joined = dict(left)
        for name, value in right.items():
            mine = joined.get(name)
            if mine is None:
                if value.all_flows() or not _dotted(name):
                    joined[name] = value
            elif mine is not value:
                joined[name] = join(mine, value)
        if self.chains:
            for name in left:
                if name not in right and _dotted(name) and not left[name].all_flows():
                    del joined[name]
        return joined

    def _join_all(self, envs: Sequence[Env]) -> Env:
        joined = envs[0]
        for env in envs[1:]:
            joined = self._join(joined, env)
        return joined

    # ------------------------------------------------------------ control flow

    def _if(self, node: code.If) -> bool:
        test = self.value(node.test)
        truth = test.truth()
        if truth is not None:
            self.apply(test.guards, truth)
            return self.block(node.then if truth else node.orelse)
        before = self.env
        falls, then = self._branch(before, test.guards, True, node.then)
        if not node.orelse and not test.guards:
            if falls:
                self.env = self._join(then, before)
            else:
                self.env = before
            return True
        falls_too, orelse = self._branch(before, test.guards, False, node.orelse)
        if falls is falls_too:
            self.env = self._join(then, orelse)
            return falls
        self.env = then if falls else orelse
        return True

    def _loop(self, node: code.Loop) -> bool:
        element: Value | None = None
        if node.iterable is not None:
            iterable = self.value(node.iterable)
            element = self.element(iterable)
            if iterable.truth() is False and iterable.items is not None and not iterable.items.known:
                return self.block(node.orelse)
        head = self.env
        outer_single = self._single
        rounds = 1 if outer_single else 2
        endless = False
        self._breaks.append([])
        guards: tuple[Guard, ...] = ()
        for index in range(rounds):
            self._single = outer_single or index + 1 < rounds
            self._breaks[-1].clear()
            self._continues.append([])
            self.env = dict(head)
            self.left -= len(head) >> 3
            if node.test is not None:
                test = self.value(node.test)
                guards = test.guards
                truth = test.truth()
                if truth is False and index == 0:
                    self._breaks.pop()
                    self._continues.pop()
                    self._single = outer_single
                    return self.block(node.orelse)
                endless = truth is True
                self.apply(guards, True)
            if node.target is not None and element is not None:
                self.bind(node.target, element, node.target)
            falls = self.block(node.body)
            ends = self._continues.pop()
            if falls:
                ends.append(self.env)
            if ends:
                head = _widen(head, self._join_all(ends))
        self._single = outer_single
        breaks = self._breaks.pop()
        self.env = dict(head)
        falls = True
        if endless:
            falls = False
        else:
            self.apply(guards, False)
            falls = self.block(node.orelse)
        if breaks:
            self.env = self._join_all([*breaks, self.env] if falls else breaks)
            return True
        return falls

    def _jump(self, node: code.Jump) -> bool:
        stack = self._breaks if node.kind == "break" else self._continues
        if stack:
            stack[-1].append(dict(self.env))
        return False

    def _try(self, node: code.Try) -> bool:
        before, outer = self.env, self._overwritten
        self._overwritten = []
        falls, after = self._branch(before, (), True, node.body)
        start = self._join(before, after) if node.handlers or not falls else after
        # An exception may leave the body between any two of its statements.
        if start is not after:
            for name, value in self._overwritten:
                start[name] = join(start.get(name, value), value)
        if outer is not None:
            outer.extend(self._overwritten)
        self._overwritten = outer
        ends: list[Env] = []
        self.env = dict(after)
        falls_else = self.block(node.orelse)
        if falls and falls_else:
            ends.append(self.env)
        for handler in node.handlers:
            self.env = dict(start)
            if handler.types is not None:
                self.value(handler.types)
            if handler.name:
                self.env[handler.name] = UNKNOWN
            if self.block(handler.body):
                ends.append(self.env)
        self.env = self._join_all(ends) if ends else start
        falls_final = self.block(node.final)
        return bool(ends) and falls_final

    def _with(self, node: code.With) -> bool:
        for context, target in node.items:
            value = self.value(context)
            if target is not None:
                entered = tuple(one for path in value.paths for one in self._entered(path))
                self.bind(target, value if entered == value.paths else Value(entered, value.flows), target)
        return self.block(node.body)

    def _entered(self, path: str) -> tuple[str, ...]:
        """What a context manager of this path hands to its block: often itself."""
        info = self.bindings.classes.get(path.removesuffix("()")) if path.startswith(":") else None
        if info is not None and "__enter__" in info.methods:
            return (path, f"{path}.__enter__()")
        return self.models.types.get(f"{path}.__enter__()", (path,))

    def _match(self, node: code.Match) -> bool:
        subject = self.value(node.subject)
        chain = self.chain(node.subject)
        before = self.env
        ends: list[Env] = [before]
        for case in node.cases:
            self.env = dict(before)
            self.left -= len(before) >> 3
            values = [self.value(one) for one in case.values]
            if values and chain:
                narrowed = join_all(values)
                if narrowed.constants is not None and narrowed.literal:
                    self.env[chain] = Value((), (), narrowed.constants, True)
            part = Value((), subject.all_flows(), None, subject.literal)
            for name in case.names:
                self.env[name] = part
            if case.guard is not None:
                self.apply(self.value(case.guard).guards, True)
            if self.block(case.body):
                ends.append(self.env)
        self.env = self._join_all(ends)
        return True

    def _return(self, node: code.Return) -> bool:
        value = constant(None) if node.value is None else self.value(node.value)
        if self.functions:
            function = self.functions[-1]
            validators.leave(self, function, value)
            if node.value is not None:
                function.returns.append(Stored(value, self.part, node.start, node.end))
                for event in answers.events(self, node, value, function.answers):
                    self._store_event((id(node), event.spelled), event)
        return False

    def _raise(self, node: code.Raise) -> bool:
        if node.value is not None:
            self.value(node.value)
        return False

    def _assert(self, node: code.Assert) -> bool:
        test = self.value(node.test)
        if node.message is not None:
            self.value(node.message)
        self.apply(test.guards, True)
        return True

    def _evaluate(self, node: code.Evaluate) -> bool:
        value = self.value(node.value)
        call = node.value.value if isinstance(node.value, code.Await) else node.value
        event = self._events.get(id(call))
        if event is not None and any(guard.when is not None for guard in value.guards):
            self._came_back(event)
        # A function that does not return ends the block like `raise`; the models say which.
        return not any(self.models.never_returns(path) for path in value.paths)

    def _came_back(self, event: int) -> None:
        """Notes that a function of the file, which may have checked what was given to it, did not raise."""
        for index, given in enumerate(self.result.calls[event].arguments.all()):
            chain = self.chain(given.node)
            if chain and given.value.flows:
                marks = validators.pending(event, "returns", index)
                self.apply((Guard(True, chain, marks, None, given.value),), True)

    # ------------------------------------------------------------ binding

    def _assign(self, node: code.Assign) -> bool:
        annotation = self.annotation(node.annotation) if node.annotation is not None else ()
        if node.value is None:
            for target in node.targets:
                if annotation:
                    self.declare(target, annotation)
            return True
        value = self.value(node.value)
        if node.op and not (isinstance(node.value, code.Text) and node.value.how == "augmented"):
            target = node.targets[0]
            value = self.binary_of(
                code.Binary(node.start, node.end, node.op, target, node.value),
                node.op,
                self.value(target),
                value,
            )
        if annotation:
            value = self.annotated(value, annotation)
        for target in node.targets:
            self.assigned(target, value, node)
            self.bind(target, value, node)
        return True

    def declare(self, target: code.Expr, annotation: tuple[str, ...]) -> None:
        """Notes the type of a variable that has no value yet."""
        chain = self.chain(target)
        if chain:
            self.store_chain(chain, Value(annotation))

    def annotated(self, value: Value, annotation: tuple[str, ...]) -> Value:
        """The value, of which an annotation says that it is an instance of these."""
        paths = annotation if not value.paths else merge_paths(value.paths, annotation)
        flows = value.flows
        if flows and any(self.is_clean(path) for path in annotation):
            flows = ()
        return Value(paths, flows, value.constants, value.literal, value.text, value.items, value.guards)

    def assigned(self, target: code.Expr, value: Value, node: code.Assign) -> None:
        """Notes an assignment that a matcher may ask for."""
        paths: tuple[str, ...]
        receiver: Given | None
        if isinstance(target, code.Name):
            last, paths, receiver, written = target.id, (), None, target.id
            if self.function == "" and self.owner == "":
                paths = (f":{target.id}",)
        elif isinstance(target, code.Attribute):
            last = target.name
            if not self.program.matchers.assigns.of(last):
                return
            base = self.value(target.base)
            paths = self.member(base.paths, last)
            receiver = Given(base, target.base, target.base.start, target.base.end)
            written = f"{spelling(target.base)}.{last}"
        elif (
            isinstance(target, code.Index)
            and isinstance(target.key, code.Constant)
            and isinstance(target.key.value, str)
        ):
            key = f"[{target.key.value}]"
            written = spelling(target.base) + key
            last = spelling(target.base).rpartition(".")[2].partition("(")[0]
            if not self.program.matchers.assigns.of(last):
                return
            base = self.value(target.base)
            paths = tuple(path + key for path in base.paths)
            receiver = Given(base, target.base, target.base.start, target.base.end)
        else:
            return
        if not self.program.matchers.assigns.of(last) or node.value is None:
            return
        given = Given(value, node.value, node.value.start, node.value.end)
        event = StoreEvent(self.part, node, target, paths, written, receiver, given, self.function)
        self._store_event(id(target), event)

    def _store_event(self, key: object, event: StoreEvent) -> None:
        """Notes an assignment; a later look at the same place, with more known, takes the place of an earlier one."""
        index = self._events.get(key)
        if index is None:
            self._events[key] = len(self.result.stores)
            self.result.stores.append(event)
        else:
            self.result.stores[index] = event

    def bind(self, target: code.Expr, value: Value, statement: code.Node) -> None:
        """Assigns `value` to a target."""
        kind = target.__class__
        if kind is code.Name:
            self._bind_name(target.id, value, target)  # type: ignore[union-attr]
        elif kind is code.Attribute:
            self._bind_attribute(target, value, statement)  # type: ignore[arg-type]
        elif kind is code.Index:
            self._bind_index(target, value, statement)  # type: ignore[arg-type]
        elif kind is code.Collection:
            self._unpack(target, value, statement)  # type: ignore[arg-type]
        else:
            self.value(target)

    def _bind_name(self, name: str, value: Value, target: code.Node) -> None:
        if value.flows:
            value = value.with_flows(step(value.flows, self.part, target.start, target.end, "assign", name))
        if self.chains:
            self._forget(name)
        if self._overwritten is not None and name in self.env:
            self._overwritten.append((name, self.env[name]))
        self.env[name] = value
        if self.functions:
            self.functions[-1].rebound.add(name)
        if name in self.globals:
            self.result.variables.setdefault(name, []).append(
                Stored(value, self.part, target.start, target.end)
            )

    def _forget(self, name: str) -> None:
        """Drops what is known of the attributes and elements of a variable that is bound anew."""
        stale = [
            key
            for key in self.env
            if key.startswith(name) and len(key) > len(name) and key[len(name)] in ".["
        ]
        for key in stale:
            del self.env[key]

    def _bind_attribute(self, target: code.Attribute, value: Value, statement: code.Node) -> None:
        base = self.value(target.base)
        if value.flows:
            stepped = step(value.flows, self.part, target.start, target.end, "assign", spelling(target))
            value = value.with_flows(stepped)
        for path in base.paths:
            if (path.startswith(":") and path.endswith("()")) or path in self.models.shared:
                key = (path.removesuffix("()"), target.name)
                self.result.attributes.setdefault(key, []).append(
                    Stored(value, self.part, target.start, target.end)
                )
        chain = self.chain(target)
        if chain:
            self._forget(chain)
            self.store_chain(chain, value)

    def _bind_index(self, target: code.Index, value: Value, statement: code.Node) -> None:
        base = self.value(target.base)
        key = self.value(target.key)
        chain = self.chain(target.base)
        if not chain:
            return
        items = base.items
        flows = value.all_flows()
        if items is not None:
            known, rest = items.known, items.rest
            if (
                key.constants is not None
                and len(key.constants) == 1
                and (key.constants[0] in known or len(known) < MOST_ITEMS)
            ):
                known = {**known, key.constants[0]: value}
            else:
                rest = value if rest is None else join(rest, value)
            literal = base.literal and value.literal
            self.store_chain(
                chain, Value(base.paths, base.flows, None, literal, base.text, Items(items.kind, known, rest))
            )
        elif flows:
            stepped = step(flows, self.part, target.start, target.end, "store", chain)
            self.store_chain(chain, base.with_flows(merge_flows(base.flows, stepped)))
        exact = self.chain(target)
        if exact and items is None:
            self.store_chain(exact, value)

    def _unpack(self, target: code.Collection, value: Value, statement: code.Node) -> None:
        items = value.items
        if items is not None and items.kind != "dict" and items.rest is None and not value.flows:
            values = _spread(target.entries, list(items.known.values()))
            if values is not None:
                for entry, one in zip(target.entries, values, strict=True):
                    self.bind(entry.value, one, statement)
                return
        element = self.element(value)
        if any(isinstance(flow.origin, Result) for flow in value.flows) and not any(
            entry.spread for entry in target.entries
        ):
            for index, entry in enumerate(target.entries):
                self.bind(entry.value, self.element_at(value, constant(index)), statement)
            return
        rest = Value((), (), None, element.literal, None, Items("list", {}, element))
        for entry in target.entries:
            self.bind(entry.value, rest if entry.spread else element, statement)

    def _delete(self, node: code.Delete) -> bool:
        for target in node.targets:
            chain = self.chain(target)
            if chain:
                if self.chains:
                    self._forget(chain)
                self.env.pop(chain, None)
            else:
                self.value(target)
        return True

    def _import(self, node: code.Import) -> bool:
        if node.local != "*":
            self.env[node.local] = Value(self.models.canonical(node.target))
            self.imported(node.target)
        return True

    def imported(self, target: str) -> None:
        """Notes which frameworks are imported."""
        root = target.partition(".")[0]
        if root in self.models.modules:
            self.result.modules |= {root}

    def _scope(self, node: code.Scope) -> bool:
        (self.globals if node.kind == "global" else self._nonlocals).update(node.names)
        return True

    # ------------------------------------------------------------ annotations

    def annotation(self, node: code.Expr, depth: int = 0) -> tuple[str, ...]:
        """What an annotation says that a value is an instance of."""
        if depth > 6:
            return ()
        if isinstance(node, code.Constant):
            if not isinstance(node.value, str):
                return ()
            return self._written_annotation(node.value)
        if isinstance(node, code.Binary) and node.op == "|":
            return merge_paths(self.annotation(node.left, depth + 1), self.annotation(node.right, depth + 1))
        if isinstance(node, code.Index):
            base = self.value(node.base)
            if any(path in _WRAPPERS for path in base.paths):
                inner = node.key
                if isinstance(inner, code.Collection):
                    if any(path.endswith("Annotated") for path in base.paths) and inner.entries:
                        return self.annotation(inner.entries[0].value, depth + 1)
                    found: tuple[str, ...] = ()
                    for entry in inner.entries:
                        found = merge_paths(found, self.annotation(entry.value, depth + 1))
                    return found
                return self.annotation(inner, depth + 1)
            return self.models.extend(base.paths, "()")
        if isinstance(node, (code.Name, code.Attribute)):
            return self.models.extend(self.value(node).paths, "()")
        self.value(node)
        return ()

    def _written_annotation(self, text: str) -> tuple[str, ...]:
        """The same for an annotation in quotes: a dotted name, perhaps with `| None` or a bracket after it."""
        name = text.partition("|")[0].partition("[")[0].strip()
        words = name.split(".")
        if not all(word.isidentifier() for word in words):
            return ()
        paths = self.value(code.Name(0, 0, words[0])).paths
        for word in words[1:]:
            paths = self.member(paths, word)
        return self.models.extend(paths, "()")

    # ------------------------------------------------------------ functions and classes

    def _function(self, node: code.Function) -> bool:
        path = self.local_path(node.name)
        is_method = bool(self.owner) and self.function in ("", self.owner)
        decorators = [(self.value(one), spelling(one)) for one in node.decorators]
        if not is_method:
            self.env[node.name] = Value((path,))
        info = self._enter(node, path, is_method, decorators)
        self._run_body(info, node.params, node.body, is_method, decorators, node)
        return True

    def local_path(self, name: str) -> str:
        """The path of something that is defined here."""
        if self.function and self.function != self.owner:
            return f"{self.function}>{name}"
        return f"{self.owner}().{name}" if self.owner else f":{name}"

    def _enter(
        self, node: code.Function, path: str, is_method: bool, decorators: Sequence[tuple[Value, str]]
    ) -> FunctionInfo:
        params: list[ParamInfo] = []
        for param in node.params:
            default = self.value(param.default) if param.default is not None else None
            params.append(ParamInfo(param.name, param.kind, default))
        names = {written for _, written in decorators}
        bound = 1 if is_method and "staticmethod" not in names else 0
        is_property = any(name.rpartition(".")[2] in _PROPERTIES for name in names)
        returns = self.annotation(node.returns) if node.returns is not None else ()
        info = FunctionInfo(path, params, bound, is_property, self.part, "classmethod" in names, returns)
        self.result.functions.append(info)
        return info

    def _run_body(
        self,
        info: FunctionInfo,
        params: Sequence[code.Param],
        body: Sequence[code.Stmt],
        is_method: bool,
        decorators: Sequence[tuple[Value, str]],
        node: code.Function,
    ) -> None:
        outer = (
            self.env,
            self.function,
            self.owner,
            self.globals,
            self._breaks,
            self._continues,
            self._single,
            self._nonlocals,
            self._overwritten,
        )
        self.env = dict(self.env)
        self.left -= len(self.env) >> 3
        values: list[Value] = []
        for param in params:
            annotation = self.annotation(param.annotation) if param.annotation is not None else ()
            guessed = annotation or self.models.parameters.get(param.name, ())
            value = Value(guessed, (Flow(Param(info.path, param.name)),))
            if any(self.is_clean(path) for path in annotation):
                value = Value(annotation)
            values.append(value)
        if info.bound and values:
            is_class = info.is_classmethod or node.name in (
                "__new__",
                "__init_subclass__",
                "__class_getitem__",
            )
            values[0] = Value((self.owner if is_class else f"{self.owner}()",))
        values = entries.fill(self, node, info, params, values, decorators)
        for param, value in zip(params, values, strict=True):
            if self.chains:
                self._forget(param.name)
            self.env[param.name] = value
        self.function = info.path
        self.globals, self._nonlocals, self._overwritten = set(), set(), None
        self._breaks, self._continues, self._single = [], [], False
        info.answers = answers.places(self, decorators)
        self.functions.append(info)
        if self.block(body):
            validators.leave(self, info, constant(None))
        self.functions.pop()
        inner, shared = self.env, self._nonlocals
        (
            self.env,
            self.function,
            self.owner,
            self.globals,
            self._breaks,
            self._continues,
            self._single,
            self._nonlocals,
            self._overwritten,
        ) = outer
        for name in shared:
            if name in inner:
                self.env[name] = join(self.env.get(name, inner[name]), inner[name])

    def define_lambda(self, node: code.Lambda) -> Value:
        """Interprets a function without a name where it stands."""
        path = f"{self.function or ':'}>lambda{self.part}_{node.start}"
        params = [
            ParamInfo(one.name, one.kind, self.value(one.default) if one.default is not None else None)
            for one in node.params
        ]
        info = FunctionInfo(path, params, 0, False, self.part)
        self.result.functions.append(info)
        outer, function = self.env, self.function
        self.env = dict(outer)
        for param in node.params:
            self.env[param.name] = Value((), (Flow(Param(path, param.name)),))
        self.function = path
        returned = self.value(node.body)
        info.returns.append(Stored(returned, self.part, node.body.start, node.body.end))
        self.env, self.function = outer, function
        return Value((path,))

    def super_value(self) -> Value:
        """The instance, seen as one of the bases of its class."""
        return Value(tuple(f"{base}()" for base in self._class_info(self.owner).bases))

    def _class(self, node: code.Class) -> bool:
        if self.function and self.function != self.owner:
            path = f"{self.function}>{node.name}"
        else:
            path = f"{self.owner}.{node.name}" if self.owner else f":{node.name}"
        self.define_class(node, path)
        if not node.body:
            return True
        outer = (self.env, self.owner, self.function)
        self.env = dict(self.env)
        before = dict(self.env)
        self.owner, self.function = path, path
        self.block(node.body)
        attributes = self._class_info(path).attributes
        for name, value in self.env.items():
            if before.get(name) is not value and not _dotted(name):
                attributes[name] = value
        self.env, self.owner, self.function = outer
        return True

    def define_class(self, node: code.Class, path: str) -> None:
        """Notes the head of a class."""
        for decorator in node.decorators:
            self.value(decorator)
        bases: list[str] = []
        for argument in node.bases:
            value = self.value(argument.value)
            if argument.name is None:
                bases.extend(base for base in value.paths if base != path)
        known = self._class_info(path)
        methods = {statement.name for statement in node.body if isinstance(statement, code.Function)}
        classes = dict(self.bindings.classes)
        classes[path] = ClassInfo(path, tuple(bases), known.methods | methods, known.attributes)
        self.bindings = Bindings(self.bindings.names, classes, self.bindings.modules)
        self.result.classes[path] = classes[path]
        self.env[node.name] = Value((path,))

    def _class_info(self, path: str) -> ClassInfo:
        return self.bindings.classes.get(path) or ClassInfo(path)


class ModuleInterpreter(Interpreter):
    """Executes the module's own statements, and those in the bodies of its classes."""

    def run_module(self, unit: Unit) -> LocalResult:
        """Interprets the parts in order."""
        self.env = dict(self.bindings.names)
        module = self.env
        owner = ""
        try:
            for index, (part, facts) in enumerate(unit):
                self.part = index
                if part.owner != owner:
                    self._leave(owner, module)
                    owner = part.owner
                    self.owner = f":{owner}" if owner else ""
                    if owner:
                        module = self.env
                        self.env = {**module, **self._class_info(self.owner).attributes}
                    else:
                        self.env = module
                self.block(facts.body)
                if not owner:
                    module = self.env
        except GivenUp as problem:
            self.result.incomplete = str(problem)
        self._leave(owner, module)
        self.result.names = module
        self.result.classes = {**self.bindings.classes, **self.result.classes}
        return self.result

    def _leave(self, owner: str, module: Env) -> None:
        """Keeps what the body of a class has bound."""
        if owner:
            attributes = self._class_info(f":{owner}").attributes
            for name, value in self.env.items():
                if module.get(name) is not value and not _dotted(name):
                    attributes[name] = value
            self.env = module

    def _bind_name(self, name: str, value: Value, target: code.Node) -> None:
        super()._bind_name(name, value, target)
        if not self.function and not self.owner and name not in self.globals:
            stored = Stored(self.env[name], self.part, target.start, target.end)
            self.result.variables.setdefault(name, []).append(stored)


_WRAPPERS = frozenset(
    ("typing.Optional", "typing.Union", "typing.Annotated", "typing.Final", "typing.ClassVar", "typing_extensions.Annotated",
     "Optional", "Union", "Annotated", "typing.Required", "typing.NotRequired", "fastapi.Annotated")
)  # fmt: skip
_PROPERTIES = frozenset(("property", "cached_property", "getter", "abstractproperty"))


def _spread(entries_: Sequence[code.Entry], values: list[Value]) -> list[Value] | None:
    """The value for each target of an unpacking, if they are as many as there are values."""
    stars = [index for index, entry in enumerate(entries_) if entry.spread]
    if not stars:
        return values if len(values) == len(entries_) else None
    star, after = stars[0], len(entries_) - stars[0] - 1
    if len(stars) > 1 or len(values) < len(entries_) - 1:
        return None
    middle = values[star : len(values) - after]
    rest = Value(
        (), (), None, all(one.literal for one in middle), None, Items("list", dict(enumerate(middle)), None)
    )
    return [*values[:star], rest, *values[len(values) - after :]]


def _dotted(name: str) -> bool:
    return "." in name or "[" in name


def _widen(head: Env, after: Env) -> Env:
    """The state at the head of a loop: what was before it or what its body left; changing constants are not counted up."""
    widened = dict(head)
    for name, value in after.items():
        mine = head.get(name)
        if mine is None:
            widened[name] = value
        elif mine is not value:
            joined = join(mine, value)
            if joined.constants is not None and joined.constants != mine.constants:
                joined = Value(
                    joined.paths, joined.flows, None, joined.literal, joined.text, joined.items, joined.guards
                )
            widened[name] = joined
    return widened


_EXECUTE: dict[type, Callable[[Interpreter, Any], bool]] = {
    code.Assign: Interpreter._assign,
    code.Evaluate: Interpreter._evaluate,
    code.Return: Interpreter._return,
    code.Raise: Interpreter._raise,
    code.Jump: Interpreter._jump,
    code.If: Interpreter._if,
    code.Loop: Interpreter._loop,
    code.With: Interpreter._with,
    code.Try: Interpreter._try,
    code.Match: Interpreter._match,
    code.Import: Interpreter._import,
    code.Scope: Interpreter._scope,
    code.Delete: Interpreter._delete,
    code.Assert: Interpreter._assert,
    code.Function: Interpreter._function,
    code.Class: Interpreter._class,
}

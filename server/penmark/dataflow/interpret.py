"""The local phase, statements: one unit is interpreted once, flow-sensitively, in time linear in its length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from penmark.dataflow import answers, operations, validators
from penmark.dataflow.binding import is_dotted
from penmark.dataflow.bindings import Bindings
from penmark.dataflow.definitions import Definer
from penmark.dataflow.results import LocalResult, Stored
from penmark.dataflow.state import Env, GivenUp, Program
from penmark.dataflow.unbound import Scope
from penmark.dataflow.values import (
    UNKNOWN,
    Guard,
    Value,
    constant,
    join,
    join_all,
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


class Interpreter(Definer):
    """Executes the statements of a unit."""

    def run(self, unit: Unit, owner: str) -> LocalResult:
        """Interprets the parts of a unit that stands in the class `owner`."""
        self.owner = owner
        self.scope = Scope([statement for _, facts in unit for statement in facts.body])
        try:
            for index, (_, facts) in enumerate(unit):
                self.part = index
                self.block(facts.body)
        except GivenUp as problem:
            self.result.incomplete = str(problem)
        return self.result

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
                if value.all_flows() or not is_dotted(name):
                    joined[name] = value
            elif mine is not value:
                joined[name] = join(mine, value)
        if self.chains:
            for name in left:
                if name not in right and is_dotted(name) and not left[name].all_flows():
                    del joined[name]
        return joined

    def _join_all(self, envs: Sequence[Env]) -> Env:
        joined = envs[0]
        for env in envs[1:]:
            joined = self._join(joined, env)
        return joined

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
            element = self.each(iterable, node.iterable)
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
            caught = UNKNOWN if handler.types is None else self._caught(handler.types)
            if handler.name:
                self.env[handler.name] = caught
            if self.block(handler.body):
                ends.append(self.env)
        self.env = self._join_all(ends) if ends else start
        falls_final = self.block(node.final)
        return bool(ends) and falls_final

    def _caught(self, types: code.Expr) -> Value:
        """The exception that a handler of these types is given."""
        value = self.value(types)
        kinds = [value] if value.items is None else list(value.items.known.values())
        paths = tuple(path for kind in kinds for path in self.models.extend(kind.paths, "()") if kind.paths)
        return self.sourced(Value(paths), types) if paths else UNKNOWN

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
        operations.asserted(self, node)
        self.apply(test.guards, True)
        return True

    def _evaluate(self, node: code.Evaluate) -> bool:
        value = self.value(node.value)
        call = node.value.value if isinstance(node.value, code.Await) else node.value
        event = self._events.get((self.part, id(call)))
        if event is not None and any(guard.when is not None for guard in value.guards):
            self._came_back(event)
        # A function that does not return ends the block like `raise`; the models say which.
        return not any(self.models.never_returns(path) for path in value.paths)

    def _came_back(self, event: int) -> None:
        """Notes that a function of the file, which may have checked what was given to it, did not raise."""
        for index, given in enumerate(self.result.calls[event].arguments.all()):
            chain = self.chain(given.node)
            waiting = (
                sum(map(validators.is_pending, given.value.flows[0].cleared)) if given.value.flows else 0
            )
            if chain and given.value.flows and waiting < validators.MOST_PENDING:
                marks = validators.pending(event, "returns", index)
                self.apply((Guard(True, chain, marks, None, given.value),), True)


class ModuleInterpreter(Interpreter):
    """Executes the module's own statements, and those in the bodies of its classes."""

    def run_module(self, unit: Unit) -> LocalResult:
        """Interprets the parts in order."""
        self.env = dict(self.bindings.names)
        self.scope = Scope([statement for _, facts in unit for statement in facts.body])
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
                if module.get(name) is not value and not is_dotted(name):
                    attributes[name] = value
            self.env = module

    def _bind_name(self, name: str, value: Value, target: code.Node) -> None:
        super()._bind_name(name, value, target)
        if not self.function and not self.owner and name not in self.globals:
            stored = Stored(self.env[name], self.part, target.start, target.end)
            self.result.variables.setdefault(name, []).append(stored)


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

"""The state of interpreting one unit: its environment, its budget, and what is known of names and places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, NoReturn

from penmark.dataflow.bindings import Bindings
from penmark.dataflow.knowledge import Models
from penmark.dataflow.matchers import MatcherSet
from penmark.dataflow.results import CallEvent, FunctionInfo, LocalResult
from penmark.dataflow.roots import Roots
from penmark.dataflow.sink_words import SinkWords
from penmark.dataflow.unbound import Scope
from penmark.dataflow.values import (
    Flow,
    Guard,
    Source,
    Value,
    clear,
)
from penmark.dataflow.wanted import Wanted
from penmark.syntax import code

DEEPEST = 100


# A path without `..`; together with `@no root` it stays in the folder that it is put into.
NO_PARENT = frozenset(("@no parent",))
ALL_MARKS = frozenset(("*",))
BOUNDED = frozenset(("size",))


# Data of unknown origin that was reached through an attribute or a method is not known to be text at all.
DERIVED = frozenset(("@derived",))


Env = dict[str, Value]


class GivenUp(Exception):
    """The unit is too long or too deep to be read in bounded time; the message says which."""


class Program:
    """What an analysis looks for in one language: the models, and the matchers of all rules."""

    __slots__ = ("language", "matchers", "models", "sink_words", "wanted")

    def __init__(self, language: str, models: Models, matchers: MatcherSet) -> None:
        self.language = language
        self.models = models
        self.matchers = matchers
        roots = Roots(models)
        self.sink_words = SinkWords(matchers, roots)
        self.wanted = Wanted(matchers, roots)


class State:
    """The state of interpreting one unit. `evaluators`: by class of node, how an expression is evaluated."""

    evaluators: ClassVar[dict[type, Callable[[Any, Any], Value]]] = {}

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
        self.scope = Scope()
        self.depth = 0
        self.chains = False
        self._events: dict[tuple[int, object], int] = {}
        self.same: dict[str, tuple[Value, str, Value]] = {}

    def value(self, node: code.Expr) -> Value:
        """Evaluates an expression. Raises GivenUp."""
        self.left -= 1
        self.depth += 1
        if self.left < 0 or self.depth > DEEPEST:
            self.give_up()
        found = self.evaluators[node.__class__](self, node)
        self.depth -= 1
        return found

    def keep(self, key: object, event: CallEvent) -> int:
        """The index of an event; one of the same key, from an earlier round of a loop, gives way.

        Parts with the same text have the same nodes.
        """
        calls = self.result.calls
        index = self._events.get((self.part, key))
        if index is None:
            index = self._events[self.part, key] = len(calls)
            calls.append(event)
        else:
            calls[index] = event
        return index

    def give_up(self) -> NoReturn:
        """Raises GivenUp."""
        raise GivenUp("too long to follow" if self.left < 0 else "nested too deeply")

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

    def is_clean(self, path: str) -> bool:
        """Whether instances of this path carry no data that could do harm; enumerations of the file among them."""
        return self.bindings.is_clean(path, self.models)

    @staticmethod
    def derived(flows: tuple[Flow, ...]) -> tuple[Flow, ...]:
        """The flows, those of yet unknown origin marked as reached through an attribute or a method."""
        if all(flow.origin.__class__ is Source or "@derived" in flow.cleared for flow in flows):
            return flows
        return tuple(
            flow
            if flow.origin.__class__ is Source
            else Flow(flow.origin, flow.cleared | DERIVED, flow.trail, flow.built)
            for flow in flows
        )

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
                self._clear_original(guard.chain, current, guard.marks)
                self.env[guard.chain] = clear(current, guard.marks)

    def _clear_original(self, name: str, value: Value, marks: frozenset[str]) -> None:
        """What is said of `b` after `b = os.path.realpath(a)` is said of `a` too, if both are still what they were then."""
        same = self.same.get(name)
        if same is not None and same[0] is value and self.env.get(same[1]) is same[2]:
            self.env[same[1]] = clear(same[2], marks)

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

    def store_chain(self, chain: str, value: Value) -> None:
        """Puts a value at a place in the environment."""
        if "." in chain or "[" in chain:
            self.chains = True
        self.env[chain] = value

    def bind(self, target: code.Expr, value: Value, statement: code.Node) -> None:
        """Assigns `value` to a target."""
        raise NotImplementedError

    def define_lambda(self, node: code.Lambda) -> Value:
        """Interprets a function without a name where it stands."""
        raise NotImplementedError

    def super_value(self) -> Value:
        """The instance, seen as one of the bases of its class."""
        raise NotImplementedError

"""The local phase: what is bound to variables, attributes and elements, and what annotations say."""

from __future__ import annotations

from collections.abc import Sequence

from penmark.dataflow.bindings import Bindings
from penmark.dataflow.conditions import Given, spelling
from penmark.dataflow.evaluate import Evaluator
from penmark.dataflow.results import Stored, StoreEvent
from penmark.dataflow.state import Env, Program
from penmark.dataflow.values import (
    MOST_ITEMS,
    Items,
    Result,
    Value,
    constant,
    join,
    merge_flows,
    merge_paths,
    step,
)
from penmark.syntax import code

_WRAPPERS = frozenset(
    ("typing.Optional", "typing.Union", "typing.Annotated", "typing.Final", "typing.ClassVar", "typing_extensions.Annotated",
     "Optional", "Union", "Annotated", "typing.Required", "typing.NotRequired", "fastapi.Annotated")
)  # fmt: skip

_CONTAINERS = frozenset(
    (
        "list",
        "set",
        "frozenset",
        "typing.List",
        "typing.Set",
        "typing.Sequence",
        "collections.abc.Sequence",
        "List",
    )
)


class Binder(Evaluator):
    """Executes assignments, imports and declarations."""

    def __init__(self, program: Program, bindings: Bindings, budget: int) -> None:
        super().__init__(program, bindings, budget)
        self.owner = ""
        self.globals: set[str] = set()
        self._nonlocals: set[str] = set()
        self._overwritten: list[tuple[str, Value]] | None = None
        self._breaks: list[list[Env]] = []
        self._continues: list[list[Env]] = []
        self._single = False

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
            if value.flows and target.__class__ is code.Name and node.value.__class__ is code.Call:
                self._keep_original(target.id, node.value)
        return True

    def _keep_original(self, name: str, value: code.Expr) -> None:
        """Notes of which variable `name` is another form."""
        chain = self._tested(value)
        original = self.env.get(chain) if chain != name else None
        if original is not None:
            self.same[name] = (self.env[name], chain, original)

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
            elif self.function == "":
                written = f"{self.owner[1:]}.{target.id}"
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
        index = self._events.get((self.part, key))
        if index is None:
            self._events[self.part, key] = len(self.result.stores)
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
        if node.local == "*":
            self.result.open = True
        else:
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
            if any(path in _CONTAINERS for path in base.paths):
                inside = self.annotation(node.key, depth + 1)
                if inside and all(self.is_clean(path) for path in inside):
                    return inside
            return self.models.extend(base.paths, "()")
        if isinstance(node, code.Call):
            return self.value(node).paths
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

    def block(self, statements: Sequence[code.Stmt]) -> bool:
        """Executes statements; whether their end is reached."""
        raise NotImplementedError


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


def is_dotted(name: str) -> bool:
    """Whether a key of the environment is an attribute or an element."""
    return "." in name or "[" in name

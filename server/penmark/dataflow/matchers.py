"""The matchers `call`, `taint` and `assign` of a rule page, read from its data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from penmark.dataflow.conditions import ArgumentSpec, Condition, Conditions
from penmark.dataflow.patterns import Pattern, PatternIndex
from penmark.dataflow.peers import Peers
from penmark.dataflow.tables import DataError, Table

TRUST = ("remote", "service", "argument", "environment", "file", "database", "model", "exception")


def _patterns(table: Table, key: str) -> tuple[Pattern, ...]:
    texts = table.texts(key)
    if not texts:
        raise DataError(f"{table.name}: “{key}” must name at least one", key)
    try:
        return tuple(Pattern(text) for text in texts)
    except ValueError as error:
        raise DataError(f"{table.name}: {error}", key) from None


@dataclass(frozen=True, slots=True)
class Mark:
    """What is underlined: `callee`, `call`, or `argument` with its specification."""

    kind: str
    argument: ArgumentSpec | None = None

    @staticmethod
    def read(table: Table) -> Mark:
        """From `mark`. Raises DataError."""
        text = table.text("mark", "callee")
        kind, _, rest = text.partition(" ")
        if kind == "argument" and rest:
            return Mark(kind, ArgumentSpec(rest))
        if text not in ("callee", "call"):
            raise DataError(
                f"{table.name}: “mark” must be callee, call or “argument NAME”, not “{text}”", "mark"
            )
        return Mark(text)


@dataclass(frozen=True, slots=True)
class CallMatcher:
    """A call by resolved name, with conditions on its arguments. `peers`: and only of a function that stands out by it."""

    language: str
    calls: tuple[Pattern, ...]
    conditions: Conditions
    mark: Mark
    peers: Peers | None = None

    @staticmethod
    def from_data(data: Mapping[str, object], ignored: Iterable[str] = ()) -> CallMatcher:
        """From a `[[call]]`; the keys in `ignored` are someone else's. Raises DataError."""
        table = Table(data, "call", ignored)
        matcher = CallMatcher(
            table.text("language", "python"),
            _patterns(table, "calls"),
            Conditions(table),
            Mark.read(table),
            Peers.read(table),
        )
        table.finish()
        return matcher


@dataclass(frozen=True, slots=True)
class Trusting:
    """Which data must not arrive: trust classes, what of unknown origin counts, and the marks that clear it.

    `near`: only data that enters in the same function, which costs nothing to tell. `numbers`: whether data that was made a number
    counts `too`, or `only` that, or `never`: it can do nothing to a text, but much as a size.
    """

    sources: frozenset[str]
    unknown: str
    sanitizers: frozenset[str]
    near: bool = False
    numbers: str = "never"

    @staticmethod
    def read(table: Table) -> Trusting:
        """From `sources`, `unknown`, `sanitizers`, `near` and `numbers`. Raises DataError."""
        sources = table.texts("sources")
        for trust in sources:
            if trust not in TRUST:
                raise DataError(
                    f"{table.name}: “{trust}” is no trust class; they are {', '.join(TRUST)}", "sources"
                )
        unknown = table.choice("unknown", ("never", "built", "any"))
        return Trusting(
            frozenset(sources),
            unknown,
            frozenset(table.texts("sanitizers")),
            table.flag("near"),
            table.choice("numbers", ("never", "too", "only")),
        )


@dataclass(frozen=True, slots=True)
class Sink:
    """Calls whose argument untrusted data must not reach. `shape`: `built`, only as part of a string that is built, or `any`."""

    calls: tuple[Pattern, ...]
    argument: ArgumentSpec
    conditions: Conditions
    shape: str

    @staticmethod
    def read(data: object) -> Sink:
        """From one of `sinks`. Raises DataError."""
        table = Table(data, "taint.sinks")
        sink = Sink(
            _patterns(table, "calls"),
            ArgumentSpec(table.text("argument", "*")),
            Conditions(table),
            table.choice("shape", ("any", "built")),
        )
        table.finish()
        return sink


@dataclass(frozen=True, slots=True)
class TaintMatcher:
    """Data from a source reaches a sink without a sanitizer."""

    language: str
    trusting: Trusting
    sinks: tuple[Sink, ...]
    mark: Mark

    @staticmethod
    def from_data(data: Mapping[str, object], ignored: Iterable[str] = ()) -> TaintMatcher:
        """From a `[[taint]]`; the keys in `ignored` are someone else's. Raises DataError."""
        table = Table(data, "taint", ignored)
        sinks = tuple(Sink.read(one) for one in table.tables("sinks"))
        if not sinks:
            raise DataError("taint: “sinks” must name at least one", "sinks")
        matcher = TaintMatcher(
            table.text("language", "python"), Trusting.read(table), sinks, Mark.read(table)
        )
        table.finish()
        return matcher


@dataclass(frozen=True, slots=True)
class AssignMatcher:
    """A value is assigned to a named place: a condition on it holds, or untrusted data is in it.

    `flask.Flask().route(return)` is a place too: what functions with this decorator return. `shape` as for a Sink. `beside`:
    only where the module binds one of these names; `where`: what must hold of the decorator's arguments. `elements`: untrusted
    data counts in the elements of a mapping or a list too, which are no text themselves.
    """

    language: str
    targets: tuple[Pattern, ...]
    value: Condition | None
    trusting: Trusting | None
    mark: str
    shape: str
    beside: tuple[str, ...]
    conditions: Conditions
    elements: bool

    @staticmethod
    def from_data(data: Mapping[str, object], ignored: Iterable[str] = ()) -> AssignMatcher:
        """From an `[[assign]]`; the keys in `ignored` are someone else's. `mark` is target (default), value or statement.

        Raises DataError.
        """
        table = Table(data, "assign", ignored)
        given = table.get("value")
        value = None if given is None else Condition(given, "assign.value")
        trusting = Trusting.read(table)
        taints = bool(trusting.sources) or trusting.unknown != "never"
        if (value is None) is not taints:
            raise DataError("assign: needs either “value” or “sources”", "value")
        matcher = AssignMatcher(
            table.text("language", "python"),
            _patterns(table, "targets"),
            value,
            trusting if taints else None,
            table.choice("mark", ("target", "value", "statement")),
            table.choice("shape", ("any", "built")),
            table.texts("beside"),
            Conditions(table),
            table.flag("elements"),
        )
        table.finish()
        return matcher


Matcher = CallMatcher | TaintMatcher | AssignMatcher


class MatcherSet:
    """All matchers of one language, found by the last component of a name. A match names a matcher by its index here.

    `asked`: the patterns of calls, with what asks for them; `unnamed`: the anchors of those that end in any name.
    """

    def __init__(self, matchers: Sequence[Matcher]) -> None:
        self.matchers = tuple(matchers)
        calls: list[tuple[Pattern, tuple[int, CallMatcher | TaintMatcher, Sink | None]]] = []
        assigns: list[tuple[Pattern, tuple[int, AssignMatcher]]] = []
        for index, matcher in enumerate(self.matchers):
            match matcher:
                case CallMatcher():
                    calls.extend((pattern, (index, matcher, None)) for pattern in matcher.calls)
                case TaintMatcher():
                    calls.extend(
                        (pattern, (index, matcher, sink)) for sink in matcher.sinks for pattern in sink.calls
                    )
                case AssignMatcher():
                    assigns.extend((pattern, (index, matcher)) for pattern in matcher.targets)
        self.calls = PatternIndex(calls)
        self.assigns = PatternIndex(assigns)
        self.asked = [(pattern, matcher, sink) for pattern, (_, matcher, sink) in calls]
        self._named = PatternIndex([entry for entry in calls if entry[0].last != "*"])
        self.unnamed = frozenset(_anchor(pattern) for pattern, _ in calls if pattern.last == "*")

    def wants_call(self, name: str, paths: tuple[str, ...]) -> bool:
        """Whether a pattern may ask for a call that is written with this name last, or is of one of these paths."""
        named = self._named.of
        if named(name):
            return True
        for path in paths:
            if named(path.rpartition(".")[2]):
                return True
        return bool(self.unnamed) and (
            "*" in self.unnamed or any(path.partition(".")[0] in self.unnamed for path in paths)
        )


def _anchor(pattern: Pattern) -> str:
    """What must be there for a pattern that ends in any name: the first component of its path, or `*`."""
    return "*" if pattern.spelled or "*" in pattern.parts[0] else pattern.parts[0]

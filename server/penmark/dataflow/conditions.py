"""Which argument of a call is meant, and what must hold of its value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import re2

from penmark.dataflow.patterns import Pattern, glob, stem
from penmark.dataflow.regexes import RegexTest
from penmark.dataflow.tables import DataError, Table
from penmark.dataflow.values import Value, same_constant
from penmark.syntax import code

_LONGEST_CHAIN = 16
_LETTERS = re.compile(r"\w+")


def spelling(node: code.Expr, *, keys: bool = False) -> str:
    """An expression as a chain of names, as written: `self.db.cursor().execute`; `<…>` for what is no name.

    `keys`: with the constant names by which elements are taken: `form[password]`, `form.get(password)`.
    """
    tail: list[str] = []
    suffix = ""
    while len(tail) < _LONGEST_CHAIN:
        match node:
            case code.Name():
                tail.append(node.id + suffix)
                break
            case code.Attribute():
                tail.append(node.name + suffix)
                suffix = ""
                node = node.base
            case code.Call():
                suffix = f"({_got(node) if keys else ''}){suffix}"
                node = node.callee
            case code.Index():
                suffix = f"[{_constant_name(node.key) if keys else ''}]{suffix}"
                node = node.base
            case code.Await():
                node = node.value
            case _:
                tail.append("<…>" + suffix)
                break
    tail.reverse()
    return ".".join(tail)


def _got(call: code.Call) -> str:
    """The constant name that a call of `get` asks for."""
    asks = isinstance(call.callee, code.Attribute) and call.callee.name in ("get", "pop") and call.arguments
    return _constant_name(call.arguments[0].value) if asks else ""


def _constant_name(node: code.Expr | None) -> str:
    return node.value if isinstance(node, code.Constant) and isinstance(node.value, str) else ""


class Given(NamedTuple):
    """One value that is given to a call or an assignment. `start` and `end` cover `name=value`."""

    value: Value
    node: code.Expr
    start: int
    end: int


class Arguments:
    """What is given to a call. `hidden`: more may be given by `*` or `**` than can be seen."""

    __slots__ = ("hidden", "keywords", "positional", "receiver", "spread")

    def __init__(self, receiver: Given | None = None) -> None:
        self.receiver = receiver
        self.positional: list[Given] = []
        self.keywords: dict[str, Given] = {}
        self.spread: list[Given] = []
        self.hidden = False

    def all(self) -> Iterator[Given]:
        """Every argument that can be seen."""
        yield from self.positional
        yield from self.keywords.values()
        yield from self.spread


_SPEC = re.compile(r"(?:(\d{1,3})(?::([A-Za-z_]\w{0,99}))?|([A-Za-z_]\w{0,99})|(\*)|(\*\*))\Z")


class ArgumentSpec:
    """`0:sql` (position or keyword), `sql` (only the keyword), `0` (only the position), `*` (any), `**` (what is spread: `*x`,
    `**x`), `self` (the receiver).

    Raises DataError if the text is none of these.
    """

    __slots__ = ("any", "keyword", "position", "receiver", "spread", "text")

    def __init__(self, text: str) -> None:
        found = _SPEC.match(text)
        if found is None:
            raise DataError(f"“{text}” is no argument: expected like 0:name, name, 0, *, ** or self", text)
        self.text = text
        self.any = found[4] is not None
        self.spread = found[5] is not None
        self.receiver = found[3] == "self"
        self.position = int(found[1]) if found[1] else None
        self.keyword = None if self.receiver else found[2] or found[3]

    def find(self, arguments: Arguments) -> Given | None:
        """What is given for it; the first argument for `*`."""
        if self.receiver:
            return arguments.receiver
        if self.any:
            return next(arguments.all(), None)
        if self.spread:
            return next(iter(arguments.spread), None)
        if self.position is not None and self.position < len(arguments.positional):
            return arguments.positional[self.position]
        return arguments.keywords.get(self.keyword) if self.keyword else None

    def find_all(self, arguments: Arguments) -> list[Given]:
        """Everything that is given for it."""
        if self.any:
            return list(arguments.all())
        if self.spread:
            return list(arguments.spread)
        found = self.find(arguments)
        return [] if found is None else [found]


_TESTS = (
    "constant", "is", "in", "not-in", "absent", "none", "below", "above", "matches", "path", "name", "built", "contains", "regex",
)  # fmt: skip


class Condition:
    """What must hold of a value: a literal that it must equal, or a table of tests that must all hold.

    Raises DataError.
    """

    __slots__ = ("_tests", "allows_absent")

    def __init__(self, data: object, name: str) -> None:
        self._tests: list[tuple[str, object]] = []
        self.allows_absent = False
        if not isinstance(data, Mapping):
            if isinstance(data, list):
                raise DataError(f"{name}: a list is no condition; did you mean {{ in = […] }}?", name)
            self._tests.append(("is", data))
            return
        table = Table(data, name)
        if not data:
            raise DataError(f"{name}: a condition must not be empty", name)
        for test in _TESTS:
            if table.get(test) is not None:
                self._tests.append((test, self._operand(table, test, name)))
        table.finish()
        self.allows_absent = any(test == "absent" and operand for test, operand in self._tests)

    @staticmethod
    def _operand(table: Table, test: str, name: str) -> object:
        operand = table.get(test)
        match test:
            case "constant" | "absent" | "none" | "built":
                return table.flag(test)
            case "in" | "not-in":
                if not isinstance(operand, list):
                    raise DataError(f"{name}: “{test}” must be a list", test)
                return operand
            case "below" | "above":
                return table.number(test)
            case "matches":
                try:
                    return re2.compile(table.text(test))  # type: ignore[no-untyped-call]
                except re2.error as error:
                    raise DataError(f"{name}: “matches” is no RE2 pattern: {error}", test) from None
            case "path" | "name":
                texts = table.texts(test)
                if test == "name":
                    return texts
                try:
                    return tuple(Pattern(text) for text in texts)
                except ValueError as error:
                    raise DataError(f"{name}: {error}", test) from None
            case "contains":
                return Condition(operand, f"{name}.contains")
            case "regex":
                return RegexTest(operand, name, ArgumentSpec)
            case _:
                return operand

    def written(self) -> Sequence[str]:
        """Texts of which one is certainly written where it holds; none if that cannot be said."""
        for test, operand in self._tests:
            if test == "name":
                return [max(_LETTERS.findall(text), key=len, default="") for text in operand]  # type: ignore[attr-defined]
            if test == "path":
                return [stem(pattern.last) for pattern in operand]  # type: ignore[attr-defined]
        return ()

    def holds(self, given: Given | None, hidden: bool, beside: Arguments | None = None) -> bool:
        """Whether it holds for sure. `hidden`: what is not given may still be given unseen; `beside`: what else is given."""
        if given is None:
            return self.allows_absent and not hidden
        return all(_holds(test, operand, given, beside) for test, operand in self._tests)


def _holds(test: str, operand: object, given: Given, beside: Arguments | None) -> bool:
    value = given.value
    constants = value.constants
    match test:
        case "constant":
            return value.literal is operand
        case "absent":
            return not operand
        case "built":
            return (value.text is not None) is operand
        case "path":
            return any(pattern.matches_path(path) for pattern in operand for path in value.paths)  # type: ignore[attr-defined]
        case "name":
            written = spelling(given.node, keys=True)
            return any(glob(pattern, written) for pattern in operand)  # type: ignore[attr-defined]
        case "contains":
            if value.items is None:
                return False
            inside = [*value.items.known.values(), *([value.items.rest] if value.items.rest else [])]
            return any(operand.holds(Given(one, given.node, given.start, given.end), False) for one in inside)  # type: ignore[attr-defined]
    if constants is None:
        return False
    match test:
        case "is":
            return any(same_constant(one, operand) for one in constants)
        case "in":
            return any(same_constant(one, other) for one in constants for other in operand)  # type: ignore[attr-defined]
        case "not-in":
            return any(not any(same_constant(one, other) for other in operand) for one in constants)  # type: ignore[attr-defined]
        case "none":
            return any((one is None) is operand for one in constants)
        case "below":
            return any(_is_number(one) and one < operand for one in constants)  # type: ignore[operator]
        case "above":
            return any(_is_number(one) and one > operand for one in constants)  # type: ignore[operator]
        case "matches":
            return any(_searches(operand, one) for one in constants)
        case "regex":
            return operand.holds(constants, beside)  # type: ignore[attr-defined, no-any-return]
    raise AssertionError(test)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _searches(pattern: object, value: object) -> bool:
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    return isinstance(value, str) and pattern.search(value) is not None  # type: ignore[attr-defined]


class Conditions:
    """The `where` and `unless` of a matcher. Raises DataError."""

    __slots__ = ("unless", "where")

    def __init__(self, table: Table) -> None:
        self.where = self._read(table, "where")
        self.unless = self._read(table, "unless")

    @staticmethod
    def _read(table: Table, key: str) -> tuple[tuple[ArgumentSpec, Condition], ...]:
        found = table.mapping(key)
        return tuple(
            (ArgumentSpec(spec), Condition(data, f"{table.name}.{key}.{spec}"))
            for spec, data in found.items()
        )

    def written(self) -> Sequence[str]:
        """Texts of which one is certainly written where `where` holds; none if that cannot be said."""
        return next(
            (texts for _, condition in self.where if (texts := condition.written()) and all(texts)), ()
        )

    def hold(self, arguments: Arguments) -> bool:
        """Whether all of `where` and none of `unless` hold."""
        return all(self._one(spec, condition, arguments) for spec, condition in self.where) and not any(
            self._one(spec, condition, arguments) for spec, condition in self.unless
        )

    @staticmethod
    def _one(spec: ArgumentSpec, condition: Condition, arguments: Arguments) -> bool:
        given = spec.find_all(arguments)
        if not given:
            return condition.holds(None, arguments.hidden)
        return any(condition.holds(one, arguments.hidden, arguments) for one in given)

"""The conditions of `[[config]]` matchers: what a page may say about a value.

A condition holds, does not hold, or cannot be decided (None) because the value is not known; what is not known never fires.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import re2

from penmark.iac import sets
from penmark.iac.operators import number
from penmark.iac.paths import Found
from penmark.iac.records import is_empty
from penmark.iac.values import Absent, Array, Known, Object, Record, Unknown, Value, text_of


class MatcherError(ValueError):
    """A `[[config]]` table that cannot be used. `path` leads to the key, `key` is the last name in it."""

    def __init__(self, path: Sequence[str], reason: str) -> None:
        super().__init__(f"{'.'.join(path)}: {reason}" if path else reason)
        self.path = tuple(path)
        self.key = path[-1] if path else ""


class Verdict(NamedTuple):
    """Whether a condition holds (None: not known), the value that decided and how it is called in a message."""

    holds: bool | None
    found: Found | None = None
    label: str | None = None


Test = Callable[[Found], Verdict]

_TRAVERSAL = re2.compile(r"(data\.)?[a-z0-9]+_[a-z0-9_]+\.[\w-]+(\[[^\]]*\])?\.[\w.]+")  # type: ignore[no-untyped-call]
"""A reference to an attribute of a resource or data source, and nothing around it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """All of `tests` hold for one value."""

    tests: tuple[Test, ...]

    def judge(self, found: Found) -> Verdict:
        """Whether the condition holds for `found`."""
        result = Verdict(True, found)
        for test in self.tests:
            verdict = test(found)
            if verdict.holds is False:
                return verdict
            if verdict.holds is None:
                result = Verdict(None, found)
            elif result.holds:
                result = Verdict(True, verdict.found or result.found, verdict.label or result.label)
        return result

    def any(self, found: Sequence[Found], complete: bool) -> Verdict:
        """Whether the condition holds for one of several values, of which there may be more if they are not `complete`."""
        undecided: bool | None = False if complete else None
        for one in found:
            verdict = self.judge(one)
            if verdict.holds:
                return verdict
            if verdict.holds is None:
                undecided = None
        return Verdict(undecided)


def read_condition(data: object, path: Sequence[str]) -> Condition:
    """The condition that a page writes: a constant, or a table of operators. Raises MatcherError."""
    if not isinstance(data, Mapping):
        return Condition((_is(data, path),))
    if not data:
        raise MatcherError(path, "a condition needs an operator")
    tests: list[Test] = []
    for name, operand in data.items():
        reader = _OPERATORS.get(str(name))
        if reader is None:
            raise MatcherError(
                (*path, str(name)), f"no such condition; there are {', '.join(sorted(_OPERATORS))}"
            )
        tests.append(reader(operand, (*path, str(name))))
    return Condition(tuple(tests))


def _scalar_test(judge: Callable[[Known], bool | None]) -> Test:
    """A test of one scalar: false for what is absent, not decided for what is not known."""

    def test(found: Found) -> Verdict:
        value = found.value
        if isinstance(value, Known):
            return Verdict(judge(value), found)
        if isinstance(value, Unknown | Record):
            return Verdict(None)
        return Verdict(False)

    return test


def _is(wanted: object, path: Sequence[str]) -> Test:
    if not isinstance(wanted, str | int | float | bool):
        raise MatcherError(path, "a constant is expected")
    text = _constant(wanted)
    return _scalar_test(lambda value: text_of(value) == text)


def _constant(value: str | int | float | bool) -> str:
    return text_of(Known(value)) or ""


def _constants(data: object, path: Sequence[str]) -> frozenset[str]:
    if not isinstance(data, list) or not all(isinstance(item, str | int | float | bool) for item in data):
        raise MatcherError(path, "a list of constants is expected")
    return frozenset(_constant(item) for item in data)


def _in(data: object, path: Sequence[str]) -> Test:
    texts = _constants(data, path)
    return _scalar_test(lambda value: text_of(value) in texts)


def _not_in(data: object, path: Sequence[str]) -> Test:
    texts = _constants(data, path)
    return _scalar_test(lambda value: value.value is not None and text_of(value) not in texts)


def _bound(compare: Callable[[float, float], bool]) -> Callable[[object, Sequence[str]], Test]:
    def read(data: object, path: Sequence[str]) -> Test:
        if isinstance(data, bool) or not isinstance(data, int | float):
            raise MatcherError(path, "a number is expected")

        def judge(value: Known) -> bool | None:
            size = number(value)
            return None if size is None else compare(size, data)

        return _scalar_test(judge)

    return read


def _matches(data: object, path: Sequence[str]) -> Test:
    if not isinstance(data, str):
        raise MatcherError(path, "a pattern is expected")
    options = re2.Options()
    options.log_errors = False
    compile_: Any = re2.compile
    try:
        pattern = compile_(data, options)
    except re2.error as error:
        raise MatcherError(path, f"not a pattern: {error}") from None
    return _scalar_test(lambda value: pattern.search(text_of(value) or "") is not None)


def _flag(data: object, path: Sequence[str]) -> bool:
    if not isinstance(data, bool):
        raise MatcherError(path, "true or false is expected")
    return data


def _absent(data: object, path: Sequence[str]) -> Test:
    wanted = _flag(data, path)

    def test(found: Found) -> Verdict:
        if isinstance(found.value, Unknown) or (isinstance(found.value, Absent) and found.value.assumed):
            return Verdict(None)
        return Verdict(isinstance(found.value, Absent) is wanted, found)

    return test


def _assumed(data: object, path: Sequence[str]) -> Test:
    wanted = _flag(data, path)
    return lambda found: Verdict(found.value.assumed is wanted, found)


def _empty(data: object, path: Sequence[str]) -> Test:
    wanted = _flag(data, path)

    def test(found: Found) -> Verdict:
        value = found.value
        if isinstance(value, Unknown) or (is_empty(value) and value.assumed):
            return Verdict(None)
        if isinstance(value, Absent):
            return Verdict(wanted, found)
        if isinstance(value, Array | Object) and not value.complete and not _elements(value):
            return Verdict(None)
        return Verdict(is_empty(value) is wanted, found)

    return test


def _written(data: object, path: Sequence[str]) -> Test:
    wanted = _flag(data, path)

    def test(found: Found) -> Verdict:
        value = found.value
        if isinstance(value, Absent):
            return Verdict(None if value.assumed else not wanted, found)
        if isinstance(value, Unknown):
            return Verdict(wanted, found) if _surely_some(value) else Verdict(None)
        return Verdict((text_of(value) != "") is wanted, found)

    return test


def _surely_some(value: Unknown) -> bool:
    """Whether what is not known is at least not null: a text of which a part is known, or the attribute of a resource."""
    if any(value.pieces):
        return True
    if value.origin is None or not value.refers:
        return False
    unit, span = value.origin
    return _TRAVERSAL.fullmatch(unit.text[span.start : span.end].decode(errors="replace")) is not None


def _elements(value: Value) -> Sequence[Value]:
    """The elements of a collection; a scalar stands for a list of one, as in Terraform's and AWS' lists."""
    match value:
        case Array(items=items):
            return items
        case Object(entries=entries):
            return tuple(entries.values())
        case Known() | Record():
            return (value,)
    return ()


def _complete(value: Value) -> bool:
    return not isinstance(value, Unknown) and getattr(value, "complete", True)


def _any(data: object, path: Sequence[str]) -> Test:
    condition = read_condition(data, path)

    def test(found: Found) -> Verdict:
        elements = [Found(element, found.site) for element in _elements(found.value)]
        return condition.any(elements, _complete(found.value))

    return test


def _none(data: object, path: Sequence[str]) -> Test:
    inner = _any(data, path)

    def test(found: Found) -> Verdict:
        holds = inner(found).holds
        return Verdict(None if holds is None else not holds, found)

    return test


def _all(data: object, path: Sequence[str]) -> Test:
    condition = read_condition(data, path)

    def test(found: Found) -> Verdict:
        verdicts = [condition.judge(Found(element, found.site)) for element in _elements(found.value)]
        if any(verdict.holds is False for verdict in verdicts):
            return Verdict(False)
        if not _complete(found.value) or any(verdict.holds is None for verdict in verdicts):
            return Verdict(None)
        return verdicts[0] if verdicts else Verdict(False)

    return test


def _covers(data: object, path: Sequence[str]) -> Test:
    covers = [sets.named(name) for name in data.split("|")] if isinstance(data, str) else [None]
    known = [cover for cover in covers if cover is not None]
    if len(known) != len(covers):
        raise MatcherError(path, f"no such set; there are {', '.join(sets.names())}")

    def test(found: Found) -> Verdict:
        if isinstance(found.value, Unknown | Record):
            return Verdict(None)
        text = text_of(found.value)
        if text is None:
            return Verdict(False)
        label = next((label for cover in known if (label := cover(text)) is not None), None)
        return Verdict(label is not None, found, label)

    return test


def _not(data: object, path: Sequence[str]) -> Test:
    condition = read_condition(data, path)

    def test(found: Found) -> Verdict:
        holds = condition.judge(found).holds
        return Verdict(None if holds is None else not holds, found)

    return test


_OPERATORS: dict[str, Callable[[object, Sequence[str]], Test]] = {
    "above": _bound(lambda value, bound: value > bound),
    "absent": _absent,
    "all": _all,
    "any": _any,
    "assumed": _assumed,
    "below": _bound(lambda value, bound: value < bound),
    "covers": _covers,
    "empty": _empty,
    "in": _in,
    "is": _is,
    "matches": _matches,
    "none": _none,
    "not": _not,
    "not-in": _not_in,
    "written": _written,
}

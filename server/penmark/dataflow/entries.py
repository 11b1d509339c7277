"""Functions whose parameters a framework fills in, as the models' `entry` tables say."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from penmark.dataflow.knowledge import Entry
from penmark.dataflow.patterns import Pattern
from penmark.dataflow.results import FunctionInfo
from penmark.dataflow.values import Flow, Param, Source, Trail, Value
from penmark.syntax import code

if TYPE_CHECKING:
    from penmark.dataflow.binding import Binder


def fill(
    state: Binder,
    node: code.Function,
    info: FunctionInfo,
    params: Sequence[code.Param],
    values: list[Value],
    decorators: Sequence[tuple[Value, str]],
) -> list[Value]:
    """The values of the parameters, those that a framework fills in as sources."""
    for entry in state.models.entries:
        if not _applies(state, entry, node, info, decorators):
            continue
        for index in range(info.bound, len(params)):
            values[index] = _parameter(
                state, entry, node, info, params[index], index - info.bound, values[index]
            )
    return values


def _applies(
    state: Binder,
    entry: Entry,
    node: code.Function,
    info: FunctionInfo,
    decorators: Sequence[tuple[Value, str]],
) -> bool:
    if entry.modules and not entry.modules & (state.bindings.modules | state.result.modules):
        return False
    if entry.first:
        position = info.bound
        if len(info.params) <= position or info.params[position].name not in entry.first:
            return False
    if entry.decorators:
        return any(
            _is_decorator(pattern, value, written)
            for pattern in entry.decorators
            for value, written in decorators
        )
    if entry.methods:
        if not info.bound or node.name not in entry.methods:
            return False
        bases = list(state.bindings.bases(state.owner))
        return any(_is_base(pattern, base) for pattern in entry.bases for base in bases)
    if entry.functions:
        return not state.owner and ">" not in info.path and node.name in entry.functions
    return bool(entry.first)


def _is_decorator(pattern: Pattern, value: Value, written: str) -> bool:
    if pattern.spelled:
        return pattern.matches_spelling(written.removesuffix("()"))
    return any(pattern.matches_path(path.removesuffix("()")) for path in value.paths)


def _is_base(pattern: Pattern, base: str) -> bool:
    return pattern.matches_spelling(base) if pattern.spelled else pattern.matches_path(base)


def _parameter(
    state: Binder,
    entry: Entry,
    node: code.Function,
    info: FunctionInfo,
    param: code.Param,
    position: int,
    value: Value,
) -> Value:
    types = entry.types.get(param.name) or entry.types.get(str(position))
    if types is not None:
        known = any(state.models.knows_type(path) for path in value.paths)
        return value if known else Value(types, value.flows)
    if position < entry.skip or not entry.trust:
        return value
    if entry.parameters and param.name not in entry.parameters and str(position) not in entry.parameters:
        return value
    if any(fnmatchcase(param.name, pattern) for pattern in entry.excepted):
        return value
    if not value.flows or any(state.models.knows_type(path) for path in value.paths):
        return value
    if param.default is not None and entry.injected:
        default = info.params[position + info.bound].default
        if default is not None and any(
            one.matches_path(path) for one in entry.injected for path in default.paths
        ):
            return value
    if entry.numeric and _only_numbers(entry, node, param.name):
        return Value(value.paths)
    if entry.soft:
        return Value(value.paths, (Flow(Param(info.path, param.name, entry.trust, entry.what)),))
    origin = Source(entry.trust, entry.what, state.part, param.start, param.end)
    trail = Trail(state.part, param.start, param.end, "source", entry.what, None)
    return Value(value.paths, (Flow(origin, trail=trail),))


def _only_numbers(entry: Entry, node: code.Function, name: str) -> bool:
    for decorator in node.decorators:
        if not isinstance(decorator, code.Call):
            continue
        for argument in decorator.arguments:
            text = argument.value.value if isinstance(argument.value, code.Constant) else None
            if isinstance(text, str) and any(form.replace("{name}", name) in text for form in entry.numeric):
                return True
    return False

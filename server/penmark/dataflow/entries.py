"""Functions whose parameters a framework fills in, as the models' `entry` tables say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING

from penmark.dataflow.conditions import Arguments, Given
from penmark.dataflow.knowledge import Entry
from penmark.dataflow.patterns import Pattern, components, stem
from penmark.dataflow.results import FunctionInfo
from penmark.dataflow.values import Flow, Param, Source, Trail, Value, merge_paths
from penmark.syntax import code

if TYPE_CHECKING:
    from penmark.dataflow.binding import Binder

_LONGEST_ROUTE = 1000


def fill(
    state: Binder,
    node: code.Function,
    info: FunctionInfo,
    params: Sequence[code.Param],
    values: list[Value],
    decorators: Sequence[tuple[Value, str]],
) -> list[Value]:
    """The values of the parameters, those that a framework fills in as sources."""
    marked = _marked(state, decorators)
    for number, entry in enumerate(state.models.entries):
        if entry.decorators and number not in marked:
            continue
        if not _applies(state, entry, node, info, decorators):
            continue
        for index in range(info.bound, len(params)):
            values[index] = _parameter(
                state, entry, node, info, params[index], index - info.bound, values[index]
            )
    return values


def _marked(state: Binder, decorators: Sequence[tuple[Value, str]]) -> frozenset[int]:
    """The places of the entries with a pattern for a decorator of one of these names."""
    names = {
        stem(components(name)[-1])
        for value, written in decorators
        for name in (*value.paths, written)
        if name
    }
    return frozenset(entry for name in names for _, entry in state.models.decorating.of(name))


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
    if entry.signature:
        names = [param.name for param in info.params[info.bound :]]
        if len(names) < len(entry.signature) or not all(map(fnmatchcase, names, entry.signature)):
            return False
    if entry.decorators:
        return any(
            _is_decorator(pattern, value, written) and _is_given(state, entry, decorator)
            for pattern in entry.decorators
            for (value, written), decorator in zip(decorators, node.decorators, strict=True)
        )
    if entry.methods:
        if not info.bound or entry.methods.isdisjoint((node.name, "*")):
            return False
        if not entry.bases:
            return True
        bases = list(state.bindings.bases(state.owner))
        return any(_is_base(pattern, base) for pattern in entry.bases for base in bases)
    if entry.functions:
        return (
            not state.owner
            and ">" not in info.path
            and any(fnmatchcase(node.name, name) for name in entry.functions)
        )
    if entry.injected:
        return any(_provider(state, entry, param) is not None for param in node.params)
    return bool(entry.first or entry.signature)


def _is_decorator(pattern: Pattern, value: Value, written: str) -> bool:
    if pattern.spelled:
        return not any(map(_is_made, value.paths)) and pattern.matches_spelling(written.removesuffix("()"))
    return any(pattern.matches_path(path.removesuffix("()")) for path in value.paths)


def _is_given(state: Binder, entry: Entry, decorator: code.Expr) -> bool:
    """Whether the decorator is given what the entry asks for."""
    if not entry.given:
        return True
    given = decorator.arguments if isinstance(decorator, code.Call) else ()
    paths = [path for argument in given for path in state.value(argument.value).paths]
    return any(pattern.matches_path(path) for pattern in entry.given for path in paths)


def _is_made(path: str) -> bool:
    """Whether a path is that of a member of an imported class's instance: then its spelling says nothing more."""
    owner = path.removesuffix("()").rpartition(".")[0]
    return path[0] != ":" and owner.endswith("()") and stem(components(owner)[-1])[:1].isupper()


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
        known = param.annotation is not None and any(map(state.models.knows_type, value.paths))
        return value if known else Value(types, value.flows)
    if position < entry.skip or not entry.trust:
        return value
    if entry.parameters and param.name not in entry.parameters and str(position) not in entry.parameters:
        return value
    if any(fnmatchcase(param.name, pattern) for pattern in entry.excepted):
        return value
    if not value.flows or any(state.models.knows_type(path) for path in value.paths):
        return value
    if entry.injected:
        if not isinstance(value.flows[0].origin, Param):
            return value  # filled in by an entry before this one
        if any(one.matches_path(path) for one in entry.injected for path in value.paths):
            return value
        provider = _provider(state, entry, param)
        if provider is not None:
            return _provided(state, entry, provider, param, value)
    if entry.numeric and any(
        isinstance(decorator, code.Call) and param.name in harmless(entry.numeric, decorator)
        for decorator in node.decorators
    ):
        return Value(value.paths)
    if entry.soft:
        return Value(value.paths, (Flow(Param(info.path, param.name, entry.trust, entry.what)),))
    return Value(value.paths, (_entering(state, entry, param),))


def _provider(state: Binder, entry: Entry, param: code.Param) -> code.Call | None:
    """The default, or what is noted in the annotation, that says that the application itself fills the parameter in."""
    noted = param.annotation.key if isinstance(param.annotation, code.Index) else None
    entries = noted.entries if isinstance(noted, code.Collection) else ()
    for node in (param.default, *(one.value for one in entries)):
        if isinstance(node, code.Call):
            paths = state.value(node).paths
            if any(pattern.matches_path(path) for pattern in entry.injected for path in paths):
                return node
    return None


def _provided(state: Binder, entry: Entry, provider: code.Call, param: code.Param, value: Value) -> Value:
    """What the function gives that is named there, or else the class in the annotation; its own parameters are filled in too."""
    named = provider.arguments[0].value if provider.arguments else None
    paths = state.value(named).paths if named else tuple(path.removesuffix("()") for path in value.paths)
    if not paths:
        return value
    callee = named or provider.callee
    asked = Arguments()
    asked.hidden = True
    filled = Value((), (_entering(state, entry, param),))
    asked.spread.append(Given(filled, callee, provider.start, provider.end))
    call = code.Call(provider.start, provider.end, callee, (), provider.open, provider.close)
    given = state.call_value(call, "", paths, None, asked)
    return Value(merge_paths(value.paths, given.paths), given.flows)


def _entering(state: Binder, entry: Entry, param: code.Param) -> Flow:
    origin = Source(entry.trust, entry.what, state.part, param.start, param.end)
    return Flow(origin, trail=Trail(state.part, param.start, param.end, "source", entry.what, None))


def harmless(forms: Sequence[str], call: code.Call) -> frozenset[str]:
    """The names for which the constant texts that are given to a call have one of these forms, as `<int:{name}>`."""
    texts = (one.value.value for one in call.arguments if isinstance(one.value, code.Constant))
    return frozenset(
        found[1]
        for text in texts
        if isinstance(text, str)
        for form in forms
        for found in _expression(form).finditer(text[:_LONGEST_ROUTE])
    )


@cache
def _expression(form: str) -> re.Pattern[str]:
    return re.compile(re.escape(form).replace(r"\{name\}", r"(\w+)").replace(r"\*", "[^)]{0,100}"))

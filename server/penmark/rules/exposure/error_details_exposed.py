"""Condition and repairs of error-details-exposed."""

from __future__ import annotations

from collections.abc import Iterator

from penmark.dataflow.conditions import Given
from penmark.dataflow.values import Flow
from penmark.findings import Addition, Edit, Fix
from penmark.rules.repairs.place import Place, RepairError
from penmark.syntax import code
from penmark.syntax.walk import walk

_TOLD = "internal error"
_LOGS = frozenset(("exception", "error", "critical", "warning", "print_exc", "log", "capture_exception"))


def outside_of_debugging(place: Place) -> bool:
    """Whether it is sent to everyone, and not only while the program is debugged."""
    around = [*place.chain, *(() if place.argument is None else walk([place.argument.node]))]
    return not any(
        isinstance(node, (code.If, code.Conditional)) and "debug" in place.source(node.test).lower()
        for node in around
    )


def kept_inside(place: Place) -> Fix | None:
    """A fixed text in place of what the exception says, which is logged instead."""
    where = next(
        (node for node in reversed(place.chain) if isinstance(node, (code.Handler, code.Function))), None
    )
    if where is None or place.argument is None:
        raise RepairError
    names = [where.name] if isinstance(where, code.Handler) else [param.name for param in where.params]
    leaks = [leak for name in names for leak in _leaks(place.argument.node, name)] or list(
        _held(place.argument)
    )
    if not leaks:
        raise RepairError
    edits = [place.replaced(node, place.literal(text)) for node, text in leaks]
    additions: tuple[Addition, ...] = ()
    if not _is_logged(where):
        line, additions = _logging(place, where)
        edits.append(line)
    return place.fix("Send a fixed text (the log has the exception)", edits, additions=additions)


def _leaks(node: code.Expr, name: str | None) -> Iterator[tuple[code.Expr, str]]:
    """The outermost texts that tell of the exception, and what to send in place of each."""
    waiting: list[code.Node] = [node]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, code.Text) and any(_tells(inner, name) for inner in walk([one])):
            yield one, _lead(one)
        elif isinstance(one, (code.Call, code.Name, code.Attribute, code.Index)) and _tells_all(one, name):
            yield one, _TOLD
        elif isinstance(one, code.Collection):
            waiting += [entry.value for entry in one.entries]
        elif isinstance(one, code.Call):
            waiting += [argument.value for argument in one.arguments]


def _held(argument: Given) -> Iterator[tuple[code.Expr, str]]:
    """The variables that hold a text of the exception: what is sent itself, or what is sent in a mapping."""
    if isinstance(argument.node, code.Name):
        yield argument.node, _TOLD
    elif isinstance(argument.node, code.Collection) and argument.value.items is not None:
        for position, entry in enumerate(argument.node.entries):
            key = entry.key.value if isinstance(entry.key, code.Constant) else position
            value = argument.value.items.known.get(key)
            if value is not None and any(_is_told(flow) for flow in value.all_flows()):
                yield entry.value, _TOLD


def _is_told(flow: Flow) -> bool:
    return getattr(flow.origin, "trust", "") == "exception"


def _tells(node: code.Node, name: str | None) -> bool:
    if isinstance(node, code.Name):
        return node.id == name
    return isinstance(node, code.Attribute) and node.name.startswith(("format_exc", "exc_info"))


def _tells_all(node: code.Node, name: str | None) -> bool:
    """Whether this is the exception, its text or the traceback, and no call that makes an answer of it."""
    while True:
        match node:
            case code.Name():
                return _tells(node, name)
            case code.Attribute():
                if _tells(node, name):
                    return True
                node = node.base
            case code.Index():
                node = node.base
            case code.Call(callee=code.Name(id="str" | "repr")) if len(node.arguments) == 1:
                node = node.arguments[0].value
            case code.Call(callee=code.Attribute()):
                node = node.callee
            case _:
                return False


def _lead(built: code.Text) -> str:
    """The literal text before the exception's own."""
    first = built.parts[0] if built.parts else None
    if isinstance(first, code.Constant) and isinstance(first.value, str):
        return first.value.rstrip(" :-–—(\n") or _TOLD
    return _TOLD


def _is_logged(handler: code.Handler | code.Function) -> bool:
    return any(
        isinstance(node, code.Call) and isinstance(node.callee, code.Attribute) and node.callee.name in _LOGS
        for node in walk(handler.body)
    )


def _logging(place: Place, handler: code.Handler | code.Function) -> tuple[Edit, tuple[Addition, ...]]:
    """A line at the beginning of the handler that logs the exception; a function that handles them is called while one is."""
    start = handler.body[0].start
    line = place.text.rfind(b"\n", 0, start) + 1
    indentation = place.slice(line, start)
    if indentation.strip():
        raise RepairError  # on the line of `except`
    spelled, additions = place.spell("logging.getLogger")
    text = f'{spelled}(__name__).exception("the request failed"){place.newline}{indentation}'
    return place.inserted(start, text), additions

"""What is no call but stands for one.

`a == b` is `operator.eq(a, b)`, `"-" * n` is `operator.mul("-", n)`, `assert a and b > c` is `assert(a, b, c)`, the decorator `@d` of
a function `f` is `d(f)`, and a mapping is named by its first key: `{"role": r, "content": c}` is `operator.mapping.role(role=r, content=c)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from penmark.dataflow.conditions import Arguments, Given, spelling
from penmark.dataflow.results import CallEvent
from penmark.dataflow.values import Value
from penmark.syntax import code

if TYPE_CHECKING:
    from penmark.dataflow.operators import Operators

_ASSERT = "assert"
_REPEATED = "mul"
_MOST_OPERANDS = 32


def is_operator(path: str) -> bool:
    """Whether a call by this name may be written as an operator, so that no word tells of it."""
    return path.startswith("operator.")


def compared(state: Operators, node: code.Compare, left: Value, right: Value) -> None:
    """Notes a comparison by `==` or `!=` of two values that are both not written there."""
    name = code.COMPARED_BY.get(node.op, "")
    path = f"operator.{name}"
    if (
        not name
        or code.Constant in (node.left.__class__, node.right.__class__)
        or not state.program.matchers.wants_call(name, (path,))
    ):
        return
    arguments = Arguments()
    for operand, value in ((node.left, left), (node.right, right)):
        arguments.positional.append(Given(value, operand, operand.start, operand.end))
    _note(state, node, _call(node, node.op, [node.left, node.right]), path, arguments)


def repeated(
    state: Operators, node: code.Text | code.Binary, operands: Sequence[tuple[code.Expr, Value]]
) -> None:
    """Notes that a text or a list is repeated: what, and how often."""
    if not state.program.matchers.wants_call(_REPEATED, (f"operator.{_REPEATED}",)):
        return
    arguments = Arguments()
    arguments.positional.extend(Given(value, one, one.start, one.end) for one, value in operands)
    call = _call(node, "*", [one for one, _ in operands])
    _note(state, node, call, f"operator.{_REPEATED}", arguments)


def mapped(state: Operators, node: code.Collection, name: str, known: Mapping[object, Value]) -> None:
    """Notes a mapping that is written out, by the text that is its first key."""
    path = f"operator.mapping.{name}"
    if not state.program.matchers.wants_call(name, (path,)):
        return
    arguments = Arguments()
    for entry in node.entries:
        key = entry.key.value if isinstance(entry.key, code.Constant) else None
        if isinstance(key, str) and key in known:
            arguments.keywords[key] = Given(known[key], entry.value, entry.value.start, entry.value.end)
    arguments.hidden = len(arguments.keywords) < len(node.entries)
    _note(state, node, _call(node, name, [entry.value for entry in node.entries]), path, arguments)


def asserted(state: Operators, node: code.Assert) -> None:
    """Notes an assertion: what its test is about are the arguments."""
    if not state.program.matchers.wants_call(_ASSERT, (_ASSERT,)):
        return
    operands = list(_operands(node.test, _MOST_OPERANDS))
    arguments = Arguments()
    arguments.positional.extend(Given(state.value(one), one, one.start, one.end) for one in operands)
    call = _call(node, _ASSERT, operands)
    call.callee.start, call.callee.end = node.start, node.start + len(_ASSERT)
    _note(state, node, call, _ASSERT, arguments)


def decorated(state: Operators, node: code.Function, path: str) -> Sequence[code.Call]:
    """Notes the decorators of a function that are written without arguments; all of them, as calls."""
    calls: list[code.Call] = []
    for decorator in node.decorators:
        if isinstance(decorator, code.Call):
            calls.append(decorator)
            continue
        paths = state.value(decorator).paths
        name = spelling(decorator)
        if not paths or not state.program.matchers.wants_call(name.rpartition(".")[2], paths):
            continue
        function = code.Name(node.name_start, node.name_start + len(node.name.encode()), node.name)
        arguments = Arguments()
        arguments.positional.append(Given(Value((path,)), function, function.start, function.end))
        call = code.Call(
            decorator.start,
            decorator.end,
            decorator,
            [code.Argument(function.start, function.end, function)],
            decorator.start,
            decorator.end,
        )
        calls.append(call)
        event = CallEvent(state.part, call, paths, name, None, arguments, state.function)
        state.keep(id(decorator), event)
    return calls


def _note(state: Operators, node: code.Node, call: code.Call, path: str, arguments: Arguments) -> None:
    state.keep(id(node), CallEvent(state.part, call, (path,), path, None, arguments, state.function))


def _call(node: code.Node, name: str, operands: list[code.Expr]) -> code.Call:
    callee = code.Name(node.start, node.end, name)
    given = [code.Argument(one.start, one.end, one) for one in operands]
    return code.Call(node.start, node.end, callee, given, node.start, node.end)


def _operands(test: code.Expr, most: int) -> Iterator[code.Expr]:
    waiting = [test]
    while waiting and most > 0:
        node = waiting.pop()
        match node:
            case code.Logical():
                waiting.extend(reversed(node.operands))
            case code.Unary():
                waiting.append(node.operand)
            case code.Compare():
                waiting += (node.right, node.left)
            case code.Constant():
                pass
            case _:
                most -= 1
                yield node

"""Everything that the adapter reads of the standard library, held against Python's own `ast`."""

from __future__ import annotations

import ast
import re
import string
import sysconfig
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from penmark.syntax import adapter_for, code
from penmark.syntax.python.adapter import PythonAdapter
from penmark.text.document import Document

STDLIB = Path(sysconfig.get_paths()["stdlib"])
FILES = sorted(path for path in STDLIB.glob("*.py")) + sorted(STDLIB.glob("asyncio/*.py"))
FILES = FILES[::2]


def readable() -> Iterator[tuple[str, bytes, ast.Module]]:
    for path in FILES:
        data = path.read_bytes()
        try:
            data.decode()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield path.name, data, ast.parse(data)
        except (SyntaxError, ValueError):
            continue


def adapter() -> PythonAdapter:
    found = adapter_for("python")
    assert isinstance(found, PythonAdapter)
    return found


def ir_nodes(value: object, inside: bool = False) -> Iterator[tuple[code.Node, bool]]:
    """Every node under `value`, and whether it stands in a format string."""
    if isinstance(value, code.Node):
        yield value, inside
        inside = inside or (isinstance(value, code.Text) and value.how in ("fstring", "template"))
        for name in value.__dataclass_fields__:
            yield from ir_nodes(getattr(value, name), inside)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from ir_nodes(item, inside)


def ast_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node, but none inside patterns nor inside format strings, where `ast` before 3.12 has no true positions."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.JoinedStr | ast.pattern):
            continue
        waiting.extend(ast.iter_child_nodes(node))


class Lines:
    def __init__(self, data: bytes) -> None:
        self.starts = [0, *(match.end() for match in re.finditer(rb"\r\n?|\n", data))]

    def span(self, node: ast.expr) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self.starts[node.lineno - 1] + node.col_offset
        return start, self.starts[node.end_lineno - 1] + node.end_col_offset


def is_format_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("format", "join")
        and is_text(node.func.value)
    )


def is_text(node: ast.AST) -> bool:
    """Whether the adapter takes `node` for a string: what becomes a Constant or a Text."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str | bytes)
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Add | ast.Mult):
            return is_text(node.left) or is_text(node.right)
        return isinstance(node.op, ast.Mod) and is_text(node.left)
    return isinstance(node, ast.JoinedStr) or is_format_call(node)


class Reading(NamedTuple):
    """One file, by `ast` and by the adapter. `nodes`: each node with the start of its part, and whether it is in a format string."""

    name: str
    data: bytes
    tree: ast.Module
    lines: Lines
    parts: list[code.Part]
    nodes: list[tuple[code.Node, int, bool]]


def readings() -> Iterator[Reading]:
    for name, data, tree in readable():
        parsed = adapter().parse(Document(name, 1, "python", data))
        parts = list(adapter().parts(parsed))
        assert not any(part.broken for part in parts), name
        assert not parsed.has_error
        assert parsed.errors() == ()
        nodes = []
        for part in parts:
            facts = adapter().facts(part, parsed)
            assert not facts.truncated
            nodes += [(node, part.start, inside) for node, inside in ir_nodes(list(facts.body))]
        yield Reading(name, data, tree, Lines(data), parts, nodes)


def test_the_standard_library_is_read_as_ast_reads_it() -> None:
    checked: Counter[str] = Counter()
    for reading in readings():
        check_parts(reading)
        checked["strings"] += check_strings(reading)
        checked["calls"] += check_calls(reading)
        checked["attributes"] += check_attributes(reading)
        checked["formats"] += check_formats(reading)
        checked["files"] += 1
    assert checked["files"] > 70
    assert checked["strings"] > 6_000
    assert checked["calls"] > 10_000
    assert checked["attributes"] > 10_000
    assert checked["formats"] > 40


def check_parts(reading: Reading) -> None:
    """Parts begin where statements begin, and docstrings are none."""
    expected = set()
    for statement in reading.tree.body:
        members = statement.body if isinstance(statement, ast.ClassDef) else []
        expected.update(first_line(member) for member in members if member.lineno != statement.lineno)
        expected.add(first_line(statement))
    starts = {reading.lines.starts[line - 1] for line in expected if line}
    assert {part.start for part in reading.parts} == starts, reading.name


def first_line(statement: ast.stmt) -> int:
    """The first line of a statement with its decorators; 0 for a string that stands alone."""
    if (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and is_text(statement.value)
    ):
        return 0
    return min(statement.lineno, *(each.lineno for each in getattr(statement, "decorator_list", [])), 1 << 30)


def check_strings(reading: Reading) -> int:
    """Every string literal has the place and value that `ast` gives it, unless taken apart as a format, or joining by nothing."""
    found = {}
    formats = []
    for node, start, inside in reading.nodes:
        if isinstance(node, code.Constant) and not inside and isinstance(node.value, str | bytes):
            found[(start + node.start, start + node.end)] = node.value
        elif isinstance(node, code.Text) and node.how in ("%", "format"):
            formats.append((start + node.start, start + node.end))
    checked = 0
    for statement in ast_nodes(reading.tree):
        if isinstance(statement, ast.Expr):
            statement.value.alone = isinstance(statement.value, ast.Constant)  # type: ignore[attr-defined]
    for expected in ast_nodes(reading.tree):
        if isinstance(expected, ast.Constant) and is_text(expected) and not getattr(expected, "alone", False):
            span = reading.lines.span(expected)
            if span in found:
                assert found[span] == expected.value, (reading.name, span)
                checked += 1
            else:
                where = (reading.name, reading.data[span[0] : span[1]])
                assert not expected.value or any(a <= span[0] and span[1] <= b for a, b in formats), where
    return checked


def check_calls(reading: Reading) -> int:
    """Every call has the span and the number of arguments that `ast` gives it, and its brackets are brackets."""
    calls = set()
    for node, start, inside in reading.nodes:
        if isinstance(node, code.Call) and not inside:
            calls.add((start + node.start, start + node.end, len(node.arguments)))
            assert reading.data[start + node.open : start + node.open + 1] == b"("
            assert reading.data[start + node.close : start + node.close + 1] == b")"
    expected = {
        (*reading.lines.span(node), len(node.args) + len(node.keywords))
        for node in ast_nodes(reading.tree)
        if isinstance(node, ast.Call) and not is_format_call(node)
    }
    assert calls == expected, reading.name
    return len(calls)


def check_attributes(reading: Reading) -> int:
    """Every attribute has the span and name that `ast` gives it, and its name stands where it says."""
    attributes = set()
    for node, start, inside in reading.nodes:
        if isinstance(node, code.Attribute) and not inside and node.end > node.name_start:
            attributes.add((start + node.start, start + node.end, node.name))
            begin = start + node.name_start
            assert reading.data.startswith(node.name[:1].encode(), begin) or not node.name.isascii()
    methods = {
        id(node.func)
        for node in ast_nodes(reading.tree)
        if isinstance(node, ast.Call) and is_format_call(node)
    }
    expected = {
        (*reading.lines.span(node), node.attr)
        for node in ast_nodes(reading.tree)
        if isinstance(node, ast.Attribute) and id(node) not in methods
    }
    assert attributes == expected, reading.name
    return len(attributes)


def check_formats(reading: Reading) -> int:
    """The literal text of a string for `str.format` is what `string.Formatter` makes of it."""
    texts = {
        (start + node.start, start + node.end): (start, node)
        for node, start, _ in reading.nodes
        if isinstance(node, code.Text) and node.how == "format" and node.complete
    }
    checked = 0
    for call in ast_nodes(reading.tree):
        if not (isinstance(call, ast.Call) and is_format_call(call) and isinstance(call.func, ast.Attribute)):
            continue
        template = call.func.value
        known = texts.get(reading.lines.span(call))
        if known is None or call.func.attr != "format" or not isinstance(template, ast.Constant):
            continue
        start, text = known
        begin, end = reading.lines.span(template)
        literal = "".join(
            str(part.value)
            for part in text.parts
            if isinstance(part, code.Constant) and begin <= start + part.start and start + part.end <= end
        )
        assert literal == "".join(piece[0] for piece in string.Formatter().parse(template.value)), (
            reading.name
        )
        checked += 1
    return checked

"""Makes a module or a name available at the top of a Python document, in the document's own manner."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from penmark.findings import Edit
from penmark.syntax import code
from penmark.syntax.python.grammar import parse
from penmark.syntax.python.lower import lower
from penmark.syntax.python.strings import string_end
from penmark.syntax.python.tree import PythonTree
from penmark.text.span import Span

_NEWLINE = re.compile(rb"\r\n?|\n")
_IMPORT = re.compile(rb"(?:import|from)[ \t\\.]")
_EXTENSIBLE = re.compile(
    rb"from[ \t]++([\w.]++)[ \t]++import[ \t]++\w++(?:[ \t]++as[ \t]++\w++)?(?:,[ \t]*+\w++(?:[ \t]++as[ \t]++\w++)?)*"
)
_DECLARATION = re.compile(rb"#!|#[^\r\n]*?coding[:=]")
_DEFINITION = re.compile(rb"(?:def|class|async)\b|@")
_DOCSTRING = re.compile(rb"[rRuU]?[\"']")
_BOM = b"\xef\xbb\xbf"
_WIDTH = 88


class _Line(NamedTuple):
    """An import statement at the top level: where its text begins and ends, and the module that it names."""

    start: int
    end: int
    text: bytes
    module: str
    is_from: bool


def edit(tree: PythonTree, dotted: str) -> Edit | None:
    """The edit after which `os` of `dotted` "os", or `escape` of "markupsafe.escape", is bound; None where it is.

    An import in a function, under another name, or for type checkers only does not count.
    """
    module, _, name = dotted.rpartition(".")
    if any(entry.local == (name or module) and entry.target == dotted for entry in _bound(tree)):
        return None
    statement = f"from {module} import {name}" if module else f"import {name}"
    data = tree.document.data
    runs = list(_runs(tree))
    run = next((run for run in runs if any(line.module != "__future__" for line in run)), None)
    if run is None:
        return _first_import(data, tree, statement, runs[0] if runs else None)
    for line in run:
        if module and line.module == module and _EXTENSIBLE.fullmatch(line.text):
            if len(line.text) + len(name) + 2 <= _WIDTH:
                return Edit(Span(line.end, line.end), f", {name}")
            break
    return _among(data, statement, [line for line in run if line.module != "__future__"])


def spelling(tree: PythonTree, dotted: str) -> str:
    """How `dotted` is written at the top level of this document.

    By what is imported where that is possible; else by the module's own name (`hashlib.sha256`, `fernet.Fernet` of
    "cryptography.fernet.Fernet"), for which `import_edit` of the module is needed.
    """
    module, _, name = dotted.rpartition(".")
    for entry in _bound(tree):
        if entry.target == dotted:
            return entry.local
        if module and entry.target == module and entry.local != "*":
            return f"{entry.local}.{name}"
    return f"{module.rpartition('.')[2]}.{name}" if module else dotted


def _bound(tree: PythonTree) -> Iterator[code.Import]:
    """The imports that are made when the module is loaded."""
    for part in tree.parts:
        if part.kind == "statement" and not part.owner and b"import" in part.text:
            waiting: list[Sequence[code.Stmt]] = [lower(parse(part.text)).body]
            while waiting:
                for statement in waiting.pop():
                    if isinstance(statement, code.Import):
                        yield statement
                    elif isinstance(statement, code.Try):
                        waiting += [statement.body, statement.orelse, statement.final]
                        waiting += [handler.body for handler in statement.handlers]
                    elif isinstance(statement, code.If):
                        waiting.append(statement.orelse)
                        if not _for_types_only(statement.test):
                            waiting.append(statement.then)
                    elif isinstance(statement, code.With):
                        waiting.append(statement.body)


def _for_types_only(test: code.Expr) -> bool:
    name = test.id if isinstance(test, code.Name) else test.name if isinstance(test, code.Attribute) else ""
    return name == "TYPE_CHECKING"


def _runs(tree: PythonTree) -> Iterator[list[_Line]]:
    """The import statements before the first definition, as runs with nothing but comments between them."""
    run: list[_Line] = []
    for part in tree.parts:
        if part.kind != "statement":
            break
        line = _line(part)
        if line is not None:
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _line(part: code.Part) -> _Line | None:
    text = part.text
    if part.broken or not _IMPORT.match(text) or b";" in text:
        return None
    imports = [entry for entry in lower(parse(text)).body if isinstance(entry, code.Import)]
    if not imports:
        return None
    is_from = text.startswith(b"from")
    target = imports[0].target
    if is_from:
        module = target.rpartition(".")[0] or target[: len(target) - len(target.lstrip("."))]
    else:
        module = (
            target
            if b" as " in text
            else text.split(None, 1)[1].split(b",")[0].strip().decode(errors="replace")
        )
    return _Line(part.start, part.start + len(text), text, module, is_from)


# ---------------------------------------------------------------- where


def _newline(data: bytes) -> str:
    match = _NEWLINE.search(data)
    return "\n" if match is None else match[0].decode()


def _line_after(data: bytes, offset: int) -> int:
    """The beginning of the line after `offset`, or the end of the text."""
    match = _NEWLINE.search(data, offset)
    return len(data) if match is None else match.end()


def _blank(data: bytes, offset: int) -> bool:
    """Whether the line at `offset` is empty, or the text ends there."""
    return not data[offset : _line_after(data, offset)].strip()


def _apart(data: bytes, at: int) -> int:
    """How many empty lines are missing between an import and what follows it at `at`."""
    return 0 if _blank(data, at) else 2 if _DEFINITION.match(data, at) else 1


def _insert(data: bytes, at: int, statement: str, *, before: bool, after: int) -> Edit:
    newline = _newline(data)
    unfinished = at > 0 and data[at - 1 : at] not in (b"\n", b"\r") and data[:at] != _BOM
    return Edit(Span(at, at), newline * (unfinished + before) + statement + newline * (1 + after))


def _first_import(data: bytes, tree: PythonTree, statement: str, future: Sequence[_Line] | None) -> Edit:
    if future is not None:
        at = _line_after(data, future[-1].end)
        return _insert(data, at, statement, before=True, after=_apart(data, at))
    after_docstring = _after_docstring(data, tree)
    if after_docstring is not None:
        return _insert(data, after_docstring, statement, before=True, after=_apart(data, after_docstring))
    at = _after_header(data)
    return _insert(
        data,
        at,
        statement,
        before=at > 0 and not data.startswith(_BOM),
        after=_apart(data, at),
    )


def _after_docstring(data: bytes, tree: PythonTree) -> int | None:
    for segment, start in zip(tree.cuts.segments, tree.cuts.starts, strict=True):
        if segment.kind:
            return None
        quote = _DOCSTRING.match(data, start)
        if quote is not None:
            return _line_after(data, string_end(data, quote.end() - 1))
    return None


def _after_header(data: bytes) -> int:
    """The offset after the comment that heads the file, or its first lines if the comment belongs to what follows."""
    at = declared = len(_BOM) if data.startswith(_BOM) else 0
    while data.startswith(b"#", at):
        if _DECLARATION.match(data, at) and declared == at:
            declared = _line_after(data, at)
        at = _line_after(data, at)
    return at if _blank(data, at) else declared


def _category(module: str) -> int:
    if module.startswith("."):
        return 2
    return 0 if module.partition(".")[0] in sys.stdlib_module_names else 1


def _among(data: bytes, statement: str, lines: Sequence[_Line]) -> Edit:
    """The edit that puts `statement` among `lines`: in the block of its kind, and in order where the block is."""
    blocks: list[list[_Line]] = []
    for line in lines:
        if blocks and not _blank_between(data, blocks[-1][-1].end, line.start):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    module, is_from = statement.split()[1], statement.startswith("from")
    category = _category(module)
    block = next(
        (block for block in blocks if any(_category(line.module) == category for line in block)), None
    )
    if block is None:
        following = next((b for b in blocks if all(_category(line.module) > category for line in b)), None)
        if following is not None:
            return _insert(data, following[0].start, statement, before=False, after=1)
        at = _line_after(data, blocks[-1][-1].end)
        return _insert(data, at, statement, before=True, after=_apart(data, at))
    at = _line_after(data, block[-1].end)
    for key in (_by_form, _by_module):
        keys = [key(line.module, line.is_from) for line in block]
        if keys == sorted(keys):
            wanted = key(module, is_from)
            after = next((line for line, other in zip(block, keys, strict=True) if other > wanted), None)
            at = at if after is None else after.start
            break
    return _insert(data, at, statement, before=False, after=0)


def _by_form(module: str, is_from: bool) -> tuple[bool, str]:
    return is_from, module.lower()


def _by_module(module: str, is_from: bool) -> tuple[bool, str]:
    return False, module.lower()


def _blank_between(data: bytes, start: int, end: int) -> bool:
    return any(not line.strip() for line in _NEWLINE.split(data[start:end])[1:-1])

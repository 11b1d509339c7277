"""Makes fragments of whole code: what completions and pastes leave of it.

Nothing here knows a rule. Each kind of fragment is one way in which text loses what stood around it, and says for itself what
cannot be known from it any more.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

HOST = '''\
"""Jobs of the night."""

LIMIT = 10


def before(values):
    """Add up what is under the limit."""
    total = 0
    for value in values:
        if value < LIMIT:
            total += value
    return total


def around(values):
    """Count, but not too far."""
    count = len(values)
    if count > LIMIT:
        values = values[:LIMIT]
        ########
        count = LIMIT
    ####
    return count


class Behind:
    """Both at once."""

    def run(self, values):
        return [before(values), around(values)]
'''
MARKS = {4: "    ####\n", 8: "        ########\n"}

TAILS = (
    "outcome = compute(first, ",
    "names = [first, ",
    'table = {"first": ',
    'label = "half a te',
    'label = f"half {first',
    'label = f"half {first["key',
    '"""Half of a docs',
    "total = first +",
    "outcome = first.",
    "if first and",
    "for one in",
    "def ",
    "def following(first, ",
    "class Following(",
    "try:",
    "with open(first",
    "@app.rou",
    "return first[",
    "lambda first: (",
    "[one for one in first if",
)
"""What the last line of a torn completion looks like."""

HEADS = (
    "else:\n    outcome = None\n",
    "elif first:\n    outcome = None\n",
    "except ValueError:\n    outcome = None\n",
    "finally:\n    outcome = None\n",
    ")\n",
    "    first, second)\n",
    '    "first": second,\n}\n',
    "        outcome = None\n    return outcome\n\n\n",
    "first.second)]\n",
    "half of a text'\n",
    'half of a text"\n',
)
"""What the first lines of a completion look like that begins in the middle of something."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """Text that is inserted into `host` at `at`. `kind` says how it was made."""

    kind: str
    text: str
    host: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Flagged:
    """The innermost statement around a finding: its lines, from 0, its column, and the function that it stands in."""

    first: int
    last: int
    column: int
    function: ast.FunctionDef | ast.AsyncFunctionDef | None
    statement: ast.stmt


# ---------------------------------------------------------------- imports


def without_imports(text: str, is_known: Callable[[str, str], bool]) -> str:
    """`text` without those imports of which each name is known without (asked with what it stands for)."""
    lines = text.splitlines(keepends=True)
    for node in ast.walk(ast.parse(text)):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if not isinstance(block, list):
                continue
            going = [one for one in block if _is_import(one) and all(is_known(*pair) for pair in _bound(one))]
            for one in going:
                lines[one.lineno - 1 : one.end_lineno] = [""] * (one.end_lineno - one.lineno + 1)
            if going and len(going) == len(block) and not isinstance(node, ast.Module):
                lines[going[0].lineno - 1] = " " * going[0].col_offset + "pass\n"
    return "".join(lines).lstrip("\n")


def _is_import(node: ast.AST) -> bool:
    return isinstance(node, (ast.Import, ast.ImportFrom))


def _bound(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """The names that an import binds, each with what it stands for."""
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            yield alias.asname or alias.name, f"{'.' * node.level}{node.module or ''}.{alias.name}"
        else:
            root = alias.name.partition(".")[0]
            yield alias.asname or root, alias.name if alias.asname else root


# ---------------------------------------------------------------- around


def with_tabs(text: str) -> str:
    """`text` indented by tabs."""
    return re.sub(r"(?m)^(?: {4})+", lambda match: "\t" * (len(match[0]) // 4), text)


def in_body(kind: str, text: str, columns: int) -> Fragment:
    """`text`, as it is, where a body that is indented by `columns` goes on."""
    other = MARKS[12 - columns]
    host = HOST.replace(other, "")
    at = host.index(MARKS[columns])
    return Fragment(kind, text, host.replace(MARKS[columns], ""), at)


def pasted(text: str) -> Iterator[Fragment]:
    """`text` in the body of a function, in the ways in which editors put it there."""
    for columns in MARKS:
        margin = " " * columns
        moved = textwrap.indent(text, margin)
        yield in_body(f"indented by {columns}", moved, columns)
        yield in_body(f"indented by {columns} but for the first line", moved.lstrip(" "), columns)
        if not binds_first(text):
            yield in_body(f"only the first line indented by {columns}", margin + text, columns)


def binds_first(text: str) -> bool:
    """Whether the first statement binds a name, which it does in another block than the rest once only its line is moved."""
    return any(not isinstance(first, ast.Expr) for first in ast.parse(text).body[:1])


def beheaded(text: str) -> Iterator[Fragment]:
    """`text` that begins in the middle of something else."""
    for head in HEADS:
        yield Fragment(f"after {head!r}", head + text)


# ---------------------------------------------------------------- torn


def flagged(text: str, line: int) -> Flagged | None:
    """The statement that holds a line (from 0); None where only a comment is there."""
    found: Flagged | None = None
    functions: dict[ast.AST, ast.FunctionDef | ast.AsyncFunctionDef | None] = {}
    for node in ast.walk(ast.parse(text)):
        around = node if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else functions.get(node)
        functions.update(dict.fromkeys(ast.iter_child_nodes(node), around))
        if not isinstance(node, ast.stmt):
            continue
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))]) - 1
        if first <= line < (node.end_lineno or 0):
            found = Flagged(first, node.end_lineno or 0, node.col_offset, functions.get(node), node)
    if found is not None and hasattr(found.statement, "body"):
        inner = found.statement.body[0]
        return Flagged(found.first, inner.end_lineno, inner.col_offset, found.function, found.statement)
    return found


def upto(text: str, place: Flagged) -> str:
    """`text` to the end of a statement."""
    return "".join(text.splitlines(keepends=True)[: place.last]).rstrip() + "\n"


def torn(neat: str, place: Flagged, rest: str) -> Iterator[Fragment]:
    """`neat`, which ends with a statement, and then something that is torn off; `rest` is what truly follows."""
    tails = [" " * place.column + tail for tail in TAILS]
    if rest.strip():
        line = rest.lstrip("\n").splitlines()[0]
        ink = line.lstrip()
        quote = re.search("[\"']|$", ink)
        tails.append(line[: len(line) - len(ink) + min(len(ink) // 2, quote.end() if quote else 0)])
    for tail in tails:
        yield Fragment(f"before {tail.strip()!r}", neat + tail)
        yield in_body(f"before {tail.strip()!r}, in a body", textwrap.indent(neat + tail, "    ") + "\n", 4)


def open_end(neat: str) -> Iterator[Fragment]:
    """`neat` without the brackets that close its last statement."""
    cut = neat.rstrip().rstrip(")]}").rstrip()
    if cut != neat.rstrip() and not cut.endswith(","):
        text = "# As it came:\n" + cut
        yield Fragment("without its last brackets", text)
        yield in_body("without its last brackets, in a body", textwrap.indent(text, "    ") + "\n", 4)


def body_alone(text: str, place: Flagged) -> Iterator[Fragment]:
    """The body of a function to the end of a statement, without the head."""
    function = place.function
    if function is None or place.first < function.body[0].lineno - 1 or _needs_head(text, function, place):
        return
    lines = text.splitlines(keepends=True)[function.body[0].lineno - 1 : place.last]
    body = "".join(lines).rstrip() + "\n"
    yield Fragment("the body alone", body)
    yield Fragment("the body alone, not indented", textwrap.dedent(body))
    yield Fragment("the body alone, before a function", body + "\n\ndef other():\n    return 1\n")


def _needs_head(text: str, function: ast.FunctionDef | ast.AsyncFunctionDef, place: Flagged) -> bool:
    """Whether the finding may need what is lost: the decorator or the name of what is returned, a variable of the module."""
    outside = {
        name.id
        for statement in ast.parse(text).body
        if isinstance(statement, (ast.Assign, ast.AnnAssign))
        for name in ast.walk(statement)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }
    used = {name.id for name in ast.walk(function) if isinstance(name, ast.Name)}
    return isinstance(place.statement, ast.Return) or bool(used & outside)


# ---------------------------------------------------------------- Terraform

BLOCK_TAILS = (
    'resource "aws_instance" "torn" {\n  ami = "half',
    'resource "aws_instance" "torn" {\n  tags = {\n    Name = ',
    'resource "aws_instance" "torn" {\n  ingress {\n    ports = [1, ',
    'resource "aws_inst',
    "resource ",
    "locals {\n  names = [for one in ",
    'locals {\n  name = "${var.',
    "/* half of a comm",
    "output = <<EOT\nhalf of a text",
)
BLOCK_HEADS = ("}\n", "  }\n}\n", '  ami = "half"\n}\n', "]\n", 'half"\n}\n')


def blocks(text: str) -> Iterator[Fragment]:
    """Terraform that begins or ends in the middle of another block."""
    for tail in BLOCK_TAILS:
        yield Fragment(f"before {tail!r}", f"{text}\n{tail}")
    for head in BLOCK_HEADS:
        yield Fragment(f"after {head!r}", head + text)


def kinds(fragments: Sequence[Fragment]) -> list[str]:
    """The kinds of the fragments, for messages."""
    return [fragment.kind for fragment in fragments]

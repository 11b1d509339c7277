"""Commands without a shell: a command line that is built becomes a list of arguments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from penmark.rules.repairs.pieces import format_string, plain
from penmark.rules.repairs.place import Place, RepairError
from penmark.rules.repairs.template import Hole, Item, read
from penmark.syntax import code

_META = frozenset("|&;<>()$`*?[]~#!{}\n\r")
_BUILTINS = frozenset(
    [
        ".",
        ":",
        "[",
        "alias",
        "bg",
        "break",
        "cd",
        "continue",
        "eval",
        "exec",
        "exit",
        "export",
        "fg",
        "for",
        "if",
        "jobs",
        "read",
        "return",
        "set",
        "shift",
        "source",
        "test",
        "times",
        "trap",
        "type",
        "ulimit",
        "umask",
        "unalias",
        "unset",
        "until",
        "wait",
        "while",
    ]
)
_NUMBERS = frozenset(
    [
        "port",
        "count",
        "number",
        "num",
        "n",
        "id",
        "pid",
        "uid",
        "gid",
        "size",
        "length",
        "width",
        "height",
        "depth",
        "level",
        "timeout",
        "seconds",
    ]
)


@dataclass
class _Word:
    pieces: list[str | Hole] = field(default_factory=list)
    begun: bool = False


def split(items: Sequence[Item]) -> list[list[str | Hole]]:
    """The words of a command line, as a POSIX shell would split it.

    Raises RepairError where the shell does more than that: pipes, redirections, variables, wildcards, its own commands.
    """
    words: list[_Word] = [_Word()]
    quote = ""
    escaped = False
    for item in items:
        word = words[-1]
        if isinstance(item, Hole):
            if escaped or (not quote and _sticks(word)):
                raise RepairError
            word.pieces.append(item)
            word.begun = True
            continue
        char = item.text
        if escaped:
            if quote == '"' and char not in '"\\$`':
                word.pieces.append("\\")
            word.pieces.append(char)
            escaped = False
        elif quote:
            if char == quote:
                quote = ""
            elif quote == '"' and char == "\\":
                escaped = True
            elif quote == '"' and char in "$`!":
                raise RepairError
            else:
                word.pieces.append(char)
        elif char in "'\"":
            quote = char
            word.begun = True
        elif char == "\\":
            escaped = True
            word.begun = True
        elif char in " \t":
            if word.begun:
                words.append(_Word())
        elif char in _META:
            raise RepairError
        else:
            if char.isalnum() and word.pieces and isinstance(word.pieces[-1], Hole):
                raise RepairError
            word.pieces.append(char)
            word.begun = True
    if quote or escaped:
        raise RepairError
    found = [_merged(word.pieces) for word in words if word.begun]
    if not found or len(found[0]) != 1 or not isinstance(found[0][0], str):
        raise RepairError
    if found[0][0] in _BUILTINS or "=" in found[0][0]:
        raise RepairError
    return found


def _sticks(word: _Word) -> bool:
    """Whether a value would be glued to a word, so that it may well begin with a space of its own: `checkout{options}`."""
    last = word.pieces[-1] if word.pieces else ""
    return isinstance(last, Hole) or last[-1:].isalnum()


def _merged(pieces: Sequence[str | Hole]) -> list[str | Hole]:
    merged: list[str | Hole] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    return merged


def words_of(place: Place, node: code.Text) -> tuple[str, list[str]]:
    """The program, and the source of each argument of the command line that `node` builds, the program first."""
    words = split(read(place.text, node).items)
    program = words[0][0]
    assert isinstance(program, str)
    return program, [_argument(place, word) for word in words]


def _argument(place: Place, word: Sequence[str | Hole]) -> str:
    if not word:
        return place.literal("")
    first = word[0]
    if len(word) > 1:
        return format_string(place, word)
    if isinstance(first, str):
        return place.literal(first)
    if first.spec in ("", "!s", "%s"):
        value = _without_quoting(place, first.value)
        text = plain(place, value)
        return f"str({text})" if first.converted and _may_be_number(value) else text
    return format_string(place, word)


def _without_quoting(place: Place, node: code.Expr) -> code.Expr:
    """`x` of `shlex.quote(x)`: nothing reads the quotes any more."""
    match node:
        case code.Call(arguments=[code.Argument(value=value, name=None, spread="")]):
            if place.source(node.callee) in ("shlex.quote", "quote", "pipes.quote"):
                return value
    return node


def _may_be_number(node: code.Expr) -> bool:
    """Whether the value may be a number, by its name: an argument must be text."""
    name = node.id if isinstance(node, code.Name) else node.name if isinstance(node, code.Attribute) else ""
    return name.rpartition("_")[2].lower() in _NUMBERS

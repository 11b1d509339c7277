"""Parses one piece of Python with tree-sitter."""

from __future__ import annotations

import re
import threading

import tree_sitter
import tree_sitter_python

LANGUAGE = tree_sitter.Language(tree_sitter_python.language())

_RETURN_ALONE = re.compile(rb"\r(?!\n)")
PARAMETERIZED = re.compile(rb"(?:def|class|type)[ \t]++(?:\w|[\x80-\xff])++[ \t]*+\[")
"""The head of a definition with type parameters, up to the bracket that opens them."""

_TYPE_CALL = re.compile(rb"(?m)^([ \t]*+)type(?=[ \t]*+\()")
_BRACKET = re.compile(rb"[\[\]]")
_TEXT = re.compile(rb"[^\s]")
_OPERATORS = (b".", b"=", b"+", b"-", b"*", b"/", b"%", b"@", b"&", b"|", b"^", b"~", b"<", b">", b"!")
_WORDS = (b" and", b" or", b" not", b" in", b" is", b" if", b" else", b" del", b" assert")
_DANGLING = (*_OPERATORS, *_WORDS)
_ENCLOSING = frozenset(
    (
        "argument_list parameters lambda_parameters parenthesized_expression tuple list set dictionary subscript string"
        " interpolation list_comprehension set_comprehension dictionary_comprehension generator_expression"
        " parenthesized_list_splat tuple_pattern list_pattern dict_pattern class_pattern import_from_statement"
        " with_clause type_parameter comment ERROR"
    ).split()
)
_STATEMENTS = frozenset(("block", "module"))
_local = threading.local()


def parse(text: bytes) -> tree_sitter.Tree:
    """The tree of `text`, whose offsets are those of `text`."""
    parser = getattr(_local, "parser", None)
    if parser is None:
        parser = _local.parser = tree_sitter.Parser(LANGUAGE)
    if b"\r" in text:  # the grammar does not know that it ends a line
        text = _RETURN_ALONE.sub(b"\n", text)
    if b"type" in text:  # `type(x).a = b` is no type alias
        text = _TYPE_CALL.sub(rb"\1typ_", text)
    tree: tree_sitter.Tree = parser.parse(text)
    torn = _without_dangling(text, tree.root_node)
    if torn != text:
        text = torn
        tree = parser.parse(text)
    if tree.root_node.has_error:
        plain = _without_type_parameters(text)
        if plain != text:
            second: tree_sitter.Tree = parser.parse(plain)
            if not second.root_node.has_error:
                return second
    return tree


def _without_dangling(text: bytes, root: tree_sitter.Node) -> bytes:
    """`text` with `$` for operators that end a line outside of brackets, where the operand is still to be typed.

    The grammar reads over the line's end and takes the next statement for the operand; a `$` is an error that stays in its line.
    """
    mended: bytearray | None = None
    at = 0
    for line in text.split(b"\n"):
        bare = line.partition(b"#")[0].rstrip()
        if bare.endswith(_DANGLING):
            end = at + len(bare)
            node = root.descendant_for_byte_range(end - 1, end)
            if node is not None and not node.is_named:
                start = node.start_byte
                while node is not None and node.type not in _ENCLOSING and node.type not in _STATEMENTS:
                    node = node.parent
                if node is not None and node.type in _STATEMENTS:
                    mended = mended or bytearray(text)
                    mended[start:end] = b"$" * (end - start)
        at += len(line) + 1
    return text if mended is None else bytes(mended)


def _without_type_parameters(text: bytes) -> bytes:
    """`text` with spaces for type parameters, whose defaults the grammar does not know; they say nothing of data."""
    pieces: list[bytes] = []
    done = 0
    for head in PARAMETERIZED.finditer(text):
        if head.start() < done:
            continue
        depth = 0
        for bracket in _BRACKET.finditer(text, head.end() - 1):
            depth += 1 if bracket[0] == b"[" else -1
            if not depth:
                pieces.append(text[done : head.end() - 1])
                pieces.append(_TEXT.sub(b" ", text[head.end() - 1 : bracket.end()]))
                done = bracket.end()
                break
        else:
            break
    pieces.append(text[done:])
    return b"".join(pieces)

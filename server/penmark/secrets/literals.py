"""Literals of code to which a telling name is given, read from syntax: `password = "…"`, `connect(password="…")`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from penmark.secrets.telling import Place, TellingLiteral, names_a_login
from penmark.syntax import code
from penmark.text.span import Span


def telling_literals(part: code.Part, facts: code.Facts) -> Iterator[TellingLiteral]:
    """The string literals of a part that have a name, whether it tells or not; spans are relative to the part."""
    for node in walk(facts.body):
        if isinstance(node, code.Assign):
            yield from _assigned(part, node)
        elif isinstance(node, code.Bind):
            yield from _named(part, name_of(node.target), node.value, Place.ASSIGNED)
        elif isinstance(node, code.Call):
            yield from _arguments(part, node)
        elif isinstance(node, code.Param) and node.default is not None:
            yield from _named(part, node.name, node.default, Place.DEFAULT)
        elif isinstance(node, code.Collection) and node.kind == "dict":
            yield from _entries(part, node)
        elif isinstance(node, code.Logical) and node.op == "or":
            for name in map(_looked_up, node.operands):
                yield from _named(part, name, node, Place.FALLBACK)
        elif isinstance(node, code.Compare) and node.op in ("==", "!="):
            yield from _named(part, name_of(node.left), node.right, Place.COMPARED)
            yield from _named(part, name_of(node.right), node.left, Place.COMPARED)


def walk(body: Iterable[object]) -> Iterator[code.Node]:
    """Every node, in no particular order."""
    waiting: list[object] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, code.Node):
            yield node
            kind: Any = type(node)
            names = _children(kind)
            waiting.extend(getattr(node, name) for name in names)
        elif isinstance(node, list | tuple):
            waiting.extend(node)


@cache
def _children(kind: Any) -> tuple[str, ...]:
    plain = {
        "start",
        "end",
        "name_start",
        "open",
        "close",
        "id",
        "op",
        "kind",
        "how",
        "specs",
        "complete",
        "spread",
    }
    return tuple(field.name for field in fields(kind) if field.name not in plain)


def name_of(expression: object) -> str:
    """The last name by which an expression is spelled: of `a.b` and `a["b"]` it is b. Empty if it has none."""
    if isinstance(expression, code.Name):
        return expression.id
    if isinstance(expression, code.Attribute):
        return expression.name
    if isinstance(expression, code.Index) and isinstance(expression.key, code.Constant):
        return expression.key.value if isinstance(expression.key.value, str) else ""
    return ""


# ---------------------------------------------------------------- where literals are named


def _assigned(part: code.Part, node: code.Assign) -> Iterator[TellingLiteral]:
    if node.value is None or node.op:
        return
    for target in node.targets:
        if isinstance(target, code.Collection) and isinstance(node.value, code.Collection):
            names = [name_of(entry.value) for entry in target.entries]
            if len(names) == len(node.value.entries):
                login = any(map(names_a_login, names))
                for name, entry in zip(names, node.value.entries, strict=True):
                    yield from _named(part, name, entry.value, Place.ASSIGNED, login)
            continue
        name = name_of(target)
        place = Place.CONSTANT if name.isupper() else Place.ASSIGNED
        if isinstance(target, code.Index | code.Attribute):
            place = Place.SETTING
        yield from _named(part, name, node.value, place)


def _arguments(part: code.Part, call: code.Call) -> Iterator[TellingLiteral]:
    login = any(names_a_login(argument.name) for argument in call.arguments if argument.name)
    for argument in call.arguments:
        if argument.name:
            yield from _named(part, argument.name, argument.value, Place.ARGUMENT, login)
            if argument.name in _PAIRS:
                yield from _pair(part, _elements(argument.value))
    callee = name_of(call.callee)
    plain = [argument.value for argument in call.arguments if not argument.name and not argument.spread]
    if callee in _LOOKUPS:
        yield from _fallback(part, call, plain)
    elif callee in _SETTERS and len(plain) >= 2:
        yield from _named(part, _text(plain[-2]), plain[-1], Place.ENTRY)
    elif callee.endswith(_PAIR_CALLS):
        yield from _pair(part, plain)
    elif callee == "connect" and len(plain) >= 3:
        yield from _pair(part, plain[1:3])
    elif callee in _POSITIONS:
        name, base, index = _POSITIONS[callee]
        owner = name_of(call.callee.base) if isinstance(call.callee, code.Attribute) else ""
        if len(plain) > index and (not base or owner in base):
            yield from _named(part, name, plain[index], Place.ARGUMENT)


# Lookups by name with something to fall back upon, and calls that set a value by name.
_LOOKUPS = frozenset({"get", "getenv", "pop", "setdefault", "getattr", "config", "env", "str", "get_env"})
_SETTERS = frozenset({"set", "setenv", "setattr", "setitem", "__setitem__", "putenv"})
# Where a pair of strings is a user's name and password.
_PAIRS = frozenset({"auth", "basic_auth", "http_auth", "credentials"})
_PAIR_CALLS = ("BasicAuth", "DigestAuth", "add_password", "login")
# Calls whose argument at a position is a secret: what it is called, on which objects the method is meant, the position.
_CIPHERS = ("AES", "DES", "DES3", "ARC4", "Blowfish", "ChaCha20", "Salsa20")
_POSITIONS: Mapping[str, tuple[str, tuple[str, ...], int]] = {
    "encode": ("jwt_key", ("jwt",), 1),
    "decode": ("jwt_key", ("jwt",), 1),
    "Fernet": ("fernet_key", (), 0),
    "new": ("encryption_key", _CIPHERS, 0),
    "set_password": ("password", (), 0),
    "check_password": ("password", (), 0),
    "generate_password_hash": ("password", (), 0),
}
HINTS = rb"auth\s?=|BasicAuth|DigestAuth|add_password|login\(|connect\(|jwt\.|Fernet\(|(?:AES|DES3?|ARC4|Blowfish|20)\.new\("
"""An re2 pattern that every text matches in which a secret has no telling name but a telling place."""


def _fallback(part: code.Part, call: code.Call, plain: Sequence[code.Expr]) -> Iterator[TellingLiteral]:
    default = next((a.value for a in call.arguments if a.name in ("default", "fallback")), None)
    for index, key in enumerate(plain[:2]):
        value = plain[index + 1] if index + 1 < len(plain) else default
        if value is not None and _text(key):
            yield from _named(part, _text(key), value, Place.FALLBACK)


def _looked_up(expression: code.Expr) -> str:
    """The name that a lookup asks for: `os.getenv("DB_PASSWORD")`, `environ["DB_PASSWORD"]`."""
    if isinstance(expression, code.Call) and name_of(expression.callee) in _LOOKUPS and expression.arguments:
        return _text(expression.arguments[0].value)
    return name_of(expression)


def _pair(part: code.Part, elements: Sequence[code.Expr]) -> Iterator[TellingLiteral]:
    if len(elements) >= 2 and all(isinstance(element, code.Constant) for element in elements[-2:]):
        yield from _named(part, "password", elements[-1], Place.ARGUMENT, True)


def _elements(value: code.Expr) -> Sequence[code.Expr]:
    if isinstance(value, code.Collection) and value.kind in ("tuple", "list") and len(value.entries) == 2:
        return [entry.value for entry in value.entries]
    return ()


def _entries(part: code.Part, node: code.Collection) -> Iterator[TellingLiteral]:
    keys = [_text(entry.key) for entry in node.entries]
    login = any(map(names_a_login, keys))
    for key, entry in zip(keys, node.entries, strict=True):
        if key:
            yield from _named(part, key, entry.value, Place.ENTRY, login)


def _named(
    part: code.Part, name: str, value: object, place: Place, login: bool = False
) -> Iterator[TellingLiteral]:
    if not name:
        return
    for constant in _alternatives(value):
        text = _text(constant)
        if text:
            binary = isinstance(constant.value, bytes)
            yield TellingLiteral(name, text, inner_span(part.text, constant), place, login, binary)


def _alternatives(value: object) -> Iterator[code.Constant]:
    """The literals that an expression's value may be: itself, a branch, an operand of `or`, what a wrapper holds."""
    for _ in range(4):
        if isinstance(value, code.Constant):
            yield value
            return
        if isinstance(value, code.Conditional):
            for branch in (value.then, value.orelse):
                if isinstance(branch, code.Constant):
                    yield branch
            return
        if isinstance(value, code.Logical):
            for operand in value.operands:
                if isinstance(operand, code.Constant):
                    yield operand
            return
        if not isinstance(value, code.Call):
            return
        if isinstance(value.callee, code.Attribute) and value.callee.name in ("encode", "strip"):
            value = value.callee.base
        elif name_of(value.callee) in _WRAPPERS and len(value.arguments) == 1:
            value = value.arguments[0].value
        else:
            return


_WRAPPERS = frozenset({"SecretStr", "SecretBytes", "Secret", "bytes", "bytearray", "str", "String", "b"})


def _text(value: object) -> str:
    if isinstance(value, code.Constant):
        if isinstance(value.value, str):
            return value.value
        if isinstance(value.value, bytes):
            return value.value.decode("latin-1")
    return ""


_OPENING = re.compile(rb"[A-Za-z]{0,2}(\"\"\"|'''|\"|')")


def inner_span(text: bytes, constant: code.Constant) -> Span:
    """The span of a literal's value without its quotes; of several adjacent literals, all of them."""
    literal = text[constant.start : constant.end]
    opening = _OPENING.match(literal)
    if (
        opening is None
        or not literal.endswith(opening.group(1))
        or len(literal) < opening.end() + len(opening.group(1))
    ):
        return Span(constant.start, constant.end)
    inside = literal[opening.end() : -len(opening.group(1))]
    if opening.group(1) in inside.replace(b"\\" + opening.group(1)[:1], b""):
        return Span(constant.start, constant.end)
    return Span(constant.start + opening.end(), constant.end - len(opening.group(1)))

"""The language-independent facts of code: what a language adapter reads out of a syntax tree.

A small tree of expressions and statements with the sugar removed, which the taint engine interprets.
Every node has `start` and `end`: byte offsets relative to the start of the `Part` it was read from, so
that a part which moves needs no second reading. Names are not resolved here; scopes and imports are
facts of their own. What has no meaning for data flow becomes `Opaque` with its operands, so that nothing
inside it is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(slots=True)
class Node:
    """`start` and `end`: byte offsets relative to the start of the part."""

    start: int
    end: int


# ---------------------------------------------------------------- expressions


@dataclass(slots=True)
class Constant(Node):
    """A literal without interpolation: str, bytes, int, float, complex, bool, None or `...`.

    Strings are unescaped; adjacent literals are one Constant.
    """

    value: object


@dataclass(slots=True)
class Name(Node):
    """A variable that is read, or a target that is bound."""

    id: str


@dataclass(slots=True)
class Attribute(Node):
    """`base.name`; `name_start` is where the name begins."""

    base: Expr
    name: str
    name_start: int


@dataclass(slots=True)
class Index(Node):
    """`base[key]`; a slice's key is Opaque with its bounds."""

    base: Expr
    key: Expr


@dataclass(slots=True)
class Argument(Node):
    """One argument of a call. `name` is the keyword; `spread` is `*` or `**`. The span covers `name=value`."""

    value: Expr
    name: str | None = None
    spread: str = ""


@dataclass(slots=True)
class Call(Node):
    """`callee(arguments)`. `open` and `close`: offsets of the brackets themselves."""

    callee: Expr
    arguments: Sequence[Argument]
    open: int
    close: int


@dataclass(slots=True)
class Text(Node):
    """A string that is built, by whatever means: its parts in the order in which they appear in the result.

    `how`: `+`, `%`, `format`, `fstring`, `template` (t-string), `join`, `repeat` or `augmented` (`+=`).
    Literal parts are Constant with the span of their own text (inside a format string: the very bytes between
    two placeholders, without quotes). `specs` has, for each part, the raw conversion and format specification
    ("" where there is none; `!r`, `:>10`, `%d`, for `{a.b!r}` the trail too: `.b!r`; `*` where the part is a count or a width and does not itself
    appear). `complete` is False where the parts could not all be found
    (a format string that is not a literal): the parts are then all operands.
    """

    how: str
    parts: Sequence[Expr]
    specs: Sequence[str] = ()
    complete: bool = True


@dataclass(slots=True)
class Binary(Node):
    """An operator that builds no string: `op` as the language spells it."""

    op: str
    left: Expr
    right: Expr


@dataclass(slots=True)
class Unary(Node):
    """`not x`, `-x`, `~x`."""

    op: str
    operand: Expr


@dataclass(slots=True)
class Compare(Node):
    """`a op b`; a chain is a Logical `and` of its comparisons. `op` includes `in`, `not in`, `is`, `is not`."""

    op: str
    left: Expr
    right: Expr


COMPARED_BY = {"==": "eq", "!=": "ne"}
"""By operator, the name of the function that a comparison stands for."""


@dataclass(slots=True)
class Logical(Node):
    """`and` / `or` over two or more operands; the value is one of them."""

    op: str
    operands: Sequence[Expr]


@dataclass(slots=True)
class Conditional(Node):
    """`then if test else orelse`."""

    test: Expr
    then: Expr
    orelse: Expr


@dataclass(slots=True)
class Entry(Node):
    """One element of a collection; `key` for mappings; `spread` is `*` or `**`."""

    value: Expr
    key: Expr | None = None
    spread: str = ""


@dataclass(slots=True)
class Collection(Node):
    """`kind`: list, tuple, set or dict."""

    kind: str
    entries: Sequence[Entry]


def first_key(node: Collection) -> str:
    """The name that is the first key of a mapping that is written out; "" where there is none."""
    key = node.entries[0].key if node.kind == "dict" and node.entries else None
    name = key.value if isinstance(key, Constant) else None
    return name if isinstance(name, str) and name.isidentifier() else ""


@dataclass(slots=True)
class Generator(Node):
    """One `for target in iterable if conditions` of a comprehension."""

    target: Expr
    iterable: Expr
    conditions: Sequence[Expr]


@dataclass(slots=True)
class Comprehension(Node):
    """`kind`: list, set, dict or generator. `key` for mappings."""

    kind: str
    value: Expr
    key: Expr | None
    generators: Sequence[Generator]


@dataclass(slots=True)
class Lambda(Node):
    """A function without a name."""

    params: Sequence[Param]
    body: Expr


@dataclass(slots=True)
class Await(Node):
    """`await x`: the value is x's. `kind` is `await`, or `yield` or `yield from`, whose argument leaves the function."""

    value: Expr
    kind: str = "await"


@dataclass(slots=True)
class Bind(Node):
    """An assignment that is an expression: `name := value`."""

    target: Expr
    value: Expr


@dataclass(slots=True)
class Opaque(Node):
    """Anything else, with its operands: evaluated for their effects, its value unknown but made of theirs."""

    operands: Sequence[Expr] = ()


Expr = (
    Constant | Name | Attribute | Index | Call | Text | Binary | Unary | Compare | Logical | Conditional
    | Collection | Comprehension | Lambda | Await | Bind | Opaque
)  # fmt: skip

# ---------------------------------------------------------------- statements


@dataclass(slots=True)
class Param(Node):
    """`kind`: `positional`, `keyword` (keyword only), `*` or `**`. `annotation` and `default` are None where absent."""

    name: str
    annotation: Expr | None = None
    default: Expr | None = None
    kind: str = "positional"


@dataclass(slots=True)
class Assign(Node):
    """`targets[0] = targets[1] = value`; unpacking is a Collection target (`*rest`: an Entry with a spread).

    `op` is the operator of an augmented assignment without `=`, else "". `value` is None for a bare declaration.
    """

    targets: Sequence[Expr]
    value: Expr | None
    op: str = ""
    annotation: Expr | None = None


@dataclass(slots=True)
class Evaluate(Node):
    """An expression that stands as a statement."""

    value: Expr


@dataclass(slots=True)
class Return(Node):
    """`return value`."""

    value: Expr | None


@dataclass(slots=True)
class Raise(Node):
    """`raise value`: leaves the block. The cause of `raise value from cause` is an Evaluate before it."""

    value: Expr | None


@dataclass(slots=True)
class Jump(Node):
    """`break` or `continue`."""

    kind: str


@dataclass(slots=True)
class If(Node):
    """`elif` is an If in `orelse`; a very long chain of them is a Match whose cases have only guards."""

    test: Expr
    then: Sequence[Stmt]
    orelse: Sequence[Stmt]


@dataclass(slots=True)
class Loop(Node):
    """`for target in iterable` (`test` None), or `while test` (`target` and `iterable` None)."""

    target: Expr | None
    iterable: Expr | None
    test: Expr | None
    body: Sequence[Stmt]
    orelse: Sequence[Stmt]


@dataclass(slots=True)
class With(Node):
    """`items`: pairs of a context and the target that it is bound to, or None."""

    items: Sequence[tuple[Expr, Expr | None]]
    body: Sequence[Stmt]


@dataclass(slots=True)
class Handler(Node):
    """`except types as name`; `types` is None for a bare one."""

    types: Expr | None
    name: str | None
    body: Sequence[Stmt]


@dataclass(slots=True)
class Try(Node):
    """`try`, its handlers, `else` and `finally`."""

    body: Sequence[Stmt]
    handlers: Sequence[Handler]
    orelse: Sequence[Stmt]
    final: Sequence[Stmt]


@dataclass(slots=True)
class Case(Node):
    """One arm of a `match`: the names that its pattern binds; `values` are the literals it compares with, if only such."""

    names: Sequence[str]
    values: Sequence[Expr]
    guard: Expr | None
    body: Sequence[Stmt]


@dataclass(slots=True)
class Match(Node):
    """`match subject`."""

    subject: Expr
    cases: Sequence[Case]


@dataclass(slots=True)
class Import(Node):
    """One bound name of an import: `local` stands for the dotted `target` (`import os.path` binds `os` to `os`).

    `local` is `*` for a star import. A relative import keeps its dots (`.models.User`).
    """

    local: str
    target: str


@dataclass(slots=True)
class Scope(Node):
    """`global` or `nonlocal` names."""

    kind: str
    names: Sequence[str]


@dataclass(slots=True)
class Delete(Node):
    """`del targets`."""

    targets: Sequence[Expr]


@dataclass(slots=True)
class Assert(Node):
    """`assert test, message`."""

    test: Expr
    message: Expr | None


@dataclass(slots=True)
class Function(Node):
    """A function or method definition. The span covers decorators; `name_start` is where its name begins."""

    name: str
    name_start: int
    params: Sequence[Param]
    decorators: Sequence[Expr]
    returns: Expr | None
    body: Sequence[Stmt]
    is_async: bool = False
    is_generator: bool = False


@dataclass(slots=True)
class Class(Node):
    """A class. Inside a function its whole body is here; at the top level of a module its methods are parts of their own."""

    name: str
    bases: Sequence[Argument]
    decorators: Sequence[Expr]
    body: Sequence[Stmt]


Stmt = (
    Assign | Evaluate | Return | Raise | Jump | If | Loop | With | Try | Match | Import | Scope | Delete
    | Assert | Function | Class
)  # fmt: skip

# ---------------------------------------------------------------- parts


class Part(NamedTuple):
    """The smallest piece of a module that is read again after an edit.

    `kind` is `function` (a top-level function, or a method of a top-level class, with its decorators), `class` (the
    head of a top-level class: name, bases, decorators; its body empty, unless it stands on the same line) or
    `statement` (any other statement at the top level or directly in a class body, a nested class among them, and what
    follows it on the same line after a semicolon; a comment or docstring is no part). `owner` is the name of the class
    that it stands in, or "". `start` is the absolute byte offset of `text`, which begins with the indentation of its
    first line. `broken` says that the text holds a syntax error. Two parts with equal `key` have equal facts.
    """

    kind: str
    owner: str
    start: int
    text: bytes
    broken: bool

    @property
    def key(self) -> tuple[str, str, bytes]:
        """What the facts of this part depend on."""
        return (self.kind, self.owner, self.text)


@dataclass(slots=True)
class Facts:
    """The facts of one Part: its statements, and every identifier in it (names, attributes and keywords); for what stands
    for a call (`COMPARED_BY`, where neither side is a constant, `mul` where a text or a list is repeated, `assert`, and the `first_key`
    of a mapping) the name of that.

    `truncated`: something in it is nested too deeply to be read; it stands there as Opaque without operands, and
    the part must be reported as not checked.
    """

    body: Sequence[Stmt]
    words: frozenset[str] = field(default_factory=frozenset)
    truncated: bool = False

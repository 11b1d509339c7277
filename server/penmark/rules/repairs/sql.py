"""Where in an SQL statement a value stands: which pieces of a built query a placeholder can replace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from penmark.rules.repairs.place import RepairError
from penmark.rules.repairs.template import Char, Hole, Item
from penmark.syntax import code

_BEFORE_A_VALUE = frozenset(
    [
        "=",
        "<",
        ">",
        "<=",
        ">=",
        "<>",
        "!=",
        "==",
        "||",
        "+",
        "-",
        "*",
        "/",
        "LIKE",
        "ILIKE",
        "GLOB",
        "REGEXP",
        "RLIKE",
        "MATCH",
        "LIMIT",
        "OFFSET",
        "BETWEEN",
        "THEN",
        "ELSE",
        "TO",
    ]
)
_TABLE_WORDS = frozenset(
    ["INTO", "TABLE", "UPDATE", "JOIN", "FROM", "REFERENCES", "ON", "INDEX", "VIEW", "USING", "EXISTS"]
)
_FIRST_WORDS = frozenset(
    ["SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "MERGE", "CALL", "VALUES", "EXPLAIN"]
)
_OPERATORS = "=<>!|+-*/"


@dataclass(frozen=True, slots=True)
class Value:
    """One value in a query: the items from `first` to `last` (with quotes) give way to a placeholder.

    `pieces` are what the value is made of; `quoted`: it stood in quotes, so it was text. `sure`: it can be nothing but a value.
    """

    first: int
    last: int
    pieces: tuple[str | Hole, ...]
    quoted: bool
    sure: bool


@dataclass(frozen=True, slots=True)
class Query:
    """The values of a query, and the indexes of the placeholders that stand in it already, both in order."""

    values: tuple[Value, ...]
    marks: tuple[int, ...]


def read_query(items: Sequence[Item], mark: str) -> Query:
    """What the holes of a built query are. Raises RepairError where one of them is no value.

    `mark` is the placeholder of the driver (`?` or `%s`), of which some may stand in the query already.
    """
    return _Reader(items, mark).read()


@dataclass
class _Bracket:
    """`kind`: what a bracket holds: `value`, `in`, `other`. `items`: how many values without quotes; `alone`: nothing else."""

    kind: str
    start: int
    holes: int = 0
    words: int = 0


@dataclass
class _Reader:
    items: Sequence[Item]
    mark: str
    position: int = 0
    words: list[str] = field(default_factory=list)
    brackets: list[_Bracket] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    clause: str = ""

    def read(self) -> Query:
        while self.position < len(self.items):
            item = self.items[self.position]
            if isinstance(item, Hole):
                self._hole(item)
            else:
                self._char(item.text)
        if not self.values or not self.words or self.words[0] not in _FIRST_WORDS:
            raise RepairError
        return Query(tuple(self.values), tuple(self.marks))

    def _char(self, char: str) -> None:
        if char == "'":
            self._text()
        elif char in '"`[':
            self._name("]" if char == "[" else char)
        elif char.isalnum() or char in "_$@#:":
            self._word()
        elif char == "-" and self._peek(1) == "-":
            self._comment("\n")
        elif char == "/" and self._peek(1) == "*":
            self._comment("*/")
        elif char == "(":
            self._open()
        elif char == ")":
            if self.brackets:
                closed = self.brackets.pop()
                if closed.kind == "in" and closed.holes == 1 and closed.words == 1:
                    raise RepairError
            self._say(")")
        elif self._at(self.mark):
            self.marks.append(self.position)
            self._say("?", len(self.mark))
        elif char in _OPERATORS:
            self._operator()
        elif char.isspace():
            self.position += 1
        else:
            self._say(char)

    def _say(self, word: str, size: int = 1) -> None:
        self.words.append(word)
        if self.brackets and word not in (",", ")"):
            self.brackets[-1].words += 1
        self.position += size

    def _peek(self, ahead: int) -> str:
        index = self.position + ahead
        item = self.items[index] if 0 <= index < len(self.items) else None
        return item.text if isinstance(item, Char) else ""

    def _at(self, text: str) -> bool:
        return bool(text) and all(self._peek(index) == char for index, char in enumerate(text))

    def _word(self) -> None:
        start = self.position
        while (char := self._peek(0)) and (char.isalnum() or char in "_$@#:."):
            self.position += 1
        word = "".join(item.text for item in self.items[start : self.position] if isinstance(item, Char))
        if self.position < len(self.items) and isinstance(self.items[self.position], Hole):
            raise RepairError
        word = word.upper()
        if word in ("VALUES", "SET", "WHERE", "SELECT", "FROM", "HAVING", "ORDER", "GROUP"):
            self.clause = word
        self._say(word, 0)

    def _operator(self) -> None:
        word = ""
        while (char := self._peek(0)) and char in _OPERATORS and len(word) < 3:
            word += char
            self.position += 1
        self._say(word, 0)

    def _comment(self, end: str) -> None:
        while self.position < len(self.items):
            if isinstance(self.items[self.position], Hole):
                raise RepairError
            if self._at(end):
                self.position += len(end)
                return
            self.position += 1

    def _name(self, close: str) -> None:
        self.position += 1
        while self.position < len(self.items):
            item = self.items[self.position]
            if isinstance(item, Hole):
                raise RepairError
            self.position += 1
            if item.text == close:
                break
        self._say('"name"', 0)

    def _text(self) -> None:
        """A text in quotes, with or without holes."""
        start = self.position
        pieces: list[str | Hole] = []
        self.position += 1
        while True:
            if self.position >= len(self.items):
                raise RepairError
            item = self.items[self.position]
            if isinstance(item, Hole):
                pieces.append(item)
            elif item.text == "\\":
                raise RepairError
            elif item.text == "'" and self._peek(1) == "'":
                self.position += 1
                pieces.append("'")
            elif item.text == "'":
                break
            else:
                pieces.append(item.text)
            self.position += 1
        if any(isinstance(piece, Hole) and _is_joined(piece.value) for piece in pieces):
            raise RepairError
        if any(isinstance(piece, Hole) for piece in pieces):
            merged = _merged(pieces)
            self.values.append(Value(start, self.position, merged, True, self._quotes_are_text()))
        self._say("'text'")

    def _quotes_are_text(self) -> bool:
        """Not so after words that a literal must follow, which no placeholder may stand for: `DATE '…'`, `AS '…'`."""
        last = self.words[-1] if self.words else ""
        if last in ("DATE", "TIME", "TIMESTAMP", "INTERVAL", "AS", "SEPARATOR", "ESCAPE"):
            raise RepairError
        return True

    def _hole(self, hole: Hole) -> None:
        follower = self._peek(1)
        next_is_hole = self.position + 1 < len(self.items) and isinstance(self.items[self.position + 1], Hole)
        if next_is_hole or follower.isalnum() or (follower and follower in "_.(\"'`["):
            raise RepairError
        if not self._value_may_follow():
            raise RepairError
        if self.brackets:
            self.brackets[-1].holes += 1
        last = self.words[-1]
        sure = last not in ("LIMIT", "OFFSET", "TO")
        self.values.append(Value(self.position, self.position, (hole,), False, sure))
        self._say("?")

    def _value_may_follow(self) -> bool:
        last = self.words[-1] if self.words else ""
        if last == "*" and len(self.words) > 1 and self.words[-2] in ("SELECT", ",", "("):
            return False
        if last in _BEFORE_A_VALUE:
            return True
        if last == "AND":
            return "BETWEEN" in self.words[-4:-1]
        if last in ("(", ","):
            return bool(self.brackets) and self.brackets[-1].kind in ("value", "in")
        return False

    def _open(self) -> None:
        last = self.words[-1] if self.words else ""
        before = self.words[-2] if len(self.words) > 1 else ""
        kind = "other"
        if (
            last == "VALUES"
            or (last == "," and self.clause == "VALUES" and not self.brackets)
            or last == "IN"
        ):
            kind = "in"
        elif (last.isidentifier() and before not in _TABLE_WORDS and last not in _NOT_FUNCTIONS) or (
            last in _BEFORE_A_VALUE and self.clause in ("WHERE", "SET", "VALUES", "HAVING")
        ):
            kind = "value"
        self._say("(")
        self.brackets.append(_Bracket(kind, self.position))


_NOT_FUNCTIONS = frozenset(
    [
        "SELECT",
        "FROM",
        "WHERE",
        "AND",
        "OR",
        "NOT",
        "AS",
        "BY",
        "ON",
        "JOIN",
        "SET",
        "TABLE",
        "INTO",
        "EXISTS",
        "USING",
        "KEY",
        "UNIQUE",
        "DISTINCT",
        "ALL",
        "ANY",
        "WITH",
    ]
)


def _is_joined(value: code.Expr) -> bool:
    """Whether a list was put together: the quotes around it belong to its first and last element."""
    match value:
        case code.Text(how="join") | code.Call(callee=code.Attribute(name="join")):
            return True
    return False


def _merged(pieces: Sequence[str | Hole]) -> tuple[str | Hole, ...]:
    merged: list[str | Hole] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    return tuple(merged)

"""One match in one part of a document: what a repair may look at, and the edits that it can make there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from penmark.dataflow.conditions import Arguments, ArgumentSpec, Given
from penmark.findings import Addition, Applicability, Edit, Fix
from penmark.syntax import code
from penmark.syntax.python.torn import closing
from penmark.syntax.walk import bound_names, chain_to, walk
from penmark.text.span import Span

_GAP = re.compile(rb"(?:[ \t\r\n\f]++|\\\r?\n|#[^\r\n]*+)*")
_BLANK = b" \t\f"


class RepairError(Exception):
    """The repair cannot promise what its title says at this place."""


@dataclass(frozen=True)
class Place:
    """All spans are byte offsets in `text`, the text of the part; `body` are its facts.

    `node` is the call or assignment that matched, `path` its resolved name (or what is written), `arguments` what dataflow
    knows of the call's arguments, `argument` the one that holds the untrusted data. `bindings` are the names that the module
    binds by imports, as far as this part uses them: local name to dotted target; `wellknown` says what others usually stand
    for. `owner` is the class whose body the part is in, or "". The methods that make edits raise RepairError.
    """

    text: bytes
    body: Sequence[code.Stmt]
    node: code.Call | code.Assign
    path: str
    bindings: Mapping[str, str]
    arguments: Arguments = field(default_factory=Arguments)
    argument: Given | None = None
    wellknown: Mapping[str, Sequence[str]] = field(default_factory=dict)
    owner: str = ""

    # ------------------------------------------------------------ looking

    def source(self, node: code.Node) -> str:
        """The text of a node."""
        return self.slice(node.start, node.end)

    def slice(self, start: int, end: int) -> str:
        """The text between two offsets."""
        return self.text[start:end].decode("utf-8", "replace")

    @property
    def call(self) -> code.Call:
        """The call that matched."""
        if not isinstance(self.node, code.Call):
            raise RepairError
        return self.node

    @cached_property
    def chain(self) -> Sequence[code.Node]:
        """The nodes that lead down to `node`, which is the last."""
        return chain_to(self.body, self.node)

    def parent(self) -> code.Node | None:
        """What `node` stands in."""
        return self.chain[-2] if len(self.chain) > 1 else None

    @property
    def direct(self) -> bool:
        """Whether what is called is written by its own name, as imported, and not held in a variable or a table."""
        names: list[str] = []
        node: code.Node = self.call.callee
        while isinstance(node, code.Attribute):
            names.insert(0, node.name)
            node = node.base
        if not isinstance(node, code.Name):
            return False
        imported = self.imported.get(node.id)
        roots = self.wellknown.get(node.id, (node.id,)) if imported is None else (imported,)
        return any(".".join((root, *names)) == self.path for root in roots)

    @cached_property
    def names(self) -> Sequence[code.Name]:
        """Every name in the part, in order of position, also where it is bound."""
        found = [node for node in walk(self.body) if isinstance(node, code.Name)]
        return sorted(found, key=lambda name: name.start)

    @cached_property
    def bound(self) -> Sequence[tuple[str, code.Node]]:
        """The names that are bound in the part, other than by an import, and where."""
        return list(bound_names(self.body))

    @cached_property
    def imported(self) -> Mapping[str, str]:
        """The names that imports bind here: the module's, as far as they are used, and the part's own."""
        own = {node.local: node.target for node in walk(self.body) if isinstance(node, code.Import)}
        return {**self.bindings, **own}

    def given(self, spec: str) -> code.Argument | None:
        """The argument as written: `0:name`, `0`, `name`; None where it is not given or cannot be seen."""
        wanted = ArgumentSpec(spec)
        position = 0
        for argument in self.call.arguments:
            if argument.spread == "*":
                position = 1_000_000
            elif argument.name is None and not argument.spread:
                if position == wanted.position:
                    return argument
                position += 1
            elif argument.name is not None and argument.name == wanted.keyword:
                return argument
        return None

    def entry(self, spec: str, key: str) -> code.Entry | None:
        """The entry of this constant key in the mapping that is written as the argument; None where there is none to be seen."""
        argument = self.given(spec)
        if argument is None or not isinstance(argument.value, code.Collection):
            return None
        for entry in argument.value.entries:
            if isinstance(entry.key, code.Constant) and entry.key.value == key:
                return entry
        return None

    @property
    def hidden(self) -> bool:
        """Whether more may be given by `*` or `**` than can be seen."""
        return any(argument.spread for argument in self.call.arguments)

    @cached_property
    def quote(self) -> str:
        """The quote that the part's strings use most: `"` or `'`."""
        return "'" if self.text.count(b"'") > self.text.count(b'"') else '"'

    @property
    def newline(self) -> str:
        """The line end of the part."""
        return "\r\n" if b"\r\n" in self.text else "\n"

    def literal(self, value: str) -> str:
        """A string literal in the quotes of the part."""
        text = repr(value)
        other = "'" if self.quote == '"' else '"'
        if text[0] == other and self.quote not in value and "\\" not in text:
            return self.quote + text[1:-1] + self.quote
        return text

    # ------------------------------------------------------------ names

    def spell(self, dotted: str) -> tuple[str, tuple[Addition, ...]]:
        """How a dotted name is written here, and the import that this needs.

        What is imported is all but the last component, or what stands before a colon: `hashlib.sha256`, `os:path.basename`.
        """
        module, colon, name = dotted.partition(":")
        if not colon:
            module, _, name = dotted.rpartition(".")
        whole = f"{module}.{name}"
        shadowed = {bound for bound, _ in self.bound}
        for local, target in self.imported.items():
            if local in shadowed or local == "*":
                continue
            if target == whole:
                return local, ()
            if whole.startswith(f"{target}."):
                return local + whole[len(target) :], ()
        local = module.rpartition(".")[2]
        if local in shadowed or local in self.imported:
            raise RepairError
        return f"{local}.{name}", (Addition("import", module),)

    # ------------------------------------------------------------ edits

    def replaced(self, node: code.Node, text: str) -> Edit:
        """`text` in place of a node."""
        return Edit(Span(node.start, node.end), text)

    def inserted(self, offset: int, text: str) -> Edit:
        """`text` at an offset."""
        return Edit(Span(offset, offset), text)

    def callee_replaced(self, dotted: str) -> tuple[list[Edit], tuple[Addition, ...]]:
        """The call of another function: only its last name changes where both are in one module."""
        callee = self.call.callee
        module, _, name = dotted.replace(":", ".").rpartition(".")
        if isinstance(callee, code.Attribute) and self.path.rpartition(".")[0] == module:
            return [Edit(Span(callee.name_start, callee.name_start + len(callee.name.encode())), name)], ()
        spelled, additions = self.spell(dotted)
        return [self.replaced(callee, spelled)], additions

    def argument_replaced(self, argument: code.Argument, text: str) -> Edit:
        """Another value for an argument, whose keyword stays."""
        start = argument.start
        if argument.name is not None:
            equals = self.text.index(b"=", start + len(argument.name.encode()))
            start = self._skip(equals + 1)
        return Edit(Span(start, argument.end), text)

    def argument_added(self, text: str, after: code.Argument | None = None) -> list[Edit]:
        """One more argument, after the last one or `after`, on a line of its own where the others have one."""
        call = self.call
        arguments = call.arguments
        if not arguments:
            gap = self.text[call.open + 1 : call.close]
            if gap.strip():
                raise RepairError
            return [Edit(Span(call.open + 1, call.close), text)]
        last = after if after is not None else arguments[-1]
        if last.start <= call.open:  # the brackets of a generator expression are those of the call
            raise RepairError
        return self._added_after(last, call.open, text)

    def entry_added(
        self, collection: code.Collection, text: str, after: code.Entry | None = None
    ) -> list[Edit]:
        """One more entry of a collection that has some, after the last one or `after`, on a line of its own where that has one."""
        if not collection.entries:
            raise RepairError
        return self._added_after(after or collection.entries[-1], collection.start, text)

    def _added_after(self, last: code.Node, opening: int, text: str) -> list[Edit]:
        end = last.end
        line = self._line_start(last.start)
        own_line = not self.text[line : last.start].strip() and line > opening
        if not own_line:
            return [Edit(Span(end, end), f", {text}")]
        indent = self.slice(line, last.start)
        comma, comment_end = self._comma_and_comment(end)
        if comma is None and comment_end == end:
            return [Edit(Span(end, end), f",{self.newline}{indent}{text}")]
        if comma is None:
            return [
                Edit(Span(end, end), ","),
                Edit(Span(comment_end, comment_end), f"{self.newline}{indent}{text}"),
            ]
        return [Edit(Span(comment_end, comment_end), f"{self.newline}{indent}{text},")]

    def argument_set(self, name: str, text: str) -> list[Edit]:
        """The keyword argument with this value, in place of an old value or in addition."""
        for argument in self.call.arguments:
            if argument.name == name:
                return [self.argument_replaced(argument, text)]
        if any(argument.spread == "**" for argument in self.call.arguments):
            raise RepairError
        return self.argument_added(f"{name}={text}")

    def argument_removed(self, argument: code.Argument) -> Edit:
        """Without this argument, its comma, and its line where it stands alone on one. Comments stay."""
        call = self.call
        index = next(number for number, one in enumerate(call.arguments) if one is argument)
        start, end = argument.start, argument.end
        comma = self._skip(end)
        has_comma = self.text[comma : comma + 1] == b","
        if has_comma and self.text[end:comma].strip():
            raise RepairError
        after = comma + 1 if has_comma else end
        line = self._line_start(start)
        rest = self._line_end(after)
        alone = line > call.open and not self.text[line:start].strip() and not self.text[after:rest].strip()
        if alone and rest < call.close:
            return Edit(Span(line, self._next_line(rest)), "")
        if index + 1 < len(call.arguments):
            if not has_comma:
                raise RepairError
            return Edit(Span(start, self._blank(after)), "")
        if index == 0:
            return Edit(Span(start, self._blank(after)), "")
        previous = call.arguments[index - 1].end
        if b"#" in self.text[previous:start] or b"\n" in self.text[previous:start]:
            return Edit(Span(start, after), "")
        return Edit(Span(previous, end), "")

    def fix(
        self,
        title: str,
        edits: Iterable[Edit],
        applicability: Applicability = Applicability.REVIEW,
        additions: Iterable[Addition] = (),
    ) -> Fix:
        """The fix with these edits, in order, of which none may overlap, and none may move what a torn end leaves open."""
        ordered = sorted(edits, key=lambda edit: edit.span)
        for one, other in pairwise(ordered):
            if other.span.start < one.span.end:
                raise RepairError
        if self._open_ends and _open_ends(_applied(self.text, ordered)) != self._open_ends:
            raise RepairError
        return Fix(title, tuple(ordered), applicability, tuple(dict.fromkeys(additions)))

    # ------------------------------------------------------------ text

    @cached_property
    def _open_ends(self) -> Sequence[bytes]:
        """What would close the brackets and strings that the part leaves open."""
        return _open_ends(self.text)

    def _skip(self, offset: int) -> int:
        """The offset after white space and comments."""
        found = _GAP.match(self.text, offset)
        return offset if found is None else found.end()

    def _blank(self, offset: int) -> int:
        while self.text[offset : offset + 1] and self.text[offset] in _BLANK:
            offset += 1
        return offset

    def _line_start(self, offset: int) -> int:
        return max(self.text.rfind(b"\n", 0, offset), self.text.rfind(b"\r", 0, offset)) + 1

    def _line_end(self, offset: int) -> int:
        while offset < len(self.text) and self.text[offset] not in b"\r\n":
            offset += 1
        return offset

    def _next_line(self, line_end: int) -> int:
        return line_end + (2 if self.text.startswith(b"\r\n", line_end) else 1)

    def _comma_and_comment(self, end: int) -> tuple[int | None, int]:
        """The comma after an argument, if there is one, and the end of a comment that follows on the same line."""
        comma = self._skip(end)
        position = end
        found = None
        if self.text[comma : comma + 1] == b",":
            found = comma
            position = comma + 1
        blank = self._blank(position)
        if self.text[blank : blank + 1] == b"#":
            return found, self._line_end(blank)
        return found, position


def _open_ends(text: bytes) -> Sequence[bytes]:
    return [tail for _, tail in closing(text)]


def _applied(text: bytes, edits: Sequence[Edit]) -> bytes:
    pieces: list[bytes] = []
    position = 0
    for edit in edits:
        pieces += (text[position : edit.span.start], edit.text.encode())
        position = edit.span.end
    return b"".join((*pieces, text[position:]))

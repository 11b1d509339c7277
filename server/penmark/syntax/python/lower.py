"""Lowers Python's statements from the grammar's nodes to `penmark.syntax.code`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from tree_sitter import Node

from penmark.syntax import code
from penmark.syntax.python.expressions import CHAIN, DEPTH, Expressions, unwrap
from penmark.syntax.python.grammar import Syntax
from penmark.syntax.python.patterns import case_pattern
from penmark.syntax.walk import walk

_IGNORED = frozenset(("comment", "line_continuation"))


_PLACES = ("start", "end", "name_start", "open", "close")


def lower(syntax: Syntax) -> code.Facts:
    """The facts of a part's text. Takes linear time and never raises."""
    lowering = Lowering(syntax.text)
    body = lowering.block(syntax.root.children)
    if syntax.added:
        for node in walk(body):
            for place in _PLACES:
                if hasattr(node, place):
                    setattr(node, place, syntax.at(getattr(node, place)))
    return code.Facts(body, frozenset(lowering.words), lowering.truncated)


class Lowering(Expressions):
    """Lowers the statements of one part."""

    def block(self, nodes: Sequence[Node]) -> list[code.Stmt]:
        """The statements among `nodes`. Of text that does not parse, whatever can be recognised."""
        found: list[code.Stmt] = []
        if self.depth >= DEPTH:
            self.truncated = True
            return found
        self.depth += 1
        for node in nodes:
            if not node.is_named or node.type in _IGNORED:
                continue
            statement = self.STATEMENTS.get(node.type)
            if statement is not None:
                statement(self, node, found)
            elif node.type not in _CLAUSES:
                found.append(code.Evaluate(node.start_byte, node.end_byte, self.expr(node)))
            else:
                found.extend(self.block(node.children))
        self.depth -= 1
        return found

    def _body(self, node: Node, kind: str = "block") -> list[code.Stmt]:
        """The block directly under `node`."""
        found: list[code.Stmt] = []
        for child in node.children:
            if child.type == kind or child.type == "ERROR":
                found += self.block(child.children)
        return found

    # ------------------------------------------------------------ simple statements

    def _expression(self, node: Node, into: list[code.Stmt]) -> None:
        children = [child for child in node.children if child.is_named and child.type not in _IGNORED]
        start, end = node.byte_range
        if len(children) == 1:
            only = children[0]
            if only.type == "assignment":
                into.append(self._assignment(only))
            elif only.type == "augmented_assignment":
                into.append(self._augmented(only))
            else:
                into.append(code.Evaluate(start, end, self.expr(only)))
        else:
            into.append(code.Evaluate(start, end, self.together(children, end)))

    def _assignment(self, node: Node) -> code.Stmt:
        start, end = node.byte_range
        targets: list[code.Expr] = []
        annotation: code.Expr | None = None
        value: code.Expr | None = None
        following: Node | None = node
        while following is not None:
            node, following = following, None
            side: list[Node] = []
            seen_equals = False
            for child in node.children:
                if child.type == "type":
                    annotation = self.expr(child)
                elif not child.is_named:
                    if child.type == "=":
                        targets.append(self.together(side, child.start_byte))
                        side = []
                        seen_equals = True
                elif child.type == "assignment" and seen_equals:
                    following = child
                elif child.type not in _IGNORED:
                    side.append(child)
            if not seen_equals:
                targets.append(self.together(side, node.end_byte))
            elif following is None:
                value = self.together(side, node.end_byte)
        return code.Assign(start, end, targets, value, "", annotation)

    def _augmented(self, node: Node) -> code.Stmt:
        start, end = node.byte_range
        sides: list[list[Node]] = [[], []]
        op = ""
        for child in node.children:
            if not child.is_named:
                if child.type.endswith("=") and not op:
                    op = child.type[:-1]
            elif child.type not in _IGNORED:
                sides[1 if op else 0].append(child)
        return code.Assign(start, end, [self.together(sides[0], start)], self.together(sides[1], end), op)

    def _type_alias(self, node: Node, into: list[code.Stmt]) -> None:
        values = self.exprs(node.children)
        if len(values) == 2:
            target = values[0].base if isinstance(values[0], code.Index) else values[0]
            into.append(code.Assign(node.start_byte, node.end_byte, [target], values[1]))
        else:
            into.append(self._operands(node, values))

    def _operands(self, node: Node, values: Sequence[code.Expr]) -> code.Stmt:
        start, end = node.byte_range
        return code.Evaluate(start, end, code.Opaque(start, end, values))

    def _legacy(self, node: Node, into: list[code.Stmt]) -> None:
        """`print x` and `exec x` of Python 2: their operands are evaluated."""
        values: list[code.Expr] = []
        for child in node.children:
            if child.type == "chevron":
                values += self.exprs(child.children)
            elif child.is_named and child.type not in _IGNORED:
                values.append(self.expr(child))
        into.append(self._operands(node, values))

    def _return(self, node: Node, into: list[code.Stmt]) -> None:
        values = self.exprs(node.children)
        into.append(code.Return(node.start_byte, node.end_byte, values[0] if values else None))

    def _raise(self, node: Node, into: list[code.Stmt]) -> None:
        values = self.exprs(node.children)
        into.extend(code.Evaluate(cause.start, cause.end, cause) for cause in values[1:])
        into.append(code.Raise(node.start_byte, node.end_byte, values[0] if values else None))

    def _jump(self, node: Node, into: list[code.Stmt]) -> None:
        into.append(code.Jump(node.start_byte, node.end_byte, node.type.removesuffix("_statement")))

    def _pass(self, node: Node, into: list[code.Stmt]) -> None:
        pass

    def _delete(self, node: Node, into: list[code.Stmt]) -> None:
        targets: list[code.Expr] = []
        for value in self.exprs(node.children):
            if isinstance(value, code.Collection):
                targets += [entry.value for entry in value.entries]
            else:
                targets.append(value)
        into.append(code.Delete(node.start_byte, node.end_byte, targets))

    def _assert(self, node: Node, into: list[code.Stmt]) -> None:
        values = self.exprs(node.children)
        start, end = node.byte_range
        if not values:
            return
        self.words.add("assert")
        into.append(code.Assert(start, end, values[0], values[1] if len(values) > 1 else None))

    def _scope(self, node: Node, into: list[code.Stmt]) -> None:
        names = [self.word(child) for child in node.children if child.type == "identifier"]
        into.append(code.Scope(node.start_byte, node.end_byte, node.type.removesuffix("_statement"), names))

    # ------------------------------------------------------------ imports

    def _dotted(self, node: Node) -> list[str]:
        return [self.word(child) for child in node.children if child.type == "identifier"]

    def _import(self, node: Node, into: list[code.Stmt]) -> None:
        for child in node.children:
            if child.type == "dotted_name":
                names = self._dotted(child)
                if names:
                    into.append(code.Import(child.start_byte, child.end_byte, names[0], names[0]))
            elif child.type == "aliased_import":
                self._aliased(child, "", into)

    def _aliased(self, node: Node, module: str, into: list[code.Stmt]) -> None:
        names: list[str] = []
        local = ""
        for child in node.children:
            if child.type == "dotted_name":
                names = self._dotted(child)
            elif child.type == "identifier":
                local = self.word(child)
        if names and local:
            into.append(code.Import(node.start_byte, node.end_byte, local, module + ".".join(names)))

    def _import_from(self, node: Node, into: list[code.Stmt]) -> None:
        module: str | None = "__future__." if node.type == "future_import_statement" else None
        for child in node.children:
            kind = child.type
            if module is None:
                if kind == "dotted_name":
                    module = ".".join(self._dotted(child)) + "."
                elif kind == "relative_import":
                    module = self._relative(child)
            elif kind == "dotted_name":
                names = self._dotted(child)
                if names:
                    into.append(code.Import(child.start_byte, child.end_byte, names[0], module + names[0]))
            elif kind == "aliased_import":
                self._aliased(child, module, into)
            elif kind == "wildcard_import":
                into.append(code.Import(child.start_byte, child.end_byte, "*", module + "*"))

    def _relative(self, node: Node) -> str:
        dots = ""
        names: list[str] = []
        for child in node.children:
            if child.type == "import_prefix":
                dots = "".join(
                    self.source[child.start_byte : child.end_byte].decode(errors="replace").split()
                )
            elif child.type == "dotted_name":
                names = self._dotted(child)
        return dots + ".".join(names) + ("." if names else "")

    # ------------------------------------------------------------ compound statements

    def _if(self, node: Node, into: list[code.Stmt]) -> None:
        arms: list[tuple[int, code.Expr, list[code.Stmt]]] = []
        orelse: list[code.Stmt] = []
        arms.append((node.start_byte, *self._arm(node)))
        for child in node.children:
            if child.type == "elif_clause":
                arms.append((child.start_byte, *self._arm(child)))
            elif child.type == "else_clause":
                orelse = self._body(child)
        end = node.end_byte
        if len(arms) > CHAIN:
            into.append(self._many_arms(node, arms, orelse))
            return
        for start, test, body in reversed(arms):
            orelse = [code.If(start, end, test, body, orelse)]
        into.extend(orelse)

    def _arm(self, node: Node) -> tuple[code.Expr, list[code.Stmt]]:
        test: code.Expr | None = None
        body: list[code.Stmt] = []
        for child in node.children:
            kind = child.type
            if not child.is_named or kind in _IGNORED or kind in ("elif_clause", "else_clause"):
                continue
            if kind in ("block", "ERROR"):
                body += self.block(child.children)
            elif test is None:
                test = self.expr(child)
        return code.Opaque(node.start_byte, node.start_byte) if test is None else test, body

    def _many_arms(
        self, node: Node, arms: Sequence[tuple[int, code.Expr, list[code.Stmt]]], orelse: list[code.Stmt]
    ) -> code.Stmt:
        """A chain of `elif` too long for an If in an If: a Match whose cases have no pattern, only a guard."""
        cases = [code.Case(start, test.end, (), (), test, body) for start, test, body in arms]
        start, end = node.byte_range
        cases.append(code.Case(end, end, (), (), None, orelse))
        return code.Match(start, end, code.Constant(start, start, True), cases)

    def _for(self, node: Node, into: list[code.Stmt]) -> None:
        start, end = node.byte_range
        left: list[Node] = []
        right: list[Node] = []
        side = left
        body: list[code.Stmt] = []
        orelse: list[code.Stmt] = []
        for child in node.children:
            kind = child.type
            if not child.is_named:
                side = right if kind == "in" else side
            elif kind in ("block", "ERROR"):
                body += self.block(child.children)
            elif kind == "else_clause":
                orelse = self._body(child)
            elif kind not in _IGNORED:
                side.append(child)
        target, iterable = self.together(left, start), self.together(right, start)
        into.append(code.Loop(start, end, target, iterable, None, body, orelse))

    def _while(self, node: Node, into: list[code.Stmt]) -> None:
        test, body = self._arm(node)
        orelse: list[code.Stmt] = []
        for child in node.children:
            if child.type == "else_clause":
                orelse = self._body(child)
        into.append(code.Loop(node.start_byte, node.end_byte, None, None, test, body, orelse))

    def _with(self, node: Node, into: list[code.Stmt]) -> None:
        items: list[tuple[code.Expr, code.Expr | None]] = []
        for child in node.children:
            if child.type == "with_clause":
                nodes = [item for item in child.children if item.type == "with_item"]
                values = [value for item in nodes for value in item.children if value.is_named]
                if len(values) == 1 and values[0].type == "tuple":
                    values = [value for value in values[0].children if value.is_named]
                items += [self._item(value) for value in values if value.type not in _IGNORED]
        into.append(code.With(node.start_byte, node.end_byte, items, self._body(node)))

    def _item(self, node: Node) -> tuple[code.Expr, code.Expr | None]:
        node = unwrap(node)
        if node.type != "as_pattern":
            return self.expr(node), None
        value: code.Expr | None = None
        target: code.Expr | None = None
        for child in node.children:
            if child.type == "as_pattern_target":
                targets = [part for part in child.children if part.is_named and part.type not in _IGNORED]
                target = self.together(targets, child.end_byte)
            elif child.is_named and child.type not in _IGNORED and value is None:
                value = self.expr(child)
        return code.Opaque(node.start_byte, node.start_byte) if value is None else value, target

    def _try(self, node: Node, into: list[code.Stmt]) -> None:
        handlers: list[code.Handler] = []
        orelse: list[code.Stmt] = []
        final: list[code.Stmt] = []
        for child in node.children:
            if child.type == "except_clause":
                handlers.append(self._handler(child))
            elif child.type == "else_clause":
                orelse = self._body(child)
            elif child.type == "finally_clause":
                final = self._body(child)
        into.append(code.Try(node.start_byte, node.end_byte, self._body(node), handlers, orelse, final))

    def _handler(self, node: Node) -> code.Handler:
        caught: list[code.Expr] = []
        name: str | None = None
        body: list[code.Stmt] = []
        for child in node.children:
            kind = child.type
            if not child.is_named or kind in _IGNORED:
                continue
            if kind in ("block", "ERROR"):
                body += self.block(child.children)
            elif kind == "as_pattern":
                value, target = self._item(child)
                caught.append(value)
                name = target.id if isinstance(target, code.Name) else None
            else:
                caught.append(self.expr(child))
        types: code.Expr | None = caught[0] if caught else None
        if len(caught) > 1:
            entries = [code.Entry(value.start, value.end, value) for value in caught]
            types = code.Collection(caught[0].start, caught[-1].end, "tuple", entries)
        return code.Handler(node.start_byte, node.end_byte, types, name, body)

    def _match(self, node: Node, into: list[code.Stmt]) -> None:
        subjects: list[Node] = []
        cases: list[code.Case] = []
        for child in node.children:
            kind = child.type
            if kind in ("block", "ERROR"):
                cases += [self._case(case) for case in child.children if case.type == "case_clause"]
            elif kind == "case_clause":
                cases.append(self._case(child))
            elif child.is_named and kind not in _IGNORED:
                subjects.append(child)
        start, end = node.byte_range
        into.append(code.Match(start, end, self.together(subjects, start), cases))

    def _case(self, node: Node) -> code.Case:
        patterns: list[Node] = []
        guard: code.Expr | None = None
        body: list[code.Stmt] = []
        for child in node.children:
            kind = child.type
            if kind == "if_clause":
                guards = self.exprs(child.children)
                guard = guards[0] if guards else None
            elif kind in ("block", "ERROR"):
                body += self.block(child.children)
            elif child.is_named and kind not in _IGNORED:
                patterns.append(child)
        names, values = case_pattern(self, patterns)
        return code.Case(node.start_byte, node.end_byte, names, values, guard, body)

    # ------------------------------------------------------------ definitions

    def _decorated(self, node: Node, into: list[code.Stmt]) -> None:
        decorators = [
            value
            for child in node.children
            if child.type == "decorator"
            for value in self.exprs(child.children)
        ]
        before = len(into)
        for child in node.children:
            if child.type == "function_definition":
                self._function(child, into)
            elif child.type == "class_definition":
                self._class(child, into)
            elif child.type == "ERROR":
                into += self.block(child.children)
        if len(into) > before:
            definition = into[-1]
            if isinstance(definition, (code.Function, code.Class)):
                definition.decorators = decorators
                definition.start = node.start_byte
                return
        into.extend(code.Evaluate(value.start, value.end, value) for value in decorators)

    def _function(self, node: Node, into: list[code.Stmt]) -> None:
        start, end = node.byte_range
        name, name_start = "", start
        params: list[code.Param] = []
        returns: code.Expr | None = None
        body: list[code.Stmt] = []
        is_async = False
        yields, self.yields = self.yields, False
        for child in node.children:
            kind = child.type
            if kind == "block":
                body += self.block(child.children)
            elif kind == "parameters":
                params = self.params(child)
            elif kind == "identifier":
                name, name_start = self.word(child), child.start_byte
            elif kind == "type":
                returns = self.expr(child)
            elif kind == "async":
                is_async = True
            elif kind == "ERROR":
                body += self.block(child.children)
        generator, self.yields = self.yields, yields
        into.append(
            code.Function(start, end, name, name_start, params, [], returns, body, is_async, generator)
        )

    def _class(self, node: Node, into: list[code.Stmt]) -> None:
        start, end = node.byte_range
        name = ""
        bases: list[code.Argument] = []
        body: list[code.Stmt] = []
        for child in node.children:
            kind = child.type
            if kind in ("block", "ERROR"):
                body += self.block(child.children)
            elif kind == "argument_list":
                bases = self.arguments(child)
            elif kind == "identifier":
                name = self.word(child)
        into.append(code.Class(start, end, name, bases, [], body))

    STATEMENTS: ClassVar[dict[str, Callable[[Lowering, Node, list[code.Stmt]], None]]] = {
        "expression_statement": _expression,
        "type_alias_statement": _type_alias,
        "print_statement": _legacy,
        "exec_statement": _legacy,
        "return_statement": _return,
        "raise_statement": _raise,
        "break_statement": _jump,
        "continue_statement": _jump,
        "pass_statement": _pass,
        "delete_statement": _delete,
        "assert_statement": _assert,
        "global_statement": _scope,
        "nonlocal_statement": _scope,
        "import_statement": _import,
        "import_from_statement": _import_from,
        "future_import_statement": _import_from,
        "if_statement": _if,
        "for_statement": _for,
        "while_statement": _while,
        "with_statement": _with,
        "try_statement": _try,
        "match_statement": _match,
        "decorated_definition": _decorated,
        "function_definition": _function,
        "class_definition": _class,
    }


_CLAUSES = frozenset(
    (
        "ERROR", "module", "block", "elif_clause", "else_clause", "except_clause", "finally_clause", "case_clause",
        "with_clause", "with_item", "decorator", "argument_list", "parameters", "if_clause", "for_in_clause",
    )
)  # fmt: skip
"""What stands where a statement should only in broken text: what is inside is read as statements."""

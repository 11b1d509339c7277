"""What Python's expressions and statements become."""

from __future__ import annotations

import pytest

from penmark.syntax import adapter_for, code
from penmark.syntax.python.adapter import PythonAdapter
from penmark.text.document import Document

ADAPTER = adapter_for("python")
assert isinstance(ADAPTER, PythonAdapter)


def facts(source: str) -> code.Facts:
    tree = ADAPTER.parse(Document("file:///a.py", 1, "python", source.encode()))
    parts = ADAPTER.parts(tree)
    assert len(parts) == 1
    return ADAPTER.facts(parts[0], tree)


def statement(source: str) -> code.Stmt:
    body = facts(source).body
    assert len(body) == 1
    return body[0]


def expression(source: str) -> code.Expr:
    found = statement("_ = " + source)
    assert isinstance(found, code.Assign)
    assert found.value is not None
    return found.value


def shape(node: object) -> str:
    """A node without its offsets, in a notation that is short to read."""
    match node:
        case code.Name():
            return node.id
        case code.Constant():
            return repr(node.value)
        case code.Attribute():
            return f"{shape(node.base)}.{node.name}"
        case code.Index():
            return f"{shape(node.base)}[{shape(node.key)}]"
        case code.Call():
            return f"{shape(node.callee)}({', '.join(map(shape, node.arguments))})"
        case code.Argument():
            return node.spread + (f"{node.name}=" if node.name else "") + shape(node.value)
        case code.Text():
            specs = [f"/{spec}" if spec else "" for spec in node.specs]
            parts = " ".join(shape(part) + spec for part, spec in zip(node.parts, specs, strict=True))
            return f"<{node.how}{'' if node.complete else '?'} {parts}>"
        case code.Binary():
            return f"({shape(node.left)} {node.op} {shape(node.right)})"
        case code.Unary():
            return f"({node.op} {shape(node.operand)})"
        case code.Compare():
            return f"({shape(node.left)} {node.op} {shape(node.right)})"
        case code.Logical():
            return "(" + f" {node.op} ".join(map(shape, node.operands)) + ")"
        case code.Conditional():
            return f"({shape(node.then)} if {shape(node.test)} else {shape(node.orelse)})"
        case code.Entry():
            return node.spread + (f"{shape(node.key)}: " if node.key else "") + shape(node.value)
        case code.Collection():
            return f"{node.kind}({', '.join(map(shape, node.entries))})"
        case code.Generator():
            conditions = "".join(f" if {shape(each)}" for each in node.conditions)
            return f" for {shape(node.target)} in {shape(node.iterable)}{conditions}"
        case code.Comprehension():
            key = f"{shape(node.key)}: " if node.key else ""
            return f"{node.kind}[{key}{shape(node.value)}{''.join(map(shape, node.generators))}]"
        case code.Param():
            mark = {"positional": "", "keyword": "kw ", "*": "*", "**": "**"}[node.kind]
            annotation = f": {shape(node.annotation)}" if node.annotation else ""
            return mark + node.name + annotation + (f"={shape(node.default)}" if node.default else "")
        case code.Lambda():
            return f"lambda({', '.join(map(shape, node.params))}: {shape(node.body)})"
        case code.Await():
            return f"{node.kind}({shape(node.value)})"
        case code.Bind():
            return f"({shape(node.target)} := {shape(node.value)})"
        case code.Opaque():
            return f"?({', '.join(map(shape, node.operands))})"
    raise TypeError(node)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a.b.c", "a.b.c"),
        ("a[b]", "a[b]"),
        ("a[b, c]", "a[tuple(b, c)]"),
        ("a[*b]", "a[tuple(*b)]"),
        ("a[1:b]", "a[?(1, b)]"),
        ("(((a)))", "a"),
        ("f(a, *b, c=d, **e)", "f(a, *b, c=d, **e)"),
        ("f(*a.b(), **c.d)", "f(*a.b(), **c.d)"),
        ("f(x for x in y)", "f(generator[x for x in y])"),
        ("a - b * c", "(a - (b * c))"),
        ("a + b + c", "((a + b) + c)"),
        ("a < b not in c is not d", "((a < b) and (b not in c) and (c is not d))"),
        ("a and b and (c and d) or e", "((a and b and (c and d)) or e)"),
        ("not -a", "(not (- a))"),
        ("a if b else c", "(a if b else c)"),
        ("[a, *b, *c.d]", "list(a, *b, *c.d)"),
        ("{a, *b}", "set(a, *b)"),
        ("{a: b, **c}", "dict(a: b, **c)"),
        ("()", "tuple()"),
        ("a, *b.c(), d", "tuple(a, *b.c(), d)"),
        ("[a for b, c in d if e if f for g in h]", "list[a for tuple(b, c) in d if e if f for g in h]"),
        ("{a: b async for a in c}", "dict[a: b for a in c]"),
        ("lambda a, /, b=1, *c, d, **e: f", "lambda(a, b=1, *c, kw d, **e: f)"),
        ("await a", "await(a)"),
        ("(yield)", "yield(None)"),
        ("(yield from a)", "yield from(a)"),
        ("(a := b)", "(a := b)"),
        ("0x_ff + 1_0 + 1.5e3 + 2j + 0o17 + 0b1", "(((((255 + 10) + 1500.0) + 2j) + 15) + 1)"),
        ("None, True, False, ...", "tuple(None, True, False, Ellipsis)"),
        ("type(a).b", "type(a).b"),
    ],
)
def test_expressions(source: str, expected: str) -> None:
    assert shape(expression(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("\"a\" 'b'", "'ab'"),
        ('"\\x41\\u00e9\\N{BULLET}\\101\\\n\\q"', repr("Aé•A\\q")),
        ('r"\\x41" b"\\x41\\u"', repr(b"\\x41A\\u")),
        ("r'\\\\'", repr("\\\\")),
        ('"""a\r\nb"""', repr("a\nb")),
        ("f'a{{b}}'", "'a{b}'"),
        ("'a' + b", "<+ 'a' b>"),
        ("a + b + 'c' + d", "<+ a b 'c' d>"),
        ("a + ('b' + c)", "<+ a 'b' c>"),
        ("a + f'{b}'", "<+ a <fstring b>>"),
        ("'a%sb%%%5.2f' % (c, d)", "<% 'a' c/%s 'b%' d/%5.2f>"),
        ("'%s' % a", "<% a/%s>"),
        ("'%*d' % (a, b)", "<% b/%*d a/*>"),
        ("'%(a)s-%(b)r' % {'a': c, 'b': d}", "<% c/%s '-' d/%r>"),
        ("'%(a)s' % b", "<%? '%(a)s' b>"),
        ("'%s%s' % a", "<%? '%s%s' a>"),
        ("'a' % b()", "<%? 'a' b()>"),
        ("a % b", "(a % b)"),
        ("'{}{}'.format(a, b)", "<format a b>"),
        ("'{1}x{0}'.format(a, b)", "<format b 'x' a>"),
        ("'{a.b[c]!r:>{w}}'.format(a=x, w=y)", "<format x.b['c']/.b[c]!r:>{w} y/*>"),
        ("'{{}}{}'.format(a)", "<format '{}' a>"),
        ("'\\N{DASH}{}'.format(a)", "<format '\\\\N{DASH}' a>"),
        ("'{}'.format(*a)", "<format? '{}' a>"),
        ("'{}{}'.format(a)", "<format? '{}{}' a>"),
        ("'{'.format(a)", "<format? '{' a>"),
        ("a.format(b)", "a.format(b)"),
        ("('a' 'b{}').format(c)", "<format 'a' 'b' c>"),
        ("f'a{b}c{d!r:>{e}}f'", "<fstring 'a' b 'c' d/!r:>{e} e/* 'f'>"),
        ("f'{a=}'", "<fstring a/=>"),
        ("f'{a[\"b\"]}{f'{c}'}'", "<fstring a['b'] <fstring c>>"),
        ("f'{a['b']}'", "<fstring a['b']>"),
        ("rf'\\{a}\\d'", "<fstring '\\\\' a '\\\\d'>"),
        ("t'a{b}'", "<template 'a' b>"),
        ("'a' f'b{c}' 'd'", "<fstring 'a' 'b' c 'd'>"),
        ("', '.join([a, 'b', c])", "<join a ', ' 'b' ', ' c>"),
        ("''.join((a, b))", "<join a b>"),
        ("','.join(a)", "<join? ',' a>"),
        ("','.join(x for x in y)", "<join? ',' generator[x for x in y]>"),
        ("'ab' * n", "<repeat 'ab' n/*>"),
        ("n * 'ab'", "<repeat 'ab' n/*>"),
        ("['?'] * n", "(list('?') * n)"),
    ],
)
def test_strings_that_are_built(source: str, expected: str) -> None:
    assert shape(expression(source)) == expected


@pytest.mark.parametrize(
    ("source", "literals"),
    [
        ("'é%sb%%' % c", ["é", "b%%"]),
        ("'é' 'x{}y{{'.format(c)", ["é", "x", "y{{"]),
        ("f'é{c:>{d}}\\n{{'", ["é", "\\n{{"]),
        ("'é' + c", ["'é'"]),
        ("rb'a' + c", ["rb'a'"]),
        ('f"""\n{c}"""', ["\n"]),
    ],
)
def test_literal_parts_have_the_place_of_their_text(source: str, literals: list[str]) -> None:
    text = expression(source)
    assert isinstance(text, code.Text)
    data = ("_ = " + source).encode()
    found = [data[part.start : part.end].decode() for part in text.parts if isinstance(part, code.Constant)]
    assert found == literals


def test_long_chains_are_flat() -> None:
    text = expression("'a'" + " + b" * 10_000)
    assert isinstance(text, code.Text)
    assert len(text.parts) == 10_001
    numbers = expression("a" + " * b" * 10_000)
    assert isinstance(numbers, code.Opaque)
    assert len(numbers.operands) == 10_001
    logical = expression("a" + " or b" * 10_000)
    assert isinstance(logical, code.Logical)
    assert len(logical.operands) == 10_001


def test_call_brackets_and_names() -> None:
    source = "aé.b (c)"
    evaluated = statement(source)
    assert isinstance(evaluated, code.Evaluate)
    call = evaluated.value
    assert isinstance(call, code.Call)
    assert isinstance(call.callee, code.Attribute)
    data = source.encode()
    assert (data[call.open : call.open + 1], data[call.close : call.close + 1]) == (b"(", b")")
    assert data[call.callee.name_start :].startswith(b"b (")


def test_assignments() -> None:
    chain = statement("a = b.c, *d = e[0] = f")
    assert isinstance(chain, code.Assign)
    assert [shape(target) for target in chain.targets] == ["a", "tuple(b.c, *d)", "e[0]"]
    assert chain.value is not None
    assert shape(chain.value) == "f"
    annotated = statement("a: list[int, str] | None = b")
    assert isinstance(annotated, code.Assign)
    assert annotated.annotation is not None
    assert shape(annotated.annotation) == "(list[tuple(int, str)] | None)"
    declared = statement("a: 'int'")
    assert isinstance(declared, code.Assign)
    assert declared.value is None
    augmented = statement("a.b //= c")
    assert isinstance(augmented, code.Assign)
    assert (augmented.op, shape(augmented.targets[0])) == ("//", "a.b")
    alias = statement("type X[T] = int")
    assert isinstance(alias, code.Assign)
    assert shape(alias.targets[0]) == "X"
    metaclass = statement("type(a).b = c")
    assert isinstance(metaclass, code.Assign)
    assert shape(metaclass.targets[0]) == "type(a).b"


def test_imports() -> None:
    def bound(source: str) -> list[tuple[str, str]]:
        body = facts(source).body
        assert all(isinstance(each, code.Import) for each in body)
        return [(each.local, each.target) for each in body if isinstance(each, code.Import)]

    assert bound("import os.path, a.b as c") == [("os", "os"), ("c", "a.b")]
    assert bound("from a.b import (c as d, e,)") == [("d", "a.b.c"), ("e", "a.b.e")]
    assert bound("from ..a import b") == [("b", "..a.b")]
    assert bound("from . import b") == [("b", ".b")]
    assert bound("from a import *") == [("*", "a.*")]
    assert bound("from __future__ import annotations") == [("annotations", "__future__.annotations")]


def test_functions() -> None:
    source = (
        "@a(b)\n@c\nasync def f[T: int = str](a, /, b: int = 1, *args: str, c, **kw) -> d:\n    yield a\n"
    )
    function = statement(source)
    assert isinstance(function, code.Function)
    assert (function.start, function.name, source[function.name_start]) == (0, "f", "f")
    assert [shape(param) for param in function.params] == ["a", "b: int=1", "*args: str", "kw c", "**kw"]
    assert [shape(decorator) for decorator in function.decorators] == ["a(b)", "c"]
    assert function.returns is not None
    assert shape(function.returns) == "d"
    assert function.is_async
    assert function.is_generator
    outer = statement("def f():\n    def g():\n        yield\n    return lambda: (yield)\n")
    assert isinstance(outer, code.Function)
    assert not outer.is_generator


def test_classes() -> None:
    found = statement("@d\nclass A(B, metaclass=C): x = 1")
    assert isinstance(found, code.Class)
    assert (found.name, [shape(base) for base in found.bases]) == ("A", ["B", "metaclass=C"])
    assert [shape(each) for each in found.decorators] == ["d"]
    assert len(found.body) == 1


def test_branches_and_loops() -> None:
    branch = statement("if a:\n    b\nelif c:\n    d\nelse:\n    e\n")
    assert isinstance(branch, code.If)
    inner = branch.orelse[0]
    assert isinstance(inner, code.If)
    assert (shape(inner.test), len(inner.then), len(inner.orelse)) == ("c", 1, 1)
    loop = statement("for a, b in c, d:\n    continue\nelse:\n    e\n")
    assert isinstance(loop, code.Loop)
    assert loop.target is not None
    assert loop.iterable is not None
    assert (shape(loop.target), shape(loop.iterable)) == ("tuple(a, b)", "tuple(c, d)")
    assert isinstance(loop.body[0], code.Jump)
    assert loop.body[0].kind == "continue"
    assert len(loop.orelse) == 1
    repeat = statement("while a:\n    break\n")
    assert isinstance(repeat, code.Loop)
    assert repeat.test is not None
    assert shape(repeat.test) == "a"


def test_many_branches_are_one_match() -> None:
    found = statement(
        "if a0:\n    b\n" + "".join(f"elif a{n}:\n    c\n" for n in range(1, 2_000)) + "else:\n    d\n"
    )
    assert isinstance(found, code.Match)
    assert len(found.cases) == 2_001
    assert found.cases[1].guard is not None
    assert shape(found.cases[1].guard) == "a1"
    assert (found.cases[-1].guard, len(found.cases[-1].body)) == (None, 1)


@pytest.mark.parametrize(
    ("source", "items"),
    [
        ("with a as b, c: pass", [("a", "b"), ("c", None)]),
        ("with (a() as b, c as (d, e),): pass", [("a()", "b"), ("c", "tuple(d, e)")]),
        ("with (a, b): pass", [("a", None), ("b", None)]),
        ("with (a): pass", [("a", None)]),
        ("async with a.b() as c.d: pass", [("a.b()", "c.d")]),
    ],
)
def test_with(source: str, items: list[tuple[str, str | None]]) -> None:
    found = statement(source)
    assert isinstance(found, code.With)
    assert [(shape(value), shape(target) if target else None) for value, target in found.items] == items


def test_try() -> None:
    found = statement(
        "try:\n    a\nexcept (B, C) as d:\n    e\nexcept F, G:\n    h\nexcept:\n    i\nelse:\n    j\nfinally:\n    k\n"
    )
    assert isinstance(found, code.Try)
    assert [(shape(each.types) if each.types else None, each.name) for each in found.handlers] == [
        ("tuple(B, C)", "d"),
        ("tuple(F, G)", None),
        (None, None),
    ]
    assert (len(found.body), len(found.orelse), len(found.final)) == (1, 1, 1)
    group = statement("try:\n    a\nexcept* B as c:\n    d\n")
    assert isinstance(group, code.Try)
    assert (group.handlers[0].name, len(group.handlers[0].body)) == ("c", 1)


def test_match() -> None:
    found = statement(
        "match a, b:\n"
        "    case 1 | 'x':\n        c\n"
        "    case [d, *e] | F(g=h, i=2) if j:\n        k\n"
        "    case {'l': m, **n} as o:\n        p\n"
        "    case Q.r | -1:\n        s\n"
        "    case _:\n        t\n"
    )
    assert isinstance(found, code.Match)
    assert shape(found.subject) == "tuple(a, b)"
    assert [(list(case.names), [shape(value) for value in case.values]) for case in found.cases] == [
        ([], ["1", "'x'"]),
        (["d", "e", "h"], []),
        (["m", "n", "o"], []),
        ([], []),
        ([], []),
    ]
    assert found.cases[1].guard is not None
    assert all(len(case.body) == 1 for case in found.cases)


def test_other_statements() -> None:
    body = facts(
        "def f():\n    global a, b\n    del c, d[0]\n    assert e, g\n    raise h from i()\n    return j, k\n"
    ).body
    function = body[0]
    assert isinstance(function, code.Function)
    scope, delete, check, cause, error, result = function.body
    assert isinstance(scope, code.Scope)
    assert (scope.kind, list(scope.names)) == ("global", ["a", "b"])
    assert isinstance(delete, code.Delete)
    assert [shape(each) for each in delete.targets] == ["c", "d[0]"]
    assert isinstance(check, code.Assert)
    assert isinstance(cause, code.Evaluate)
    assert shape(cause.value) == "i()"
    assert isinstance(error, code.Raise)
    assert isinstance(result, code.Return)
    assert result.value is not None
    assert shape(result.value) == "tuple(j, k)"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("print >>f, a()", ["?(f, a())"]),
        ("print 'a' % b", ["?(<%? 'a' b>)"]),
        ("exec a in b", ["?(a, b)"]),
        ("raise A, b()", None),
        ("x = f(a, g(", None),
        ("f(a)) b(c)", None),
    ],
)
def test_old_and_broken_code_keeps_what_can_be_read(source: str, expected: list[str] | None) -> None:
    body = facts(source).body
    if expected is not None:
        assert [shape(each.value) for each in body if isinstance(each, code.Evaluate)] == expected
    assert facts(source).words >= {word for word in "abfgx" if f"{word}(" in source}


def test_words_are_names_attributes_and_keywords() -> None:
    assert facts("@a\ndef b(c: d = e.f) -> g:\n    return h(i=j)  # k 'l'\n").words == set("abcdefghij")

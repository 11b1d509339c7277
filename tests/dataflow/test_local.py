"""Within one function: constants, branches, loops, strings, collections."""

from __future__ import annotations

import pytest
from tests.dataflow.support import expect, run

HEAD = """
import os, re, sys, json, base64, shlex, subprocess, html
from flask import request

"""


def indented(body: str) -> str:
    lines = body.strip("\n").splitlines()
    margin = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    return (
        HEAD
        + "def view():\n    x = request.args['x']\n"
        + "\n".join(f"    {line[margin:]}" for line in lines)
        + "\n"
    )


@pytest.mark.parametrize(
    "body",
    [
        "os.system(x) #!",
        "y = x\nos.system(y) #!",
        "os.system('ls')",
        "x = 'ls'\nos.system(x)",
        "os.system('a ' + x) #!",
        "os.system('a ' + 'b')",
        "os.system(f'a {x}') #!",
        "os.system(f'a {x!r:>10}') #!",
        "os.system('a %s' % x) #!",
        "os.system('a %s %s' % ('b', x)) #!",
        "os.system('%(a)s' % {'a': x}) #!",
        "os.system('{}'.format(x)) #!",
        "os.system('{a}'.format(a=x)) #!",
        "os.system('{a}'.format_map({'a': x})) #!",
        "os.system(' '.join(['a', x])) #!",
        "os.system(' '.join(['a', 'b']))",
        "os.system(' '.join(str(one) for one in x)) #!",
        "c = 'ls '\nc += x\nos.system(c) #!",
        "c = x\nc = 'ls'\nos.system(c)",
        "os.system(x.strip().lower().replace('a', 'b')) #!",
        "os.system('a'.replace('a', x)) #!",
        "os.system(x[1:]) #!",
        "os.system(x[0]) #!",
        "os.system(x.split(',')[0]) #!",
        "os.system(str(x)) #!",
        "os.system(str(len(x)))",
        "os.system(json.loads(x)['a']) #!",
        "os.system(base64.b64decode(x).decode()) #!",
        "os.system(unknown_function(x))",
        "os.system(x if x else 'a') #!",
        "os.system('a' if x else 'b')",
        "os.system(x or 'a') #!",
        "os.system('a' or x)",
        "os.system(x and 'a') #!",
        "os.system((y := x)) #!\nos.system(y) #!",
        "os.system(command=x) #!",
        "os.system(*[x]) #!",
        "os.system(**{'command': x}) #!",
    ],
)
def test_expressions(body: str) -> None:
    expect(indented(body))


@pytest.mark.parametrize(
    "body",
    [
        "os.system('%d' % x)",
        "os.system('{:d}'.format(x))",
        "os.system(f'{x:.2f}')",
        "os.system('%d %s' % (1, x)) #!",
        "os.system(str(int(x)))",
        "os.system(str(float(x) + 1))",
        "os.system(shlex.quote(x))",
        "os.system('ls ' + shlex.quote(x))",
        "os.system('ls ' + html.escape(x)) #!",
        "os.system(re.sub(r'[^a-z0-9]', '', x))",
        "os.system(re.sub(r'\\W+', '', x))",
        "os.system(re.sub(r'a', 'b', x)) #!",
    ],
)
def test_conversions_and_sanitizers(body: str) -> None:
    expect(indented(body))


@pytest.mark.parametrize(
    "body",
    [
        "if False:\n    os.system(x)",
        "if 1 > 2:\n    os.system(x)\nelse:\n    os.system(x) #!",
        "D = 0\nif D:\n    os.system(x)",
        "D = 3 - 3\nif D == 0:\n    y = 'a'\nelse:\n    y = x\nos.system(y)",
        "if unknown:\n    y = x\nelse:\n    y = 'a'\nos.system(y) #!",
        "if unknown:\n    x = 'a'\nos.system(x) #!",
        "if unknown:\n    x = 'a'\nelse:\n    x = 'b'\nos.system(x)",
        "if unknown:\n    return\nos.system(x) #!",
        "if unknown:\n    y = x\n    return\nelse:\n    y = 'a'\nos.system(y)",
        "return\nos.system(x) #!",
        "raise E\nos.system(x) #!",
        "while False:\n    os.system(x)",
        "while unknown:\n    x = 'a'\nos.system(x) #!",
        "for i in ():\n    os.system(x)",
        "for i in ('a', 'b'):\n    os.system(i)",
        "for i in x:\n    os.system(i) #!",
        "for i in range(3):\n    os.system(str(i))",
        "y = 'a'\nfor i in range(3):\n    os.system(y) #!\n    y = x",
        "y = ''\nfor i in x:\n    y += i\nos.system(y) #!",
        "i = 0\nwhile i < 9:\n    if i > 5:\n        os.system(x) #!\n    i += 1",
        "while True:\n    x = 'a'\n    break\nos.system(x)",
        "while True:\n    if unknown:\n        break\n    x = 'a'\nos.system(x) #!",
        "for i in x:\n    if unknown:\n        continue\n    x = 'a'\nos.system(x) #!",
        "for i in x:\n    pass\nelse:\n    x = 'a'\nos.system(x)",
        "try:\n    y = 'a'\nexcept E:\n    y = x\nos.system(y) #!",
        "try:\n    y = x\nexcept E:\n    return\nos.system(y) #!",
        "try:\n    pass\nfinally:\n    x = 'a'\nos.system(x)",
        "try:\n    y = x\n    f()\n    y = 'a'\nexcept E:\n    pass\nos.system(y) #!",
        "try:\n    y = x\n    f()\n    y = 'a'\nexcept E:\n    return\nos.system(y)",
        "y = 'a'\ndef inner():\n    nonlocal y\n    y = x\ninner()\nos.system(y) #!",
        "y = 'a'\ndef inner():\n    y = x\ninner()\nos.system(y)",
        "with a as b, c as d:\n    os.system(x) #!",
        "match x:\n    case 'a':\n        os.system(x)\n    case y:\n        os.system(y) #!",
        "match x:\n    case {'k': v}:\n        os.system(v) #!",
        "assert x in ('a', 'b')\nos.system(x)",
        "del x\nos.system('a')",
    ],
)
def test_statements(body: str) -> None:
    expect(indented(body))


@pytest.mark.parametrize(
    "body",
    [
        "d = {'a': x, 'b': 'c'}\nos.system(d['a']) #!\nos.system(d['b'])",
        "d = {'a': x, 'b': 'c'}\nos.system(d[unknown]) #!",
        "d = {'a': x, 'b': 'c'}\nos.system(d.get('b'))\nos.system(d.get('a')) #!",
        "d = {}\nd['a'] = x\nd['b'] = 'c'\nos.system(d['a']) #!\nos.system(d['b'])",
        "d = dict(a='b')\nos.system(d['a'])",
        "l = ['a', x]\nos.system(l[0])\nos.system(l[1]) #!\nos.system(l[-1]) #!",
        "l = []\nl.append(x)\nos.system(l[0]) #!",
        "l = []\nl.append('a')\nos.system(l[0])",
        "l = ['a'] + [x]\nos.system(l[0])\nos.system(l[1]) #!",
        "l = ['a'] * 3\nos.system(','.join(l))",
        "a, b = 'a', x\nos.system(a)\nos.system(b) #!",
        "a, *b = 'a', x\nos.system(a)\nos.system(b[0]) #!",
        "(a, b), c = ('a', x), 'c'\nos.system(a + c)\nos.system(b) #!",
        "a, b = b, a = x, 'a'\nos.system(a)\nos.system(b) #!",
        "a, b = x.split()\nos.system(b) #!",
        "os.system([i for i in x][0]) #!",
        "os.system([x for x in 'abc'][0])\nos.system(x) #!",
        "os.system({k: v for k, v in x.items()}['a']) #!",
        "for k, v in {'a': x}.items():\n    os.system(v) #!",
        "for k, v in {'a': x}.items():\n    os.system(k)",
        "for k in {'a': x}:\n    os.system(k)",
        "d = {**{'a': 'b'}, 'c': x}\nos.system(d['a'])\nos.system(d['c']) #!",
        "M = {'a': 'ls', 'b': 'ps'}\nos.system(M[x])\nos.system(M.get(x))\nos.system(M.get(x, 'ls'))\nos.system(M.get(x, x)) #!",
        "s = set()\ns.add(x)\nfor i in s:\n    os.system(i) #!",
        "o.a = x\nos.system(o.a) #!\no.a = 'b'\nos.system(o.a)",
        "o = unknown()\no.a = x\no = unknown()\nos.system(o.a)",
    ],
)
def test_collections(body: str) -> None:
    expect(indented(body))


@pytest.mark.parametrize(
    "body",
    [
        "if x in ('a', 'b'):\n    os.system(x)\nelse:\n    os.system(x) #!",
        "if x not in ALLOWED:\n    return\nos.system(x)",
        "if x not in self.allowed:\n    raise E\nos.system(x)",
        "if x not in request.args:\n    return\nos.system(x) #!",
        "if x == 'a':\n    os.system(x)\nos.system(x) #!",
        "if x != 'a':\n    return\nos.system(x)",
        "if not x.isdigit():\n    return\nos.system(x)",
        "if x.isalnum() and unknown:\n    os.system(x)\nos.system(x) #!",
        "if x.isalnum() or unknown:\n    os.system(x) #!",
        "if not x.isalnum() or unknown:\n    return\nos.system(x)",
        "if not re.fullmatch(r'[a-z]+', x):\n    return\nos.system(x)",
        "if not re.fullmatch(r'[^/]+', x):\n    return\nos.system(x) #!",
        "if not re.fullmatch(r'\\S+', x):\n    return\nos.system(x) #!",
        "if not re.fullmatch(r'[\\w.-]+', x):\n    return\nos.system(x)",
        "if not re.fullmatch(r'.*', x):\n    return\nos.system(x) #!",
        "m = re.match(r'^[a-z]+$', x)\nif m is None:\n    return\nos.system(x)",
        "m = re.match(r'^[a-z]+$', x)\nif not m:\n    return\nos.system(x)",
        "ok = x in ('a', 'b')\nif not ok:\n    return\nos.system(x)",
        "if x.lower() in ('a', 'b'):\n    os.system(x)",
        "y = x if x in ('a', 'b') else 'a'\nos.system(y)",
        "os.system([i for i in x if i in ('a', 'b')][0])",
        "try:\n    int(x)\nexcept ValueError:\n    return\nos.system(x)",
        "try:\n    int(x)\nexcept ValueError:\n    pass\nos.system(x) #!",
        "if isinstance(x, int):\n    os.system(x)\nos.system(x) #!",
        "if x not in ('a',):\n    sys.exit(1)\nos.system(x)",
        "if request.args['c'] in ('a', 'b'):\n    os.system(request.args['c'])",
        "while x not in ('a', 'b'):\n    x = input()\nos.system(x)",
    ],
)
def test_guards(body: str) -> None:
    expect(indented(body))


def test_a_guard_for_paths_clears_nothing_else() -> None:
    expect(
        """
        import os
        from pathlib import Path
        from flask import request

        BASE = "/srv"

        def view():
            name = request.args["name"]
            open(name) #! path
            full = os.path.realpath(os.path.join(BASE, name))
            open(full) #! path
            if not full.startswith(BASE):
                return
            open(full)
            os.system(full) #!
            other = os.path.join(BASE, name)
            open(Path(other).name)
            open(Path(other).parent) #! path
            open(os.path.basename(other))
            if os.path.abspath(other).startswith(BASE):
                open(other)
            if not Path(other).resolve().is_relative_to(BASE):
                return
            open(other)
            other = os.path.join(BASE, name)
            if os.path.commonpath([BASE, other]) != BASE:
                return
            open(other)
        """
    )


def test_a_guard_on_the_host_clears_the_address() -> None:
    expect(
        """
        import requests
        from urllib.parse import urlparse
        from flask import request

        def view():
            url = request.args["url"]
            requests.get(url) #! url
            parsed = urlparse(url)
            if parsed.hostname not in ("a.test", "b.test"):
                return
            requests.get(url)
        """
    )


def test_steps_lead_from_the_source_to_the_sink() -> None:
    done = run(
        """
        import os
        from flask import request

        def view():
            name = request.args["name"]
            command = f"ls {name}"
            os.system(command)
        """
    )
    (match,) = done.checked.matches
    assert done.steps(match) == [
        (5, "request.args", "data of the HTTP request enters here"),
        (5, "name", "assigned to “name”"),
        (6, 'f"ls {name}"', "built into a string"),
        (6, "command", "assigned to “command”"),
    ]
    assert (match.callee, match.path, match.source, match.trust) == (
        "os.system",
        "os.system",
        "data of the HTTP request",
        "remote",
    )
    assert match.argument is not None
    assert match.argument.value.text is not None
    assert done.text(match.part, match.node.start, match.node.end) == "os.system(command)"


def test_what_stands_after_a_question_mark_chooses_no_host() -> None:
    expect(
        """
        import requests
        from flask import request

        def view(host):
            word = request.args["word"]
            requests.get("http://a.b/?word=" + word)
            requests.get("%s?word=%s" % (host, word))
            requests.get(f"http://{word}/?word={host}") #! url
            requests.get("http://a.b/" + word + "?page=1") #! url
        """
    )


def test_a_template_string_is_no_string() -> None:
    expect(
        """
        import os
        from flask import request

        def find(cursor):
            name = request.args["name"]
            cursor.execute(t"SELECT * FROM users WHERE name = {name}")
            cursor.execute(t"{name}")
            cursor.execute(t"")
            os.system(t"{name}") #!
            cursor.execute(f"SELECT * FROM users WHERE name = {name}") #! sql
        """
    )

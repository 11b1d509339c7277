"""Repairs: what they make still does what it did, for honest data, and keeps comments and formatting."""

from __future__ import annotations

import ast
import shlex
import sqlite3
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penmark.analysis.edits import apply, combine
from penmark.analysis.engine import Engine
from penmark.findings import Applicability, Fix
from penmark.rules.loader import load_rules, rule_from_text
from penmark.rules.repairs.place import RepairError
from penmark.rules.repairs.shell import split
from penmark.rules.repairs.template import Char
from penmark.rules.ruleset import RuleSet
from penmark.settings import Settings
from penmark.syntax import code
from penmark.syntax.adapter import CodeAdapter, adapter_for
from penmark.syntax.walk import chain_to, walk
from penmark.text.document import Document


@cache
def engine() -> Engine:
    return Engine(load_rules(), Settings())


def repaired(source: str, rule: str, with_engine: Engine | None = None) -> tuple[str, list[Fix]]:
    """The source with the first fix of every finding of the rule, and these fixes."""
    analysis = (with_engine or engine()).analyze(Document("file:///a.py", 1, "python", source.encode()))
    found = [finding for finding in analysis.findings if finding.rule == rule]
    assert found, source
    edits, fixes = combine(analysis, [finding.fixes[0] for finding in found if finding.fixes])
    text = apply(analysis.document.data, edits).decode()
    ast.parse(text)
    return text, list(fixes)


def test_a_place_is_found_in_another_reading_of_the_text() -> None:
    """The data flow engine keeps what it read of equal text, so its nodes need not be those of the facts at hand."""
    adapter = adapter_for("python")
    assert isinstance(adapter, CodeAdapter)
    readings = []
    for version in (1, 2):
        document = Document("file:///a.py", version, "python", b"def f(x):\n    if x:\n        g(h(x))\n")
        tree = adapter.parse(document)
        readings.append(adapter.facts(adapter.parts(tree)[0], tree).body)
    (target,) = (
        node
        for node in walk(readings[0])
        if isinstance(node, code.Call) and isinstance(node.callee, code.Name) and node.callee.id == "h"
    )
    kinds = [type(node).__name__ for node in chain_to(readings[1], target)]
    assert kinds == ["Function", "If", "Evaluate", "Call", "Argument", "Call"]
    assert chain_to(readings[1], code.Name(0, 1, "x")) == []


# ---------------------------------------------------------------- queries

QUERY = """import sqlite3


def find(cursor: sqlite3.Cursor, x, y):
{body}
    return cursor.fetchall()
"""

EXPRESSIONS = [
    "f\"SELECT * FROM t WHERE name = '{x}' AND 'é' != '€{x}ü'\"",
    '"SELECT *\\n\\tFROM t WHERE name = \\x27" + x + "\\x27 AND n = 1 OR name = \'" + x + "\'"',
    "f\"SELECT * FROM t WHERE name = '{x}'\"",
    "f'SELECT * FROM t WHERE name = \\'\\'  OR n = {y}'",
    "f\"SELECT * FROM t WHERE name = '{x}' AND n >= {y}\"",
    "f\"SELECT * FROM t WHERE name LIKE '%{x}%' AND n IN (1, {y})\"",
    "f\"SELECT * FROM t WHERE name LIKE '{x}%' ESCAPE '!'\"",
    "f\"SELECT * FROM t WHERE name = '{x}{x}' OR name='{x}'\"",
    'f"SELECT * FROM t WHERE n BETWEEN 0 AND {y} ORDER BY n"',
    "f\"SELECT * FROM t WHERE n <= {y} AND name != '{{}}' LIMIT {y}\"",
    "f\"SELECT * FROM t WHERE name = lower('{x}') AND n=abs({y})\"",
    "f\"SELECT name || '-{x}' FROM t -- it's all\"",
    'f"""\n        SELECT *\n        FROM t  -- all\n        WHERE name = \'{x}\'\n          AND n > {y} - 1\n    """',
    '(f"SELECT * FROM t "\n        f"WHERE name = \'{x}\' "\n        "AND n < 9")',
    "rf\"SELECT * FROM t WHERE name = '{x}'\"",
    "f\"SELECT * FROM t WHERE name = '{x!s}' AND n = {str(y)}\"",
    "f\"SELECT * FROM t WHERE name = '{x:>3}'\"",
    "\"SELECT * FROM t WHERE name = '%s'\" % x",
    "\"SELECT * FROM t WHERE name = '%s' AND n = %d\" % (x, y)",
    "\"SELECT * FROM t WHERE name LIKE '%%%s%%' AND n = %s\" % (x, y)",
    "\"SELECT * FROM t WHERE name = '%(name)s' OR n = %(n)s\" % {'name': x, 'n': y}",
    '("SELECT * FROM t "\n        "WHERE name = \'%s\'") % (x,)',
    "\"SELECT * FROM t WHERE name = '{}' AND n = {}\".format(x, y)",
    "\"SELECT * FROM t WHERE name = '{1}' AND n = {0} AND name LIKE '{{}}%' OR name = '{1}'\".format(y, x)",
    "\"SELECT * FROM t WHERE name = '{name}'\".format(name=x)",
    '"SELECT * FROM t WHERE name = \'" + x + "\'"',
    '"SELECT * FROM t WHERE name = \'" + x + "\' AND n = " + str(y)',
    '"SELECT * FROM t WHERE n = " + str(y) + " AND name LIKE \'%" + x + "%\'"',
    '("SELECT * FROM t" +\n        " WHERE name = \'" + x +\n        "\' AND n > 0")',
    '"SELECT * FROM t WHERE name = \'" + x.strip() + "" + "\'"',
    '\'SELECT * FROM t WHERE name = "ann" OR name = \' + "\'" + x + "\'"',
    '"SELECT * FROM t WHERE n = " + f"{y} AND name = \'{x}\'"',
]


def rows_of(source: str, x: str, y: int) -> list[tuple[object, ...]]:
    scope: dict[str, object] = {}
    exec(source, scope)
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (name TEXT, n INTEGER)")
    names = ["ann", "annann", "bob", "", "{}", "%", " ann", "an", "it's"]
    connection.executemany("INSERT INTO t VALUES (?, ?)", [(name, n) for n, name in enumerate(names)])
    find = scope["find"]
    assert callable(find)
    return sorted(find(connection.cursor(), x, y))


@pytest.mark.parametrize("expression", EXPRESSIONS)
@pytest.mark.parametrize("body", ["    cursor.execute({})", "    query = {}\n    cursor.execute(query)"])
def test_parameters_select_the_same_rows(expression: str, body: str) -> None:
    source = QUERY.format(body=body.replace("{}", expression))
    text, fixes = repaired(source, "sql-injection")
    assert fixes, "no fix"
    for x, y in [("ann", 0), ("bob", 2), ("an", 7), ("zoe", -1)]:
        assert rows_of(text, x, y) == rows_of(source, x, y), text


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_parameters_stay_data(expression: str) -> None:
    text, _ = repaired(QUERY.format(body=f"    cursor.execute({expression})"), "sql-injection")
    harmless = rows_of(text, "zoe", 1)
    hostile = rows_of(text, "zoe' OR 'a'='a", 1)
    assert len(hostile) == len(harmless)


@pytest.mark.parametrize(
    "expression",
    [
        'f"SELECT * FROM {x}"',
        'f"SELECT {x} FROM t"',
        'f"SELECT * FROM t ORDER BY {x}"',
        'f"SELECT * FROM t WHERE {x}"',
        'f"SELECT * FROM t WHERE {x} = 1"',
        'f"SELECT * FROM t WHERE name = {x} {y}"',
        'f"SELECT * FROM t WHERE n IN ({x})"',
        'f"SELECT * FROM t WHERE n IN {x}"',
        'f"SELECT * FROM t_{x} WHERE n = 1"',
        "f\"SELECT * FROM t WHERE name = '{x}' AND n {y} 1\"",
        "f'SELECT * FROM \"{x}\"'",
        'f"INSERT INTO t ({x}) VALUES (1)"',
        'f"INSERT INTO t VALUES ({x})"',
        'f"UPDATE t SET {x} = 1"',
        'f"{x} FROM t"',
        'f"SELECT * FROM t -- {x}"',
        'f"SELECT * FROM t WHERE name = {x}.name"',
        "f\"SELECT * FROM t WHERE d = DATE '{x}'\"",
        'f"SELECT * FROM t LIMIT 1 {x}"',
        '"SELECT * FROM t WHERE name IN (\'" + "\', \'".join(x) + "\')"',
        '"SELECT * FROM t WHERE name = " + x * 2 + y',
        'f"CREATE TABLE {x} (a)"',
        'f"PRAGMA table_info({x})"',
    ],
)
def test_what_is_no_value_is_left_alone(expression: str) -> None:
    source = QUERY.format(body=f"    cursor.execute({expression})")
    text, fixes = repaired(source, "sql-injection")
    assert (text, fixes) == (source, [])


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("    q = f\"SELECT * FROM t WHERE name = '{x}'\"\n    x = 'other'\n    cursor.execute(q)", "rebound"),
        ("    q = f\"SELECT * FROM t WHERE name = '{x}'\"\n    print(q)\n    cursor.execute(q)", "used twice"),
        ("    q = f\"SELECT * FROM t WHERE name = '{next(x)}'\"\n    print(x)\n    cursor.execute(q)", "moved"),
        ("    q = f\"SELECT * FROM t WHERE name = '{x}'\"\n    q += ' AND 1'\n    cursor.execute(q)", "added to"),
        ("    if y:\n        q = f\"SELECT * FROM t WHERE n = {x}\"\n    cursor.execute(q)", "other block"),
        ("    cursor.execute(f\"SELECT * FROM t WHERE n = {x}\", y)", "unknown parameters"),
        ("    cursor.execute(f\"SELECT * FROM t WHERE n = {x} AND n = ?\", (*y,))", "spread parameters"),
        ("    cursor.execute(*[f\"SELECT * FROM t WHERE n = {x}\"])", "spread"),
        ("    cursor.executescript(f\"SELECT * FROM t WHERE n = {x}\")", "takes none"),
        ("    db.session.execute(f\"SELECT * FROM t WHERE n = {x} AND m = ':m'\")", "a name for text()"),
    ],
)  # fmt: skip
def test_what_cannot_be_promised_is_left_alone(body: str, why: str) -> None:
    source = QUERY.format(body=body)
    analysis = engine().analyze(Document("file:///a.py", 1, "python", source.encode()))
    assert [fix for finding in analysis.findings for fix in finding.fixes] == [], why


def test_parameters_that_are_there_keep_their_places() -> None:
    source = QUERY.format(
        body="    cursor.execute(f\"SELECT * FROM t WHERE n > ? AND name = '{x}' AND n < ?\", (y, 99))"
    )
    text, _ = repaired(source, "sql-injection")
    assert 'cursor.execute("SELECT * FROM t WHERE n > ? AND name = ? AND n < ?", (y, x, 99))' in text


@pytest.mark.parametrize(
    ("lines", "fixed", "applicability"),
    [
        (
            "import psycopg2\nc = psycopg2.connect().cursor()\nc.execute(f\"SELECT 1 FROM t WHERE a LIKE '50%' AND n = '{n}'\")",
            "c.execute(\"SELECT 1 FROM t WHERE a LIKE '50%%' AND n = %s\", (n,))",
            Applicability.SAFE,
        ),
        (
            "import cx_Oracle\nc = cx_Oracle.connect().cursor()\nc.execute(f\"SELECT 1 FROM t WHERE a = '{n}' AND b = {m}\")",
            'c.execute("SELECT 1 FROM t WHERE a = :1 AND b = :2", (n, m))',
            Applicability.SAFE,
        ),
        (
            "import asyncpg\nc = await asyncpg.connect()\nawait c.fetch(f\"SELECT 1 FROM t WHERE a = '{n}' AND b = {m}\")",
            'await c.fetch("SELECT 1 FROM t WHERE a = $1 AND b = $2", n, m)',
            Applicability.SAFE,
        ),
        (
            "from sqlalchemy import text\nq = text(f\"SELECT 1 FROM t WHERE a = '{u['name']}' AND b = '{v['name']}'\")",
            "q = text(\"SELECT 1 FROM t WHERE a = :name AND b = :name_2\").bindparams(name=u['name'], name_2=v['name'])",
            Applicability.SAFE,
        ),
        (
            "from sqlalchemy.orm import Session\ns = Session()\ns.execute(f\"SELECT 1 FROM t WHERE a > '08:30' AND b = {n}\")",
            "s.execute(sqlalchemy.text(\"SELECT 1 FROM t WHERE a > '08:30' AND b = :n\"), {\"n\": n})",
            Applicability.SAFE,
        ),
        (
            "import sqlite3\nc = sqlite3.connect('a')\nc.execute(f\"SELECT 1 FROM t LIMIT {n}\")",
            'c.execute("SELECT 1 FROM t LIMIT ?", (n,))',
            Applicability.REVIEW,
        ),
    ],
)  # fmt: skip
def test_drivers(lines: str, fixed: str, applicability: Applicability) -> None:
    body = "".join(f"    {line}\n" for line in lines.splitlines())
    text, fixes = repaired(f"async def f(n, m, u, v):\n{body}", "sql-injection")
    assert fixed in text
    assert [fix.applicability for fix in fixes] == [applicability]


# ---------------------------------------------------------------- commands


def characters(text: str) -> list[Char]:
    return [Char(char, index, index + 1) for index, char in enumerate(text)]


@given(st.text(alphabet="ab-/. '\"\\", max_size=20))
@settings(max_examples=400, deadline=None)
def test_words_are_those_of_the_shell(text: str) -> None:
    line = f"run {text}"
    try:
        expected = shlex.split(line)
    except ValueError:
        with pytest.raises(RepairError):
            split(characters(line))
        return
    try:
        words = split(characters(line))
    except RepairError:
        assert len(expected) > 0
        assert expected[0] != "run"
        return
    assert ["".join(str(piece) for piece in word) for word in words] == expected


@pytest.mark.parametrize(
    "line",
    ["a | b", "a > b", "a; b", "a && b", "a $HOME", 'a "$HOME"', "a `b`", "a *", "a ~", "a 'b", "a \\", "cd a", "A=1 b", "a\nb", "a # b", ""],
)  # fmt: skip
def test_what_only_a_shell_does_is_left_alone(line: str) -> None:
    with pytest.raises(RepairError):
        split(characters(line))


COMMANDS = [
    ('os.system(f"ls {path}")', 'subprocess.run(["ls", path], check=False)'),
    ('x = os.system("ls " + path)', 'x = subprocess.run(["ls", path], check=False).returncode'),
    ('x = os.popen(f"ls -l {path}").read()', 'x = subprocess.run(["ls", "-l", path], stdout=subprocess.PIPE, text=True, check=False).stdout'),
    ('subprocess.run("nc %s %d" % (host, port), shell=True)', 'subprocess.run(["nc", host, f"{port}"])'),
    ('subprocess.call(f"nc {host} {port}", shell=True)', 'subprocess.call(["nc", host, str(port)])'),
    ("subprocess.run('a \"b c\" --to={}'.format(path), shell=True, cwd='x')", "subprocess.run(['a', 'b c', f'--to={path}'], cwd='x')"),
]  # fmt: skip


@pytest.mark.parametrize(
    "torn",
    [
        'os.system("ping -c 1 " + host',
        'os.system("ping -c 1 " + host.strip(',
        'os.system("ping -c 1 " + hosts["a',
    ],
)
def test_what_a_torn_end_leaves_open_is_not_closed(torn: str) -> None:
    source = f"import os\n\n\ndef ping(host, hosts):\n    {torn}"
    analysis = engine().analyze(Document("file:///a.py", 1, "python", source.encode()))
    found = [finding for finding in analysis.findings if finding.rule == "command-injection"]
    assert [finding.fixes for finding in found] == [()]


@pytest.mark.parametrize(("line", "fixed"), COMMANDS)
def test_commands(line: str, fixed: str) -> None:
    text, fixes = repaired(
        f"import os\nimport subprocess\n\n\ndef f(path, host, port):\n    {line}\n", "command-injection"
    )
    assert text == f"import os\nimport subprocess\n\n\ndef f(path, host, port):\n    {fixed}\n"
    assert [fix.applicability for fix in fixes] == [Applicability.REVIEW]


@pytest.mark.parametrize(
    "command",
    ["svn checkout{path}", "{path} -l", "ls {path}{host}", "ls {path}x", "ls {path} | wc", "cd {path}"],
)
def test_commands_that_need_their_shell_are_left_alone(command: str) -> None:
    source = f'def f(path, host):\n    os.system(f"{command}")\n'
    assert repaired(source, "command-injection") == (source, [])


# ---------------------------------------------------------------- arguments

ARGUMENTS = """```toml
title = "A rule"
severity = "low"
confidence = "high"
cwe = [1]
owasp = ["A01:2021"]
message = "A message."

[[call]]
language = "python"
calls = ["lib.off"]

  [[call.fix]]
  title = "Remove it"
  remove-argument = "bad"

[[call]]
language = "python"
calls = ["lib.on"]

  [[call.fix]]
  title = "Set it"
  set-argument = { name = "good", value = "<lib.GOOD>" }

[[call]]
language = "python"
calls = ["lib.change"]

  [[call.fix]]
  title = "Change it"
  replace-argument = { "0:first" = "<other.wrap>({text})" }
  imports = ["os"]

[[call]]
language = "python"
calls = ["lib.old"]

  [[call.fix]]
  title = "Replace it"
  replace-callee = "lib.new"

[[call]]
language = "python"
calls = ["lib.around"]

  [[call.fix]]
  title = "Wrap it"
  wrap = "<other.new>({1}, {0})"

[[assign]]
language = "python"
targets = ["lib.flag"]
value = false

  [[assign.fix]]
  title = "Set it"
  replace-value = "True"
```

A rule.
"""


@cache
def argument_engine() -> Engine:
    return Engine(RuleSet({"a-rule": rule_from_text(ARGUMENTS, "a-rule")}), Settings())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("lib.off(bad=1)", "lib.off()"),
        ("lib.off(bad=1,)", "lib.off()"),
        ("lib.off(a, bad=1)", "lib.off(a)"),
        ("lib.off(a, bad=1,)", "lib.off(a,)"),
        ("lib.off(bad=1, b=2)", "lib.off(b=2)"),
        ("lib.off(a, bad=(1), b=2)", "lib.off(a, b=2)"),
        ("lib.off(\n    a,\n    bad=1,\n    b=2,\n)", "lib.off(\n    a,\n    b=2,\n)"),
        ("lib.off(\n    a,  # first\n    bad=1\n)", "lib.off(\n    a,  # first\n)"),
        ("lib.off(\n    a,\n    bad=1,  # why\n    b=2,\n)", "lib.off(\n    a,\n    # why\n    b=2,\n)"),
        ("lib.off(a,  # first\n        bad=1)", "lib.off(a,  # first\n        )"),
        ("lib.off(\r\n    a,\r\n    bad=1,\r\n)", "lib.off(\r\n    a,\r\n)"),
        ("lib.on()", "lib.on(good=lib.GOOD)"),
        ("lib.on(a)", "lib.on(a, good=lib.GOOD)"),
        ("lib.on(a,)", "lib.on(a, good=lib.GOOD,)"),
        ("lib.on(good = 1, b=2)", "lib.on(good = lib.GOOD, b=2)"),
        ("lib.on((a), b=(1))", "lib.on((a), b=(1), good=lib.GOOD)"),
        ("lib.on(\n    a,\n)", "lib.on(\n    a,\n    good=lib.GOOD,\n)"),
        ("lib.on(\n    a,  # first\n)", "lib.on(\n    a,  # first\n    good=lib.GOOD,\n)"),
        ("lib.on(\n    a  # first\n)", "lib.on(\n    a,  # first\n    good=lib.GOOD\n)"),
        ("lib.on(\n    a\n)", "lib.on(\n    a,\n    good=lib.GOOD\n)"),
        ("lib.on(x for x in a)", "lib.on(x for x in a)"),
        ("lib.on(\r\n    a,\r\n)", "lib.on(\r\n    a,\r\n    good=lib.GOOD,\r\n)"),
        ("lib.on(**a)", "lib.on(**a)"),
        ("lib.on(*a)", "lib.on(*a, good=lib.GOOD)"),
        ("lib.change(a, b)", "lib.change(other.wrap(a), b)"),
        ("lib.change(first=a)", "lib.change(first=other.wrap(a))"),
        ("lib.change(*a)", "lib.change(*a)"),
        ("lib.old(a)  # why", "lib.new(a)  # why"),
        ("x = lib . old (a)", "x = lib . new (a)"),
        ("lib.around(a, b)", "other.new(b, a)"),
        ("lib.around(a, b, c)", "lib.around(a, b, c)"),
        ("lib.flag = False", "lib.flag = True"),
        ("lib.flag = (  # why\n    False\n)", "lib.flag = (  # why\n    True\n)"),
    ],
)
def test_calls_keep_their_form(before: str, after: str) -> None:
    imports = "import lib\n"
    text, fixes = repaired(f"{imports}{before}\n", "a-rule", argument_engine())
    needed = [addition.text for fix in fixes for addition in fix.additions]
    assert text.endswith(f"{after}\n")
    assert ("other" in needed) is ("other." in after)
    assert ("os" in needed) is ("change(other" in after or "first=other" in after)


@pytest.mark.parametrize(
    ("source", "fixed"),
    [
        ("import lib as l\nl.old(1)\n", "import lib as l\nl.new(1)\n"),
        ("from lib import old\nold(1)\n", "import lib\nfrom lib import old\nlib.new(1)\n"),
        ("from lib import old, new\nold(1)\nnew(2)\n", None),
        ("from lib import around\nother = 1\n\n\ndef f(other):\n    around(other, 2)\n", None),
        ("import lib\nimport other as o\n\n\ndef f(a):\n    o.x(lib.around(a, 2))\n", "import lib\nimport other as o\n\n\ndef f(a):\n    o.x(o.new(2, a))\n"),
    ],
)  # fmt: skip
def test_names_as_the_module_writes_them(source: str, fixed: str | None) -> None:
    text, fixes = repaired(source, "a-rule", argument_engine())
    if fixed is not None:
        assert text == fixed
    elif "around" in source:
        assert fixes == []

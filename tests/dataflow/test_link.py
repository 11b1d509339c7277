"""Over the functions, classes and variables of a file."""

from __future__ import annotations

from tests.dataflow.support import expect, run

from penmark.findings import Confidence

HEAD = """
import os, sqlite3
from flask import request

"""


def expect_body(body: str) -> None:
    expect(HEAD + body)


def test_an_argument_is_followed_into_the_function() -> None:
    done = run(
        HEAD
        + """
def execute(command):
    os.system("sh -c " + command)

def view():
    execute(request.args["c"])

def other():
    execute("ls")
"""
    )
    (match,) = done.checked.matches
    assert done.found() == [(6, "shell", "os.system")]
    assert done.steps(match) == [
        (9, "request.args", "data of the HTTP request enters here"),
        (9, 'request.args["c"]', "passed to “execute” as “command”"),
        (6, '"sh -c " + command', "built into a string"),
    ]


def test_constant_arguments_are_no_finding() -> None:
    expect_body(
        """
def find(cursor, table):
    cursor.execute("select * from " + table)

def view(cursor):
    find(cursor, "a")
    find(cursor, table="b")
"""
    )


def test_a_parameter_of_unknown_origin_needs_a_built_string() -> None:
    done = expect(
        """
        def find(cursor, name):
            cursor.execute("select * from t where n = " + name) #! sql

        def run(cursor, query):
            cursor.execute(query)

        def deep(cursor, model):
            cursor.execute("select * from " + model.meta.table)

        def evaluate(text):
            eval(text) #! code
        """
    )
    first, second = done.checked.matches
    assert (first.most, first.trust, first.source) == (Confidence.MEDIUM, "", "the parameter “name”")
    assert second.most == Confidence.MEDIUM


def test_a_value_is_followed_out_of_the_function() -> None:
    done = run(
        HEAD
        + """
def command(prefix, name):
    if prefix:
        return "ls " + name
    return "ps"

def view():
    os.system(command("a", request.args["c"]))
    os.system(command(request.args["c"], "b"))
"""
    )
    (match,) = done.checked.matches
    assert done.found() == [(11, "shell", "os.system")]
    assert done.steps(match) == [
        (11, "request.args", "data of the HTTP request enters here"),
        (11, 'request.args["c"]', "passed to “command” as “name”"),
        (7, '"ls " + name', "built into a string"),
        (7, 'return "ls " + name', "returned by “command”"),
    ]


def test_calls_are_kept_apart() -> None:
    expect_body(
        """
def same(value):
    return value

def view():
    a = same(request.args["c"])
    b = same("ls")
    os.system(a) #!
    os.system(b)
"""
    )


def test_through_several_functions_and_recursion() -> None:
    expect_body(
        """
def first(a):
    second(a)

def second(b):
    third(b + "x")

def third(c):
    os.system(c) #!

def again(n, text):
    if n:
        return again(n - 1, text + "a")
    return text

def left(n, a):
    return right(n, a) if n else a

def right(n, b):
    return left(n - 1, b)

def endless(a):
    endless(a)
    os.system(a)

def view():
    first(request.args["c"])
    os.system(again(3, request.args["c"])) #!
    os.system(left(3, request.args["c"])) #!
    os.system(again(3, "b"))
"""
    )


def test_sanitized_on_the_way() -> None:
    expect_body(
        """
import shlex

def quoted(text):
    return shlex.quote(text)

def number(text):
    return int(text)

def execute(command):
    os.system(command)

def view():
    os.system("ls " + quoted(request.args["c"]))
    os.system("ls %s" % number(request.args["c"]))
    execute(shlex.quote(request.args["c"]))
"""
    )


def test_defaults_keywords_and_stars() -> None:
    expect_body(
        """
def default(command="ls"):
    os.system(command)

def keyword(*, command):
    os.system(command) #!

def many(*commands):
    os.system(commands[0]) #!

def named(**commands):
    os.system(commands["a"]) #!

def second(first, command):
    os.system(first)
    os.system(command) #!

def view():
    default()
    keyword(command=request.args["c"])
    many(request.args["c"])
    named(a=request.args["c"])
    second("a", *request.args["c"])
"""
    )


def test_instances() -> None:
    expect_body(
        """
class Base:
    shared = "ls"

    def __init__(self, command):
        self.command = command

    def run(self):
        os.system(self.command) #!
        os.system(self.shared)
        os.system(self.made())
        os.system(self.tainted()) #!

    def made(self):
        return "ls"

    def tainted(self):
        return self.command

    @property
    def text(self):
        return self.command

    @classmethod
    def make(cls, command):
        return cls(command)

    @staticmethod
    def quick(command):
        os.system(command) #!

class Derived(Base):
    def __init__(self, command):
        super().__init__(command)

    def go(self):
        os.system(self.text) #!

def view():
    one = Derived(request.args["c"])
    os.system(one.command) #!
    os.system(Base("ls").command)
    Base.quick(request.args["c"])
    one.quick("a")
"""
    )


def test_attributes_of_a_data_class() -> None:
    expect_body(
        """
from dataclasses import dataclass

@dataclass
class Job:
    name: str
    count: int
    command: str = "ls"

def view():
    job = Job(request.args["a"], request.args["b"])
    os.system(job.name) #!
    os.system(str(job.count))
    os.system(job.command)
    os.system(Job(name="a", command=request.args["c"]).command) #!
"""
    )


def test_types_are_followed_through_functions_and_attributes() -> None:
    expect_body(
        """
def connect():
    return sqlite3.connect("a")

def typed() -> sqlite3.Connection:
    return pool.take()

class Store:
    def __init__(self):
        self.link = connect()

    def find(self, name):
        self.link.execute("select " + name) #! sql
        self.link.cursor().execute("select " + name) #! sql

    def take(self):
        return self.link

def view(name):
    connect().execute("select " + name) #! sql
    typed().execute("select " + name) #! sql
    Store().take().execute("select " + name) #! sql
    unknown().execute("select " + name)
    with connect() as link:
        link.execute("select " + name) #! sql
"""
    )


def test_annotations_give_types() -> None:
    expect(
        """
        import sqlite3
        from sqlite3 import Cursor
        from typing import Optional, Annotated, Literal

        def a(x: sqlite3.Cursor, y):
            x.execute("select " + y) #! sql

        def b(x: "Cursor | None", y):
            x.execute("select " + y) #! sql

        def c(x: Optional[Cursor], y: int, z: Literal["a", "b"]):
            x.execute(f"select {y} {z}")

        def d(y):
            x: Annotated[Cursor, "it"] = get()
            x.execute("select " + y) #! sql
        """
    )


def test_module_variables() -> None:
    expect_body(
        """
CONSTANT = "ls"
TABLES = {"a": "b"}
changed = None
connection = sqlite3.connect("a")
arguments = request.args["m"]

def change():
    global changed
    changed = request.args["c"]

def view(key):
    os.system(CONSTANT)
    os.system(changed) #!
    os.system(arguments) #!
    connection.execute("select " + key) #! sql
    connection.execute("select " + TABLES[key])
    connection.execute("select " + TABLES.get(key, "c"))
    if CONSTANT == "ps":
        os.system(request.args["d"])

os.system(request.args["e"]) #!
"""
    )


def test_nested_functions_see_the_variables_around_them() -> None:
    expect_body(
        """
def view():
    command = request.args["c"]

    def inner(text):
        os.system(command) #!
        os.system(text) #!

    def clean(command):
        os.system(command)

    inner(command)
    clean("a")
    run = lambda it: os.system(it) #!
    run(command)

    class Local:
        def go(self):
            os.system(command) #!
"""
    )


def test_generators_and_coroutines() -> None:
    expect_body(
        """
def lines():
    yield "ls"
    yield request.args["c"]

async def fetch():
    return request.args["c"]

async def view():
    for line in lines():
        os.system(line) #!
    os.system(await fetch()) #!
"""
    )


def test_what_is_defined_under_a_condition_is_found() -> None:
    expect_body(
        """
try:
    from fast import execute
except ImportError:
    def execute(command):
        os.system(command) #!

if True:
    class Runner:
        def run(self, command):
            os.system(command) #!

def view():
    execute(request.args["c"])
    Runner().run(request.args["c"])
"""
    )


def test_a_shadowed_name_is_not_the_one_that_is_meant() -> None:
    expect(
        """
        from flask import request

        def eval(text):
            return text

        def view():
            eval(request.args["c"])

        def other(open):
            open(request.args["c"])
        """
    )


def test_parts_of_what_is_passed_and_returned() -> None:
    expect_body(
        """
class Job:
    def __init__(self, command, name):
        self.command = command
        self.name = name

def by_attribute(job):
    os.system(job.command) #!
    os.system(job.name)

def by_key(options):
    os.system(options["command"]) #!
    os.system(options["name"])
    os.system(options.get("command")) #!
    os.system(options.get("name"))

def pair():
    return request.args["c"], "ls"

def both():
    return {"command": request.args["c"], "name": "ls"}

def view():
    by_attribute(Job(request.args["c"], "ls"))
    by_key({"command": request.args["c"], "name": "ls"})
    first, second = pair()
    os.system(first) #!
    os.system(second)
    os.system(pair()[1])
    os.system(both()["command"]) #!
    os.system(both()["name"])
"""
    )


def test_functions_that_check_what_is_given() -> None:
    expect_body(
        """
import re

class Wrong(Exception): ...

def check(text):
    if not re.fullmatch("[a-z]+", text):
        raise Wrong

def check_again(text, strict):
    check(text)
    log(text)

def is_good(text):
    return text in ("a", "b")

def is_bad(text):
    if text.isalnum():
        return False
    return True

def is_long(text):
    return len(text) > 3

def check_sometimes(text):
    if unknown:
        return
    check(text)

def is_rebound(text):
    text = "a"
    return text == "a"

class Checker:
    def accepts(self, text):
        return text.isdigit() and len(text) < 4

def one():
    x = request.args["x"]
    check(x)
    os.system(x)

def two():
    x = request.args["x"]
    check_again(strict=True, text=x)
    os.system(x)

def three():
    x = request.args["x"]
    if is_good(x):
        os.system(x)
    else:
        os.system(x) #!
    os.system(x) #!

def four():
    x = request.args["x"]
    if is_bad(x):
        return
    os.system(x)

def five():
    x = request.args["x"]
    if is_long(x):
        os.system(x) #!
    check_sometimes(x)
    os.system(x) #!
    if is_rebound(x):
        os.system(x) #!

def six(checker: Checker):
    x = request.args["x"]
    ok = checker.accepts(x)
    if not ok:
        return
    os.system(x)

def seven():
    x, y = request.args["x"], request.args["y"]
    check(y)
    os.system(x) #!
    os.system(y)
"""
    )


def test_functions_that_are_called_by_others() -> None:
    expect_body(
        """
import asyncio, functools, threading
from concurrent.futures import ThreadPoolExecutor

def first(command):
    os.system(command) #!

def second(command, name):
    os.system(command) #!
    os.system(name)

def third(command):
    os.system(command) #!

def fourth(command):
    os.system(command)

def view():
    threading.Thread(target=first, args=(request.args["c"],)).start()
    with ThreadPoolExecutor() as pool:
        pool.submit(second, request.args["c"], name="ls")
        list(pool.map(fourth, ["ls", "ps"]))
    list(map(third, request.args.getlist("c")))
"""
    )


def test_context_managers_of_the_file() -> None:
    expect_body(
        """
from contextlib import contextmanager

class Store:
    def __enter__(self):
        self.link = sqlite3.connect("a")
        return self.link

class Same:
    def __enter__(self):
        return self

    def find(self, name):
        sqlite3.connect("a").execute("select " + name) #! sql

@contextmanager
def connect():
    link = sqlite3.connect("a")
    yield link

def view(key):
    with Store() as store:
        store.execute("select " + key) #! sql
    with Same() as same:
        same.find(request.args["c"])
    with connect() as link:
        link.execute("select " + key) #! sql
"""
    )

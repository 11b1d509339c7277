"""One hop into the project: helpers that are imported from another module."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from tests.dataflow.support import NAMES, PROGRAM

from penmark.dataflow import Cache, Checked, check
from penmark.dataflow.checking import neighbour
from penmark.dataflow.neighbours import Neighbour, Neighbours
from penmark.syntax import adapter_for
from penmark.text.document import Document

ADAPTER = adapter_for("python")


class Project:
    """Modules by the name under which they are imported; an edited one is another Neighbour."""

    def __init__(self, **modules: str) -> None:
        self.cache = Cache()
        self.modules: dict[str, Neighbour] = {}
        for name, text in modules.items():
            self.put(f".{name}", text)

    def put(self, name: str, text: str) -> None:
        self.modules[name] = neighbour(
            f"file:///app/{name[1:]}.py", text.encode(), lambda: _read(text), PROGRAM, self.cache
        )

    def check(self, text: str, previous: Checked | None = None) -> Checked:
        parts, facts = _read(text)
        found = check(
            parts, facts, PROGRAM, self.cache, previous=previous, neighbours=Neighbours(self.modules.get)
        )
        assert found is not None
        return found

    def found(self, text: str) -> list[tuple[str, str]]:
        """Which matcher holds where, as text."""
        parts, _ = _read(text)
        return [
            (NAMES[one.matcher], parts[one.part].text[one.mark.start : one.mark.end].decode())
            for one in self.check(text).matches
        ]


def _read(text: str):  # type: ignore[no-untyped-def]
    document = Document("file:///app/views.py", 1, "python", textwrap.dedent(text).encode())
    tree = ADAPTER.parse(document, None)
    parts = ADAPTER.parts(tree)
    return parts, [ADAPTER.facts(part, tree) for part in parts]


DB = """
import sqlite3

def run_query(sql, args=()):
    with sqlite3.connect("app.db") as connection:
        return connection.execute(sql, args)

def deeper(text):
    return run_query(text)
"""
VIEW = """
from flask import request
from .db import run_query, deeper

def show():
    name = request.args["name"]
    return run_query("SELECT * FROM t WHERE n = '" + name + "'")
"""


def test_data_that_a_helper_lets_reach_a_sink_is_told_at_the_call():
    project = Project(db=DB)
    (match,) = project.check(VIEW).matches
    assert (NAMES[match.matcher], match.trust, match.abroad) == ("sql", "remote", True)
    assert [(step.message, step.uri) for step in match.steps[-2:]] == [
        ("passed to “run_query” as “sql”", ""),
        ("reaches “connection.execute” here", "file:///app/db.py"),
    ]
    last = match.steps[-1].span
    assert DB.lstrip("\n") != DB
    assert textwrap.dedent(DB)[last.start : last.end] == "connection.execute(sql, args)"


def test_the_other_ways_to_import_it():
    project = Project(db=DB)
    for how, call in [
        ("from . import db", "db.run_query"),
        ("from . import db as store", "store.run_query"),
        ("from .db import run_query as rq", "rq"),
        ("from .db import deeper", "deeper"),
    ]:
        view = VIEW.replace("from .db import run_query, deeper", how).replace(
            "return run_query", f"return {call}"
        )
        assert [name for name, _ in project.found(view)] == ["sql"], how


def test_a_helper_that_is_given_a_constant_or_parameters_is_silent():
    project = Project(db=DB)
    assert (
        project.found(VIEW.replace('"SELECT * FROM t WHERE n = \'" + name + "\'"', '"SELECT 1", (name,)'))
        == []
    )
    assert project.found(VIEW.replace('request.args["name"]', '"mine"')) == []


def test_data_of_unknown_origin_is_left_to_the_other_module():
    project = Project(db=DB)
    assert (
        project.found(VIEW.replace('def show():\n    name = request.args["name"]', "def show(name):")) == []
    )


def test_what_the_other_module_tells_itself_is_not_told_twice():
    building = """
    import sqlite3

    def by_name(name):
        return sqlite3.connect("a").execute("SELECT * FROM t WHERE n = '%s'" % name)
    """
    project = Project(db=building)
    assert [name for name, _ in project.found(building)] == ["sql"]
    assert (
        project.found(VIEW.replace("run_query, deeper", "by_name").replace("return run_query(", "by_name("))
        == []
    )


def test_what_an_imported_helper_returns():
    helpers = """
    from flask import request

    def where():
        return request.args["path"]

    def same(text, other):
        return f"<{text}>"

    def first(text):
        return text.split()[0]
    """
    project = Project(helpers=helpers)
    view = """
    import os
    from flask import request
    from .helpers import where, same

    def go():
        os.system("ls " + where())

    def again():
        os.system(same(request.args["a"], "b"))

    def other():
        os.system(same("b", request.args["a"]))
    """
    assert project.found(view) == [("shell", "os.system"), ("shell", "os.system")]


def test_a_sanitizer_of_another_module_counts():
    helpers = """
    import shlex

    def quoted(text):
        return shlex.quote(text)

    def check(name):
        if not name.isalnum():
            raise ValueError(name)
    """
    project = Project(helpers=helpers)
    view = """
    import os
    from flask import request
    from .helpers import quoted, check

    def go():
        os.system("ls " + quoted(request.args["path"]))

    def checked():
        name = request.args["name"]
        check(name)
        os.system("ls " + name)
    """
    assert project.found(view) == []
    assert project.found(view.replace("        check(name)\n", "")) == [("shell", "os.system")]


def test_classes_and_what_functions_give():
    db = """
    import sqlite3

    class Base:
        def __init__(self, path):
            self.connection = sqlite3.connect(path)

        def query(self, sql):
            return self.connection.execute(sql)

    class Database(Base):
        pass

    def get_db():
        return sqlite3.connect("app.db")
    """
    project = Project(db=db)
    view = """
    from flask import request
    from .db import Database, get_db

    store = Database("app.db")

    def one():
        store.query("SELECT " + request.args["a"])

    def two():
        Database("b").query("SELECT " + request.args["a"])

    def three():
        connection = get_db()
        connection.execute("SELECT " + request.args["a"])

    def four():
        store.other("SELECT " + request.args["a"])
    """
    assert project.found(view) == [
        ("sql", '"SELECT " + request.args["a"]'),
        ("sql", '"SELECT " + request.args["a"]'),
        ("sql", "connection.execute"),
    ]


def test_it_is_one_hop_and_ends():
    project = Project(
        db=DB, far="from .db import run_query\n\ndef farther(sql):\n    return run_query(sql)\n"
    )
    assert (
        project.found(
            VIEW.replace(".db import run_query, deeper", ".far import farther").replace(
                "run_query", "farther"
            )
        )
        == []
    )
    circle = "from .circle import spin\n\ndef spin(text):\n    return spin(text)\n"
    assert Project(circle=circle).found(circle) == []


def test_an_edit_of_the_helper_changes_what_is_found():
    project = Project(db=DB)
    first = project.check(VIEW)
    assert len(first.matches) == 1
    again = project.check(VIEW, first)
    assert again.matches == first.matches
    project.put(".db", DB.replace("connection.execute(sql, args)", "None"))
    second = project.check(VIEW, again)
    assert second.matches == ()
    project.put(".db", "# more\n" + DB)
    third = project.check(VIEW, second)
    assert [match.steps[-1].span for match in third.matches] == [
        first.matches[0].steps[-1].span.shifted(len("# more\n"))
    ]
    del project.modules[".db"]
    assert project.check(VIEW, third).matches == ()


def test_what_is_asked_does_not_change_what_is_answered():
    views: Mapping[str, str] = {"a": VIEW, "b": VIEW.replace("run_query(", "deeper(")}
    together = Project(db=DB)
    for text in (*views.values(), *reversed(views.values())):
        assert together.found(text) == Project(db=DB).found(text)


def test_the_fields_of_an_imported_class():
    schemas = """
    from enum import Enum
    from pydantic import BaseModel

    class Kind(str, Enum):
        a = "a"

    class Base(BaseModel):
        owner: int | None = None

    class Query(Base):
        text: str
        kind: Kind
    """
    view = """
    import os
    from fastapi import FastAPI
    from .schemas import Query

    app = FastAPI()

    @app.post("/")
    def find(query: Query):
        os.system(f"find {query.FIELD}")
    """
    project = Project(schemas=schemas)
    for name, wanted in (("owner", 0), ("kind", 0), ("text", 1), ("other", 1)):
        assert len(project.found(view.replace("FIELD", name))) == wanted, name
    project.put(".schemas", schemas.replace("int | None", "str"))
    assert len(project.found(view.replace("FIELD", "owner"))) == 1


def test_an_imported_helper_that_knows_the_hosts():
    helpers = """
    from urllib.parse import urlsplit

    HOSTS = {"a.example.com"}

    def known(url):
        parts = urlsplit(url)
        if parts.hostname not in HOSTS:
            raise ValueError(url)
        return f"https://{parts.hostname}{parts.path}"
    """
    view = """
    import requests
    from flask import request
    from .helpers import known

    def show():
        return requests.get(known(request.args["url"]))
    """
    assert Project(helpers=helpers).found(view) == []
    assert Project(helpers=helpers.replace("raise ValueError(url)", "pass")).found(view) == [
        ("url", "requests.get")
    ]


def test_the_fields_of_an_imported_form():
    forms = """
    from django import forms

    class Search(forms.Form):
        text = forms.CharField()
        number = forms.IntegerField()

    class Other:
        text = forms.CharField()
    """
    view = """
    import os
    from .forms import Search, Other

    def show(request):
        form = Search(request.GET)
        if form.is_valid():
            os.system("find " + form.cleaned_data["FIELD"])
    """
    project = Project(forms=forms)
    for name, wanted in (("text", 1), ("number", 0), ("other", 0)):
        assert len(project.found(view.replace("FIELD", name))) == wanted, name
    assert len(project.found(view.replace('["FIELD"]', '.get("text", "")'))) == 1
    assert project.found(view.replace("FIELD", "text").replace("Search(", "Other(")) == []
    assert Project().found(view.replace("FIELD", "text")) == []

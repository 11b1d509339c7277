"""The same where the edited text is that of an imported module: incremental is from scratch."""

from __future__ import annotations

import random

import pytest

from penmark.analysis.engine import Engine
from penmark.analysis.result import Analysis, Context
from penmark.rules.loader import load_rules
from penmark.settings import Settings
from penmark.text.document import Document
from penmark.text.span import Span

EDITS = 40
HELPER = """import os
import shlex
import sqlite3
from flask import request


def run(command):
    os.system(command)


def query(sql):
    return sqlite3.connect("a").execute(sql)


def deeper(text):
    run(text)


def name():
    return request.args["name"]


def quoted(text):
    return shlex.quote(text)


def check(text):
    if not text.isalnum():
        raise ValueError(text)


class Store:
    def find(self, sql):
        return query(sql)
"""
VIEW = """import os
from flask import request
from .helper import Store, check, deeper, name, query, quoted, run

store = Store()


def one():
    run("ls " + request.args["a"])


def two():
    deeper(f"ls {request.args['a']}")


def three():
    os.system("ls " + name())


def four():
    os.system("ls " + quoted(name()))


def five():
    text = request.args["a"]
    check(text)
    os.system("ls " + text)


def six():
    store.find("SELECT " + request.args["a"])


def seven(value):
    query("SELECT " + value)
"""
WORDS = [
    "command",
    "text",
    "run",
    "name",
    "request.args['q']",
    "quoted(",
    ")",
    "\n",
    "    ",
    "return ",
    "None",
    "#",
    "'",
]


class Modules:
    def __init__(self, helper: Document) -> None:
        self.helper = helper

    def find(self, name: str) -> Document | None:
        return self.helper if name == ".helper" else None


def edited(document: Document, dice: random.Random) -> Document:
    size = len(document.data)
    start = dice.randrange(size)
    end = min(size, start + dice.choice([0, 0, 1, 5, 30]))
    return document.edit([(Span(start, end), dice.choice(WORDS).encode())], document.version + 1)


def told(analysis: Analysis) -> object:
    return analysis.findings, analysis.problems, analysis.broken


@pytest.mark.parametrize("seed", range(40))
def test_any_edits_of_both(seed: int) -> None:
    dice = random.Random(seed)
    rules = load_rules()
    engine = Engine(rules, Settings())
    view = Document("file:///app/view.py", 1, "python", VIEW.encode())
    helper = Document("file:///app/helper.py", 1, "python", HELPER.encode())
    context = Context({helper.uri: helper}, Modules(helper))
    kept = [(view, helper)]
    analysis = engine.analyze(view, context)
    assert len(analysis.findings) == 4
    for number in range(EDITS):
        which = dice.random()
        if which < 0.4:
            view = edited(view, dice)
        elif which < 0.8:
            helper = edited(helper, dice)
            context = Context({helper.uri: helper}, Modules(helper))
        else:
            view, helper = dice.choice(kept)
            view = view.edit([], view.version + 1)
            context = Context({helper.uri: helper}, Modules(helper))
        kept.append((view, helper))
        analysis = engine.analyze(view, context, analysis)
        if number % 5 == 4:
            scratch = Engine(rules, Settings()).analyze(view, context)
            assert told(analysis) == told(scratch), f"seed {seed}, edit {number}"

"""autoescape-disabled: the same page, and no script of a visitor's in it."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

RULE = "autoescape-disabled"
LOADED = """
import jinja2

def page(name):
    templates = jinja2.DictLoader({"hello.html": "<h1>Hello {{ name }}</h1>"})
    env = jinja2.Environment(loader=templates)
    return env.get_template("hello.html").render(name=name)
"""
WRITTEN = """
from jinja2 import Template

def page(name):
    return Template("<h1>Hello {{ name }}</h1>").render(name=name)
"""
OFF = """
from jinja2 import DictLoader, Environment

pages = Environment(loader=DictLoader({"hello.html": "<h1>Hello {{ name }}</h1>"}), autoescape=False)

def page(name):
    return pages.get_template("hello.html").render(name=name)
"""


@pytest.mark.parametrize("source", [LOADED, WRITTEN, OFF])
def test_a_name_is_no_script(source: str) -> None:
    pytest.importorskip("jinja2")
    after = fixed(source, RULE)
    honest = "print(page('Ada'))"
    assert printed(source, honest) == printed(after, honest) == "<h1>Hello Ada</h1>"
    attack = "print(page('<script>alert(1)</script>'))"
    assert "<script>" in printed(source, attack)
    assert printed(after, attack) == "<h1>Hello &lt;script&gt;alert(1)&lt;/script&gt;</h1>"

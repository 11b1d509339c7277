"""Sources that are only known once names have been followed over the file, and sources by what is written."""

from __future__ import annotations

import pytest
from tests.dataflow.support import expect, run

from penmark.dataflow import MatcherSet, Models, Program, TaintMatcher


def test_an_attribute_that_another_method_stores() -> None:
    done = expect(
        """
        import os
        from django.http import HttpRequest

        class Page:
            def __init__(self, asked: HttpRequest, other):
                self.asked = asked
                self.other = other

            def get(self):
                os.system(self.asked.GET["a"]) #!
                os.system(self.asked.build_absolute_uri()) #!
                os.system(self.asked.method)
                os.system(self.other.GET["a"])
        """
    )
    first = done.checked.matches[0]
    assert (first.trust, first.source) == ("remote", "data of the HTTP request")


def test_an_attribute_that_nothing_stores_is_what_a_parameter_of_its_name_is() -> None:
    expect(
        """
        import os

        class SearchMixin:
            def get_queryset(self):
                os.system(self.request.GET["a"]) #!
                os.system(self.request.user.name)

        class Client:
            def __init__(self):
                self.request = Recorder()

            def send(self):
                os.system(self.request.GET["a"])
        """
    )


def test_what_a_function_of_the_file_gives_or_is_given() -> None:
    expect(
        """
        import os
        from flask import request

        def asked():
            return request

        def first(asked):
            return asked.args

        def view():
            os.system(asked().args["a"]) #!
            os.system(asked().get_json()["a"]) #!
            os.system(first(request)["a"]) #!
            os.system(asked().method)
        """
    )


@pytest.mark.parametrize(
    ("code", "trust"),
    [
        ("def f(client): eval(client.chat.ask().text)", ["model"]),
        ("def f(client): eval(client.chat.asked().text)", []),
        ("def f(chat): eval(chat.reply)", [""]),
        ("def f(chat): eval(chat.replies)", []),
    ],
)
def test_by_what_is_written(code: str, trust: list[str]) -> None:
    sources = [
        {"paths": ["~chat.ask()"], "trust": "model", "what": "an answer"},
        {"paths": ["~chat.reply"], "trust": "unknown", "what": "a reply"},
    ]
    matcher = TaintMatcher.from_data(
        {"sources": ["model"], "unknown": "any", "sinks": [{"calls": ["eval"], "argument": "0"}]}
    )
    program = Program("python", Models([("a.toml", {"source": sources})]), MatcherSet([matcher]))
    assert [match.trust for match in run(code, program=program).checked.matches] == trust

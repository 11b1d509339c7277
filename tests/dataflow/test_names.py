"""Resolved paths and spellings."""

from __future__ import annotations

import pytest
from tests.dataflow.support import expect, run

from penmark.dataflow import CallMatcher, DataError, MatcherSet, Pattern, Program, models_for
from penmark.dataflow.patterns import components, glob


def test_imports_and_aliases() -> None:
    expect(
        """
        import hashlib
        import hashlib as h
        from hashlib import md5
        from hashlib import sha1 as short
        import os.path

        hashlib.md5(b"") #! hash
        h.md5(b"") #! hash
        md5(b"") #! hash
        short(b"") #! hash
        hashlib.sha256(b"")
        digest = h.md5
        digest(b"") #! hash
        getattr(hashlib, "md5")(b"") #! hash
        getattr(hashlib, name)(b"")
        hashlib.md5(b"", usedforsecurity=False)
        hashlib.md5(b"", **options) #! hash
        """
    )


def test_a_name_that_nothing_binds_stands_for_itself() -> None:
    expect(
        """
        def view():
            os.system(request.args["c"]) #!
            hashlib.md5(b"") #! hash
        """
    )


def test_local_imports() -> None:
    expect(
        """
        def view():
            from hashlib import md5
            md5(b"") #! hash

        def other(md5):
            md5(b"")
        """
    )


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("def f(cursor, x): cursor.execute('a' + x)", 1),
        ("def f(x): get().cursor.execute('a' + x)", 1),
        ("def f(x): my_cursor.execute('a' + x)", 1),
        ("def f(x): cursors.execute('a' + x)", 0),
        ("def f(x):\n    c = psycopg2.connect().cursor()\n    c.execute('a' + x)", 1),
        (
            "class Cursor:\n    def execute(self, x): pass\ndef f(x):\n    cursor = Cursor()\n    cursor.execute('a' + x)",
            0,
        ),
        ("from lib import Parser\ndef f(x):\n    cursor = Parser()\n    cursor.execute('a' + x)", 0),
        ("from lib import connect\ndef f(x):\n    cursor = connect()\n    cursor.execute('a' + x)", 1),
        ("from lib.models import cursor\ndef f(x):\n    cursor.execute('a' + x)", 1),
        ("import subprocess as cursor\ndef f(x):\n    cursor.execute('a' + x)", 0),
        ("import subprocess\ndef f(x):\n    cursor = subprocess.Popen('a')\n    cursor.execute('a' + x)", 0),
    ],
)
def test_spellings_hold_where_the_type_is_not_known(source: str, count: int) -> None:
    assert [name for _, name, _ in run(source).found()] == ["sql"] * count


@pytest.mark.parametrize(
    ("pattern", "path", "holds"),
    [
        ("hashlib.md5", "hashlib.md5", True),
        ("hashlib.md5", "a.hashlib.md5", False),
        ("hashlib.sha*", "hashlib.sha1", True),
        ("hashlib.*", "hashlib.a.b", False),
        ("*.objects.raw", "User.objects.raw", True),
        ("a.*().b", "a.C().b", True),
        (".models.*.save", ".models.User.save", True),
    ],
)
def test_resolved_patterns(pattern: str, path: str, holds: bool) -> None:
    assert Pattern(pattern).matches_path(path) is holds
    assert Pattern(pattern).matches_spelling(path) is False


@pytest.mark.parametrize(
    ("pattern", "written", "holds"),
    [
        ("~cursor.execute", "cursor.execute", True),
        ("~cursor.execute", "self.db.cursor.execute", True),
        ("~cursor.execute", "my_cursor.execute", False),
        ("~*cursor.execute", "my_cursor.execute", True),
        ("~cursor().execute", "db.cursor().execute", True),
        ("~execute", "execute", True),
        ("~a.execute", "execute", False),
    ],
)
def test_spelled_patterns(pattern: str, written: str, holds: bool) -> None:
    assert Pattern(pattern).matches_spelling(written) is holds
    assert Pattern(pattern).matches_path(written) is False


@pytest.mark.parametrize("text", ["", "~", "a..b", "a b?", "(", "a/b"])
def test_what_is_no_pattern(text: str) -> None:
    with pytest.raises(ValueError, match="no name pattern"):
        Pattern(text)


def test_globs() -> None:
    assert [glob("a*b*c", text) for text in ("abc", "aXbYc", "ac", "abcX", "abbc")] == [
        True,
        True,
        False,
        False,
        True,
    ]
    assert components("..models.User") == ["..models", "User"]


def test_a_glob_in_the_last_component_is_found() -> None:
    matchers = MatcherSet([CallMatcher.from_data({"calls": ["hashlib.sha*"]})])
    program = Program("python", models_for("python"), matchers)
    assert len(run("import hashlib\nhashlib.sha1()\nhashlib.md5()\n", program=program).checked.matches) == 1
    with pytest.raises(DataError):
        CallMatcher.from_data({"calls": ["a..b"]})

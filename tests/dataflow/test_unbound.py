"""Names that nothing in the file binds: fragments."""

from __future__ import annotations

import pytest
from tests.dataflow.support import expect, run

SINK = 'cursor.execute("SELECT * FROM t WHERE id = " + key)'


@pytest.mark.parametrize(
    "source",
    [
        "CURSOR #! sql\n",
        "import time\n\nCURSOR #! sql\n",
        "def f():\n    CURSOR #! sql\n",
        "    def f(cursor, key):\n    CURSOR #! sql\n",
        "class C:\n    def f(self):\n        CURSOR #! sql\n",
        "def f(cursor, key):\n    return key\nCURSOR #! sql\n",
        "if ready:\n    CURSOR #! sql\n",
        "eval(key) #! code\n",
    ],
)
def test_a_variable_that_nothing_binds_may_hold_what_a_parameter_may(source: str) -> None:
    expect(source.replace("CURSOR", SINK))


@pytest.mark.parametrize(
    "source",
    [
        "key = 'a'\nCURSOR\n",
        "for one in (1, 2):\n    if one > 1:\n        CURSOR\n    key = 'a'\n",
        "def f():\n    for one in (1, 2):\n        if one > 1:\n            CURSOR\n        key = 'a'\n",
        "from names import *\nCURSOR\n",
        "from names import *\ndef f():\n    CURSOR\n",
        "def f():\n    from names import *\n    CURSOR\n",
        "from names import key\nCURSOR\n",
        "keys = 1\nCURSOR\n",
        "keys = 1\ndef f():\n    CURSOR\n",
        "def f():\n    CURSOR\n    def keyed(): pass\n",
        "cursor.execute('SELECT * FROM t WHERE id = ' + KEY)\n",
        "cursor.execute('SELECT * FROM t WHERE id = ' + Key.name)\n",
        "cursor.execute('SELECT * FROM t WHERE id = ' + key.name)\n",
        "cursor.execute('SELECT * FROM t WHERE id = ' + str(id))\n",
        "cursor.execute('SELECT * FROM t WHERE id = ' + __name__)\n",
        "cursor.execute('SELECT * FROM t WHERE id = ' + quoted(key))\n",
        "if key in known:\n    CURSOR\n",
        "import os\nos.system(key)\n",
    ],
)
def test_what_is_bound_elsewhere_or_about_to_be_written_is_silent(source: str) -> None:
    expect(source.replace("CURSOR", SINK))


def test_it_says_which_name_it_is() -> None:
    assert run(SINK).checked.matches[0].source == "the name “key”"
    assert run(SINK).checked.matches[0].trust == ""


@pytest.mark.parametrize(
    "source",
    [
        "class os:\n    system = print\n",
        "os = Fake()\n",
        "def os(): pass\n",
        "from fakes import os\n",
        "for os in fakes: pass\n",
        "with fake() as os: pass\n",
    ],
)
def test_a_name_that_is_bound_here_has_no_usual_meaning(source: str) -> None:
    body = "def f():\n    os.system(input())"
    expect(body + " #! shell\n")
    expect(source + body + "\n")


def test_a_name_that_is_bound_later_has_no_usual_meaning() -> None:
    expect(
        """
        def f():
            for one in (1, 2):
                if one > 1:
                    os.system(request.args["x"])
                request = fake()
        """
    )

"""code-injection: a literal is read, and nothing is called."""

from __future__ import annotations

from tests.fixes.support import fixed, printed, run

SOURCE = """
def read(text):
    return eval(text)
"""


def test_values_are_read_and_calls_are_refused() -> None:
    after = fixed(SOURCE, "code-injection")
    honest = """print(read("[1, -2.5, {'a': (None, True)}]"))"""
    assert printed(SOURCE, honest) == printed(after, honest) == "[1, -2.5, {'a': (None, True)}]"
    attack = """print(read("__import__('math').factorial(5)"))"""
    assert printed(SOURCE, attack) == "120"
    done = run(after, attack)
    assert done.returncode == 1
    assert "ValueError" in done.stderr

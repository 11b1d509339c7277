"""What is read of text whose end is torn off, or whose brackets and strings somebody forgot to close."""

from __future__ import annotations

import pytest

from penmark.syntax import code
from penmark.syntax.adapter import adapter_for
from penmark.syntax.python.torn import closing, without_open_ends
from penmark.syntax.walk import walk
from penmark.text.document import Document

WHOLE = '''\
import os


def first(host, *names):  # a comment (
    with open(host) as file:
        run(["sh", "-c", f"ping {host!r:>{len(names)}} {names[0]}"], text=True)
    return """Of ( two
lines""" + 'it\\'s' % {"a": (1, 2)}


class Second(Base, metaclass=Meta):
    @decorated("x", [1])
    def third(self, key):
        value = self.table[key](
            "SELECT"  # why
            " * FROM t", (key,),
        )
        return [one for one in value if (one := f(one))]
'''
ADAPTER = adapter_for("python")


def nodes(text: str) -> list[tuple[code.Node, bytes]]:
    """Every node of the text with the text of its part."""
    tree = ADAPTER.parse(Document("file:///a.py", 1, "python", text.encode()))
    return [
        (node, part.text) for part in ADAPTER.parts(tree) for node in walk(ADAPTER.facts(part, tree).body)
    ]


def calls(text: str) -> list[str]:
    """What is called, as it is written."""
    return [
        part[node.callee.start : node.callee.end].decode()
        for node, part in nodes(text)
        if isinstance(node, code.Call)
    ]


def test_wherever_it_is_torn_all_places_are_in_the_text() -> None:
    for end in range(len(WHOLE)):
        for text in (WHOLE[:end], WHOLE[:end] + "\n    return 1\n"):
            for node, part in nodes(text):
                assert 0 <= node.start <= node.end <= len(part)
                if isinstance(node, code.Call):
                    assert node.callee.end <= node.close <= len(part)
                if isinstance(node, code.Attribute):
                    assert part[node.name_start :].startswith(node.name.encode())
                if isinstance(node, code.Name):
                    assert part[node.start : node.end] == node.id.encode()


@pytest.mark.parametrize(
    "torn",
    [
        "system('ping ' + host",
        "x = system('ping ' + host",
        "x = [system(host), 'a",
        'x = {"a": system(host',
        "return system(f'ping {host}', [1, 2",
        "system(\n        host,  # the host",
        "if system(host) and other(",
        "system(f'ping {host",
        'system("""ping',
    ],
)
def test_the_call_at_the_tear_is_seen_and_those_around_it(torn: str) -> None:
    for follows in ("", "\n    after(2)\n", "\n    return after(2)\n", "\n\n\ndef g():\n    after(2)\n"):
        if '"""' in torn and follows:
            continue
        seen = calls(f"def f(host):\n    before(1)\n    {torn}{follows}")
        assert {"before", "system", *(["after"] if follows else [])} <= set(seen)


@pytest.mark.parametrize(
    "text", [b"f(a)", b"f('(')", b"f(a)  # (", b"'''(\n'''", b"f(\na,\nb)", b"x = f'{a[0]}'"]
)
def test_nothing_is_done_to_what_is_closed(text: bytes) -> None:
    assert closing(text) == ()
    assert without_open_ends(text) == text

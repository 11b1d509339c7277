"""What a person sees while typing, key by key, through the real engine."""

from __future__ import annotations

from functools import cache

import pytest

from penmark.analysis.engine import Engine
from penmark.analysis.result import Analysis
from penmark.analysis.steady import steady
from penmark.rules.loader import load_rules
from penmark.settings import Settings
from penmark.text.document import Document
from penmark.text.span import Span

BEFORE = """\
import hashlib
import subprocess

import requests


def first(name):
    return hashlib.md5(name.encode()).hexdigest()


def second(host):
    requests.get("https://example.org", verify=False)
    value = 1
    requests.get("https://example.net", verify=False)
    return value


def third(name):
    return requests.get("https://example.com", verify=False)
"""
AT = "    value = 1\n"


@cache
def engine() -> Engine:
    return Engine(load_rules(), Settings())


class Typist:
    """A document that is typed into, and what is shown after each key."""

    def __init__(self, text: str, language: str = "python") -> None:
        self.document = Document(f"file:///x.{language}", 1, language, text.encode())
        self.shown: Analysis = steady(None, engine().analyze(self.document))
        self.history: list[Analysis] = []

    def change(self, start: int, end: int, text: str) -> Analysis:
        self.document = self.document.edit([(Span(start, end), text.encode())], self.document.version + 1)
        pure = engine().analyze(self.document, previous=self.shown)
        self.shown = steady(self.shown, pure)
        self.history.append(self.shown)
        return self.shown

    def type(self, offset: int, text: str) -> None:
        for index, key in enumerate(text):
            self.change(offset + index, offset + index, key)


def told(analysis: Analysis) -> list[tuple[str, str]]:
    """Rule and line of each finding."""
    document = analysis.document
    found = []
    for finding in analysis.findings:
        line = document.lines.line_of(finding.span.start)
        text = document.slice(Span(document.lines.start_of(line), document.line_end(line)))
        found.append((finding.rule, text.strip()))
    return found


TYPED = [
    'requests.post("https://api.example.org/" + host, verify=False)',
    'subprocess.run("ping " + host, shell=True)',
    "hashed = hashlib.md5(host.encode()).hexdigest()",
    'message = """a long text"""',
    "if value: requests.get('https://example.edu', verify=False)",
    "print(f'{host!r:>{value}} is done')",
]


@pytest.mark.parametrize("line", TYPED)
def test_typing_a_line_disturbs_nothing_else(line: str) -> None:
    typist = Typist(BEFORE)
    others = told(typist.shown)
    assert len(others) >= 3
    at = BEFORE.index(AT) + len(AT) - 1
    typist.type(at, "\n    " + line)
    final = told(typist.shown)
    assert [entry for entry in final if entry[1] != line] == others
    for shown in typist.history:
        now = told(shown)
        assert [entry for entry in now if entry in others] == others
        assert {rule for rule, _ in now} <= {rule for rule, _ in final}


def test_the_finding_comes_with_the_last_key_that_it_needs() -> None:
    typist = Typist(BEFORE)
    at = BEFORE.index(AT) + len(AT) - 1
    line = 'requests.get("https://example.edu", verify=False)'
    typist.type(at, "\n    " + line)
    assert ("certificate-check-disabled", line) in told(typist.shown)


def test_deleting_the_line_takes_its_finding_and_no_other() -> None:
    typist = Typist(BEFORE)
    line = '    requests.get("https://example.net", verify=False)\n'
    at = BEFORE.index(line)
    before = told(typist.shown)
    for length in range(len(line), 0, -1):
        typist.change(at + length - 1, at + length, "")
    assert told(typist.shown) == [entry for entry in before if entry[1] != line.strip()]


def test_a_block_that_is_torn_at_its_end_is_shown_at_once() -> None:
    typist = Typist("import requests\n")
    block = (
        "def get(url):\n    answer = requests.get(url, verify=False, timeout=5)\n    return answer.json(\n"
    )
    typist.change(len("import requests\n"), len("import requests\n"), block)
    assert [rule for rule, _ in told(typist.shown)] == ["certificate-check-disabled"]


def test_typing_elsewhere_while_one_place_is_torn_still_finds() -> None:
    text = "import requests\n\n\ndef torn(:\n    pass\n\n\ndef whole(url):\n    pass\n"
    typist = Typist(text)
    typist.type(len(text) - 1, "\n    requests.get(url, verify=False)")
    assert ("certificate-check-disabled", "requests.get(url, verify=False)") in told(typist.shown)


def test_a_torn_file_is_shown_as_it_is_found() -> None:
    typist = Typist("import requests\nrequests.get('https://x.org', verify=False, timeout=5)\nfoo(bar\n")
    assert [rule for rule, _ in told(typist.shown)] == ["certificate-check-disabled"]

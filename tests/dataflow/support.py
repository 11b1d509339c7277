"""Runs the engine over a piece of Python with a few matchers of its own."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from penmark.dataflow import (
    AssignMatcher,
    Cache,
    CallMatcher,
    Checked,
    Match,
    MatcherSet,
    Program,
    TaintMatcher,
    check,
    models_for,
)
from penmark.syntax import adapter_for
from penmark.syntax.code import Part
from penmark.text.document import Document

MATCHERS = {
    "shell": TaintMatcher.from_data(
        {
            "sources": ["remote", "service", "argument", "model"],
            "sanitizers": ["shell"],
            "sinks": [
                {"calls": ["os.system"], "argument": "0:command"},
                {"calls": ["subprocess.run"], "argument": "0:args", "where": {"shell": True}},
            ],
        }
    ),
    "sql": TaintMatcher.from_data(
        {
            "sources": ["remote", "argument"],
            "unknown": "built",
            "sanitizers": ["sql"],
            "sinks": [
                {
                    "calls": ["sqlite3.Cursor().execute", "sqlite3.Connection().execute", "~*cursor.execute"],
                    "argument": "0:sql",
                    "shape": "built",
                }
            ],
        }
    ),
    "path": TaintMatcher.from_data(
        {"sources": ["remote"], "sanitizers": ["path"], "sinks": [{"calls": ["open"], "argument": "0:file"}]}
    ),
    "url": TaintMatcher.from_data(
        {
            "sources": ["remote"],
            "sanitizers": ["url"],
            "sinks": [{"calls": ["requests.get"], "argument": "0:url"}],
        }
    ),
    "code": TaintMatcher.from_data(
        {"sources": ["remote"], "unknown": "any", "sinks": [{"calls": ["eval"], "argument": "0"}]}
    ),
    "hash": CallMatcher.from_data(
        {"calls": ["hashlib.md5", "hashlib.sha1"], "unless": {"usedforsecurity": False}}
    ),
    "debug": AssignMatcher.from_data(
        {"targets": ["flask.Flask().debug", "flask.Flask().config[DEBUG]"], "value": True}
    ),
}
NAMES = tuple(MATCHERS)
PROGRAM = Program("python", models_for("python"), MatcherSet(tuple(MATCHERS.values())))


@dataclass(frozen=True)
class Run:
    data: bytes
    parts: tuple[Part, ...]
    checked: Checked

    def line(self, part: int, offset: int) -> int:
        return self.data.count(b"\n", 0, self.parts[part].start + offset) + 1

    def text(self, part: int, start: int, end: int) -> str:
        return self.parts[part].text[start:end].decode()

    def found(self) -> list[tuple[int, str, str]]:
        """Line, matcher and the text underlined, of every match."""
        return [
            (self.line(one.part, one.mark.start), NAMES[one.matcher], self.text(one.part, *one.mark))
            for one in self.checked.matches
        ]

    def steps(self, match: Match) -> list[tuple[int, str, str]]:
        """Line, text and message of every step."""
        return [
            (self.line(one.part, one.span.start), self.text(one.part, *one.span), one.message)
            for one in match.steps
        ]


def run(source: str, cache: Cache | None = None, program: Program = PROGRAM) -> Run:
    adapter = adapter_for("python")
    document = Document("file:///t.py", 1, "python", textwrap.dedent(source).lstrip("\n").encode())
    tree = adapter.parse(document, None)
    parts = tuple(adapter.parts(tree, None))
    checked = check(parts, [adapter.facts(part, tree) for part in parts], program, cache)
    assert checked is not None
    return Run(document.data, parts, checked)


def expect(source: str) -> Run:
    """Asserts that the lines with `#!` are those with a match; `#! shell sql` names the matchers (default: shell)."""
    done = run(source)
    wanted = []
    for number, line in enumerate(done.data.decode().splitlines(), 1):
        _, mark, names = line.partition("#!")
        if mark:
            wanted.extend((number, name) for name in sorted(names.split()) or ["shell"])
    assert sorted((line, name) for line, name, _ in done.found()) == sorted(wanted)
    assert done.checked.unchecked == ()
    return done

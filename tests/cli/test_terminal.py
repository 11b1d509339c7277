from __future__ import annotations

import io
from pathlib import Path

import pytest

from penmark.cli.report import FileReport
from penmark.cli.terminal import Printer, clean, make_console
from penmark.findings import Applicability, Confidence, Finding, Fix, Problem, Severity, Step
from penmark.rules.ruleset import RuleSet
from penmark.text.span import Span
from penmark.workspace.checking import Checked, Text
from penmark.workspace.uris import from_path


def printed(checked: Checked) -> str:
    out = io.StringIO()
    printer = Printer(make_console(plain=True, file=out), RuleSet({}))
    printer.file(FileReport(checked, checked.findings))
    return out.getvalue()


def mark(data: bytes, text: str, **more: object) -> Finding:
    start = data.index(text.encode())
    span = Span(start, start + len(text.encode()))
    return Finding("a-rule", span, "It is bad.", Severity.HIGH, Confidence.HIGH, **more)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def checked(data: bytes, *findings: Finding, secrets: tuple[Span, ...] = (), **more: object) -> Checked:
    return Checked(Path.cwd() / "a.py", "python", Text(data, secrets), findings, **more)  # type: ignore[arg-type]


def test_steps_and_fixes_around_a_finding() -> None:
    data = b"a = source()\nb = 1\nc = 2\n" + b"#\n" * 6 + b"sink(a)\n"
    fixes = (
        Fix("Do this", (), Applicability.SAFE),
        Fix("Do that", (), Applicability.REVIEW),
        Fix("Do more", (), Applicability.MANUAL),
    )
    start = data.index(b"sink")
    steps = (
        Step(Span(4, 12), "it enters here"),
        Step(Span(0, 1), "it is called a"),
        Step(Span(start, start + 4), "it is used"),
    )
    assert printed(checked(data, mark(data, "sink", steps=steps, fixes=fixes))) == (
        "a.py:10:1: high a-rule: It is bad.\n"
        "   |\n"
        " 1 | a = source()\n"
        "   | - 2: it is called a\n"
        "   |     -------- 1: it enters here\n"
        "...\n"
        "10 | sink(a)\n"
        "   | ^^^^ it is used\n"
        "   = fix: Do this\n"
        "   = fix: Do that [review]\n"
        "   = fix: Do more [by hand]\n"
        "\n"
    ).replace("|", "│" if "│" in printed(checked(data, mark(data, "sink"))) else "|")


@pytest.mark.parametrize(
    ("line", "shown", "under"),
    [
        ("x = bad", "x = bad", "    ^^^"),
        ("\tx\t= bad", "    x   = bad", "          ^^^"),
        ("名前 = bad", "名前 = bad", "       ^^^"),
        ("e\u0301 = bad", "e\u0301 = bad", "    ^^^"),
        ("'\x1b[31m' + bad\r", "'\u241b[31m' + bad", "          ^^^"),
        ("'\u202e' + bad", "'\ufffd' + bad", "      ^^^"),
    ],
)
def test_the_underline_stands_below_what_it_means(line: str, shown: str, under: str) -> None:
    data = f"#\r\n{line}\n#".encode()
    lines = printed(checked(data, mark(data, "bad"))).splitlines()
    assert lines[0].startswith("a.py:2:")
    assert [text[4:] for text in lines[2:4]] == [shown, under]


def test_wide_characters_are_underlined_in_full() -> None:
    data = "f(名前)".encode()
    lines = printed(checked(data, mark(data, "名前"))).splitlines()
    assert [text[4:] for text in lines[2:4]] == ["f(名前)", "  ^^^^"]


def test_a_finding_over_several_lines() -> None:
    data = b"call(\n    a,\n    b)\n"
    lines = printed(checked(data, mark(data, "call(\n    a,\n    b)"))).splitlines()
    assert [text[4:] for text in lines[2:]] == ["call(", "^^^^^ to line 3", ""]


def test_very_long_lines_are_cut_around_the_finding() -> None:
    data = b"x" * 100_000 + b" bad " + "é".encode() * 100_000
    lines = printed(checked(data, mark(data, "bad"))).splitlines()
    source, under = (text[4:] for text in lines[2:4])
    assert source.startswith("…xxx")
    assert source.endswith("é…")
    assert len(source) < 700
    assert source[under.index("^") : under.index("^") + 3] == "bad"


def test_secrets_are_hidden_in_every_line() -> None:
    secret = "Zq7" * 10
    data = f"key = '{secret}'; bad\n".encode()
    start = data.index(b"Zq7")
    span = Span(start, start + 30)
    told = Finding("a-secret", span, f"The key {secret} is here.", Severity.HIGH, Confidence.HIGH)
    text = printed(checked(data, told, mark(data, "bad"), secrets=(span,)))
    assert "Zq7Z…" in text
    assert "Zq7Zq" not in text
    lines = text.splitlines()
    assert [line[4:] for line in lines[2:4]] == ["key = 'Zq7Z…'; bad", "       ^^^^^"]
    assert [line[4:] for line in lines[7:9]] == ["key = 'Zq7Z…'; bad", "               ^^^"]


def test_steps_in_other_files() -> None:
    data, other = b"sink(v)\n", b"#\nv = 1\n"
    uri = from_path(Path.cwd() / "b.tf")
    steps = (
        Step(Span(2, 3), "set here", uri),
        Step(Span(0, 1), "unknown", from_path(Path.cwd() / "none.tf")),
    )
    text = printed(checked(data, mark(data, "sink", steps=steps), others={uri: Text(other)}))
    assert [line[4:] for line in text.splitlines()[2:]] == [
        "sink(v)",
        "^^^^",
        "b.tf:2" and "::: b.tf:2"[2:],
        "v = 1",
        "- 1: set here",
        "",
    ]


def test_problems_with_and_without_a_place() -> None:
    problems = (
        Problem("not read", Span(3, 4)),
        Problem("left out", rule="a-rule"),
        Problem("bad\x1b[2J\nname"),
    )
    assert printed(checked(b"a\nbcd\n", problems=problems)) == (
        "a.py:2:2: warning: not read\na.py: warning: a-rule: left out\na.py: warning: bad\u241b[2J name\n"
    )


def test_clean() -> None:
    assert clean("a\tb\rc\x00\x7f\x9b\u2066\ud800é") == "a\u2409b\u240dc\u2400\u2421\ufffd\ufffd\ufffdé"

"""Every example of every page, through the real engine."""

from __future__ import annotations

import importlib
import json
import re
from functools import cache

import pytest

from penmark.analysis.edits import apply, combine
from penmark.analysis.engine import Engine
from penmark.analysis.result import Analysis, Context
from penmark.findings import Applicability
from penmark.rules.examples import Example
from penmark.rules.loader import load_rules
from penmark.rules.rule import Rule
from penmark.settings import Settings
from penmark.text.document import Document

RULES = load_rules()
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{example.language}-{example.role}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.examples, 1)
]
AFTERS = [
    pytest.param(rule, example, fix, id=f"{rule.id}-{example.language}-{number}-fix-{fix}")
    for rule in RULES
    for number, example in enumerate(rule.examples, 1)
    for fix in example.after
]
SUFFIXES = {
    "python": ".py",
    "terraform": ".tf",
    "yaml": ".yaml",
    "json": ".json",
    "dockerfile": ".dockerfile",
}
REMEDY_WORDS = {"use", "enable", "require", "avoid", "ensure", "prefer", "set", "add", "check", "restrict"}
LEAST = 3


@cache
def engine() -> Engine:
    return Engine(RULES, Settings())


def document(example: Example, text: str | None = None) -> Document:
    name = example.file or f"example{SUFFIXES.get(example.language, '.txt')}"
    data = (example.text if text is None else text).encode()
    return Document(f"file:///module/{name}", 1, example.language, data)


def analyze(example: Example, text: str | None = None) -> Analysis:
    others = {
        f"file:///module/{name}": Document(f"file:///module/{name}", 1, example.language, other.encode())
        for name, other in example.others.items()
    }
    analysis = engine().analyze(document(example, text), Context(others))
    assert analysis.problems == ()
    return analysis


def said(analysis: Analysis) -> list[tuple[str, int, str]]:
    lines = analysis.document.lines
    return sorted(
        (finding.rule, lines.line_of(finding.span.start), analysis.document.slice(finding.span))
        for finding in analysis.findings
    )


def accepts(language: str, data: bytes) -> None:
    package = {"python": "python", "terraform": "hcl"}.get(language)
    if package == "python":
        assert importlib.import_module("penmark.syntax.python.reference").accepts(data) is None
    elif package == "hcl":
        import hcl2

        hcl2.loads(data.decode() + "\n")
    elif language == "yaml":
        import yaml

        assert list(yaml.parse(data.decode()))
    elif language == "json":
        json.loads(data)


def test_every_page_loads() -> None:
    assert [str(error) for error in RULES.errors] == []
    for rule in RULES:
        assert {check.kind for check in rule.checks} == rule.kinds
        assert rule.details.data.get("aliases", []) == list(rule.aliases)
    assert len(RULES) >= 12


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_exactly_the_wanted_findings(rule: Rule, example: Example) -> None:
    accepts(example.language, example.text.encode())
    wanted = sorted((want.rule, want.line, want.text) for want in example.wants)
    assert said(analyze(example)) == wanted


@pytest.mark.parametrize(("rule", "example", "number"), AFTERS)
def test_the_fix_gives_the_text_after(rule: Rule, example: Example, number: int) -> None:
    analysis = analyze(example)
    mine = [finding for finding in analysis.findings if finding.rule == rule.id]
    fixes = [finding.fixes[number - 1] for finding in mine if len(finding.fixes) >= number]
    edits, applied = combine(analysis, fixes)
    assert applied
    assert list(applied) == fixes
    fixed = apply(analysis.document.data, edits)
    assert fixed.decode() == example.after[number]
    accepts(example.language, fixed)
    left = [finding.rule for finding in analyze(example, fixed.decode()).findings]
    others = {finding.rule for finding in analysis.findings} - {rule.id}
    assert set(left) <= others


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in RULES])
def test_every_fix_has_its_example(rule: Rule) -> None:
    """A fix that an example offers is also shown, so that no rewrite goes untested; a manual one changes nothing."""
    for example in rule.examples:
        if example.role != "flagged":
            continue
        offered = [
            fix.title
            for finding in analyze(example).findings
            if finding.rule == rule.id
            for fix in finding.fixes[:1]
            if fix.applicability is not Applicability.MANUAL
        ]
        assert bool(example.after) is bool(offered), f"line {example.line}: {offered}"


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in RULES])
def test_page_says_what_it_must(rule: Rule) -> None:
    assert rule.cwe
    assert rule.owasp
    assert rule.prose
    assert not re.search(r"[.!?]$", rule.title)
    assert rule.title[0].isupper()
    for message in {rule.message, *(check.message for check in rule.checks)}:
        assert not re.search(r"[.!?] ", message), message
        assert message.endswith("."), message
    assert not REMEDY_WORDS & {rule.id.split("-")[0]}
    assert "# want" not in rule.markdown()
    assert "{{secret" not in rule.markdown()


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in RULES])
def test_enough_examples(rule: Rule) -> None:
    if rule.id in RULES.masked:
        return
    for language in {example.language for example in rule.examples} or rule.languages:
        roles = [example.role for example in rule.examples if example.language == language]
        assert roles.count("flagged") >= LEAST
        assert roles.count("accepted") >= LEAST


@pytest.mark.parametrize(
    "rule", [pytest.param(rule, id=rule.id) for rule in RULES if "python" in rule.languages]
)
def test_fragments_are_recognised(rule: Rule) -> None:
    """Code arrives in fragments: every page shows one without imports."""
    assert any(
        example.role == "flagged" and not re.search(r"^(?:import|from) ", example.text, re.MULTILINE)
        for example in rule.examples
    )

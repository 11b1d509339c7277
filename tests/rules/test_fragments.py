"""What a page flags is found in fragments too: without imports, in the middle of a function, torn at either end.

Every fragment is made mechanically (`fragments.py`), inserted into what stood there before and shown as the server shows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest
from tests.rules import fragments
from tests.rules.fragments import Fragment

from penmark.analysis.engine import Engine
from penmark.analysis.result import Analysis, Context
from penmark.analysis.steady import steady
from penmark.dataflow import models_for
from penmark.rules.examples import Example
from penmark.rules.loader import load_rules
from penmark.settings import Settings
from penmark.text.document import Document
from penmark.text.span import Span

RULES = load_rules()
Findings = Counter[tuple[str, str]]
SUFFIXES = {"python": ".py", "terraform": ".tf"}


def examples(language: str) -> list[object]:
    return [
        pytest.param(example, id=f"{rule.id}-{number}")
        for rule in RULES
        for number, example in enumerate(rule.examples, 1)
        if example.role == "flagged" and example.language == language and not is_a_file(example)
    ]


def is_a_file(example: Example) -> bool:
    """Whether the code is what it is only as a module of its own, as settings are."""
    return example.language == "python" and example.file != ""


@cache
def engine() -> Engine:
    return Engine(RULES, Settings())


@cache
def shown_before(uri: str, language: str, text: str) -> Analysis:
    return steady(None, engine().analyze(Document(uri, 1, language, text.encode())))


def after_the_paste(fragment: Fragment, example: Example) -> Analysis:
    """What is shown once the fragment is inserted into its host."""
    name = example.file or f"example{SUFFIXES[example.language]}"
    others = {
        f"file:///module/{file}": Document(f"file:///module/{file}", 1, example.language, text.encode())
        for file, text in example.others.items()
    }
    context = Context(others)
    uri = f"file:///module/{name}"
    shown = shown_before(uri, example.language, fragment.host)
    host = shown.document
    at = len(fragment.host[: fragment.at].encode())
    document = host.edit([(Span(at, at), fragment.text.encode())], 2)
    return steady(shown, engine().analyze(document, context, previous=shown))


def findings(analysis: Analysis) -> Findings:
    """Rule and underlined text of what is found, however its lines are broken and indented."""
    document = analysis.document
    return Counter((one.rule, " ".join(document.slice(one.span).split())) for one in analysis.findings)


def wanted(example: Example) -> Findings:
    return Counter((want.rule, " ".join(want.text.split())) for want in example.wants)


def differences(example: Example, made: Iterator[Fragment], needed: Findings, allowed: Findings) -> list[str]:
    """What is missing of `needed` or goes beyond `allowed`, by kind of fragment."""
    said = []
    for fragment in made:
        found = findings(after_the_paste(fragment, example))
        if needed - found or found - allowed:
            said.append(f"{fragment.kind}: missing {dict(needed - found)}, new {dict(found - allowed)}")
    return said


def is_known(local: str, target: str) -> bool:
    """Whether a name means what it is imported as also where nothing imports it. No alias does."""
    models = models_for("python")
    meant = {path for one in models.wellknown.get(local, (local,)) for path in models.canonical(one)}
    return not meant.isdisjoint(models.canonical(target))


def variants(text: str) -> Iterator[Fragment]:
    bare = fragments.without_imports(text, is_known)
    for kind, form in (("whole", text), ("without imports", bare)):
        yield Fragment(kind, form)
        yield Fragment(f"{kind}, by tabs", fragments.with_tabs(form))
        yield Fragment(f"{kind}, lines of Windows", form.replace("\n", "\r\n"))
        for fragment in fragments.pasted(form):
            yield Fragment(f"{kind}, {fragment.kind}", fragment.text, fragment.host, fragment.at)
    yield from fragments.beheaded(bare)


@pytest.mark.parametrize("example", examples("python"))
def test_python_out_of_its_context(example: Example) -> None:
    assert differences(example, variants(example.text), wanted(example), wanted(example)) == []


@pytest.mark.parametrize("example", examples("python"))
def test_python_that_is_torn(example: Example) -> None:
    """As much is found as in text that ends, in good order, with the statement before the tear."""
    text = fragments.without_imports(example.text, is_known)
    gone = example.text.count("\n") - text.count("\n")
    said = []
    for want in example.wants:
        place = fragments.flagged(text, want.line - gone)
        if place is None:
            continue
        neat = fragments.upto(text, place)
        still = findings(after_the_paste(Fragment("neat", neat), example))
        needed = Counter({(want.rule, " ".join(want.text.split())): 1}) & still
        allowed = still | wanted(example)
        rest = "".join(text.splitlines(keepends=True)[place.last :])
        said += differences(example, fragments.torn(neat, place, rest), needed, allowed)
        if not want.text.endswith((")", "]", "}")):  # what is underlined is not torn itself
            said += differences(example, fragments.open_end(neat), needed, allowed)
        said += differences(example, fragments.body_alone(text, place), needed, allowed)
    assert said == []


@pytest.mark.parametrize("example", examples("terraform"))
def test_terraform_that_is_torn(example: Example) -> None:
    assert differences(example, fragments.blocks(example.text), wanted(example), wanted(example)) == []

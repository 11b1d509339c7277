"""Finds and reads the pages."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from penmark.findings import Confidence, Severity
from penmark.rules.page import Key, Page, PageError, page_text, parse_page, sketch_page
from penmark.rules.reader import Table
from penmark.rules.repairs.spec import Condition, Repair, read_repair
from penmark.rules.rule import Check, Details, Rule
from penmark.rules.ruleset import RuleSet

_HOME = Path(__file__).parent
_ID = re.compile(r"[a-z][a-z0-9]{0,40}(?:-[a-z0-9]{1,40}){0,8}\Z")
_OWASP = re.compile(r"(?:A\d\d|API\d{1,2}|LLM\d\d|CICD-SEC-\d{1,2}|M\d{1,2}|K\d\d):20\d\d\Z")
_ALIASES = re.compile(r"^aliases\b(?! = \[\])", re.MULTILINE)
_OWN_WORDS = ("fix", "only", "message", "severity", "confidence")


def load_rules(user_dirs: Iterable[Path] = ()) -> RuleSet:
    """All packaged rules and those in `user_dirs`, of which absent ones are passed over.

    Pages that cannot be used are in the result's `errors`, and the others load; a packaged page is read in full when it is
    first asked for (tests hold that all can be). Python beside a user's page is never loaded.
    """
    errors: list[PageError] = []
    rules: dict[str, Rule] = {}
    taken: dict[str, str] = {}
    for folder, packaged in [(_HOME, True), *((Path(folder), False) for folder in user_dirs)]:
        for path in _pages(folder):
            try:
                rule = load_rule(path, folder, packaged=packaged)
                _claim(rule, taken)
            except PageError as error:
                errors.append(error)
            else:
                rules[rule.id] = rule
    return RuleSet(dict(sorted(rules.items())), tuple(errors))


def load_rule(path: Path, folder: Path, *, packaged: bool = False) -> Rule:
    """The rule of one page below `folder`. Raises PageError for all that is wrong with it, for a packaged page later."""
    shown = path.relative_to(folder).as_posix() if packaged else str(path)
    rule = _rule(page_text(path, shown), shown, path, Functions(path, folder, packaged))
    if not packaged:
        _ = rule.details
    return rule


def rule_from_text(text: str, name: str) -> Rule:
    """The rule of a page that is no file; `name` is its id. Raises PageError."""
    path = Path(f"{name}.md")
    rule = _rule(text + "\n", path.name, path, Functions(path, Path(), False))
    _ = rule.details
    return rule


def _pages(folder: Path) -> Iterator[Path]:
    try:
        yield from sorted(path for path in folder.rglob("*.md") if path.name != "README.md")
    except OSError:
        return


def _claim(rule: Rule, taken: dict[str, str]) -> None:
    for name in (rule.id, *rule.aliases):
        if name in taken:
            raise PageError(rule.path, 1, f"the id {name!r} is taken by {taken[name]}")
    taken.update(dict.fromkeys((rule.id, *rule.aliases), rule.path))


def _rule(text: str, shown: str, path: Path, functions: Functions) -> Rule:
    name = path.stem
    if _ID.match(name) is None:
        raise PageError(shown, 1, f"{name!r} is no id: lower-case words joined by hyphens")
    block = sketch_page(text, shown).block
    kinds = frozenset(kind for kind in _KINDS if f"\n[[{kind}]]" in block)
    aliases = (
        Table(page := parse_page(text, shown), page.data).texts("aliases") if _ALIASES.search(block) else ()
    )
    return Rule(
        name,
        path.parent.name,
        shown,
        packaged=functions.packaged,
        kinds=kinds,
        aliases=aliases,
        read=lambda: _details(parse_page(text, shown), name, functions),
    )


def _details(page: Page, rule: str, functions: Functions) -> Details:
    table = Table(page, page.data)
    for entry in (owasp := table.texts("owasp")):
        if _OWASP.match(entry) is None:
            table.fail(f"{entry!r} is no OWASP category with its edition, like A03:2021", "owasp")
    _ = table.texts("aliases")
    said = _Said(
        rule,
        table.text("message"),
        table.choice(Severity, "severity"),
        table.choice(Confidence, "confidence"),
        functions,
    )
    title, cwe = table.text("title"), table.numbers("cwe")
    checks = [reader(page, said, kind, one) for kind, reader in _KINDS.items() for one in table.tables(kind)]
    table.close(_KINDS)
    if not checks:
        table.fail(f"a page needs at least one of {', '.join(f'[[{kind}]]' for kind in _KINDS)}")
    return Details(
        title, said.severity, said.confidence, cwe, owasp, said.message, page.body, page.data, tuple(checks)
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What a page says for all its checks."""

    rule: str
    message: str
    severity: Severity
    confidence: Confidence
    functions: Functions


class Functions:
    """The functions beside a page, in the module that is named as the page with underscores; none beside a user's."""

    def __init__(self, path: Path, folder: Path, packaged: bool) -> None:
        stem = path.stem.replace("-", "_")
        source = path.with_name(f"{stem}.py")
        self._module = ".".join(("penmark.rules", *path.relative_to(folder).parts[:-1], stem))
        self._source = source if packaged and source.exists() else None
        self.packaged = packaged

    def named(self, name: str) -> _Late | None:
        """The function, imported when it is first called; None where there is none of this name."""
        if self._source is None or f"\ndef {name}(" not in self._source.read_text(encoding="utf-8"):
            return None
        return _Late(self._module, name)


class _Late:
    """A function in a module that is imported when it is first called, so that loading pages stays quick."""

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    def __call__(self, place: Any) -> Any:
        return getattr(importlib.import_module(self._module), self._name)(place)


def _code_check(page: Page, said: _Said, kind: str, table: Table) -> Check:
    from penmark.dataflow import matchers

    kinds: dict[str, Any] = {
        "call": matchers.CallMatcher,
        "taint": matchers.TaintMatcher,
        "assign": matchers.AssignMatcher,
    }
    language = table.text("language")
    repairs = tuple(read_repair(one, said.functions.named) for one in table.tables("fix"))
    matcher = _built(page, table.where, lambda: kinds[kind].from_data(table.data, ignored=_OWN_WORDS))
    condition = said.functions.named(table.text("only")) if table.has("only") else None
    if condition is None and table.has("only"):
        table.fail(f"there is no function {table.text('only')!r} beside the page", "only")
    return _check(said, kind, frozenset((language,)), matcher, table, repairs, condition)


def _config_check(page: Page, said: _Said, kind: str, table: Table) -> Check:
    from penmark.iac.matcher import ConfigMatcher

    matcher = _built(page, table.where, lambda: ConfigMatcher.from_data(table.data, said.functions.named))
    return _check(said, kind, matcher.languages, matcher, table)


def _secret_check(page: Page, said: _Said, kind: str, table: Table) -> Check:
    from penmark.secrets.matcher import SecretMatcher

    return _check(
        said, kind, frozenset(), _built(page, table.where, lambda: SecretMatcher.from_data(table.data)), table
    )


_KINDS = {
    "call": _code_check,
    "taint": _code_check,
    "assign": _code_check,
    "config": _config_check,
    "secret": _secret_check,
}


def _built(page: Page, where: Sequence[Key], make: Callable[[], Any]) -> Any:
    try:
        return make()
    except ValueError as error:
        below = getattr(error, "path", None) or getattr(error, "key", None) or ()
        names = below.split(".") if isinstance(below, str) else below
        keys: list[Key] = [int(name) if str(name).isdigit() else str(name) for name in names]
        raise page.error(str(error), (*where, *keys)) from None


def _check(
    said: _Said,
    kind: str,
    languages: frozenset[str],
    matcher: Any,
    table: Table,
    repairs: tuple[Repair, ...] = (),
    condition: Condition | None = None,
) -> Check:
    return Check(
        rule=said.rule,
        kind=kind,
        languages=languages,
        matcher=matcher,
        message=table.text("message", said.message),
        severity=table.choice(Severity, "severity", said.severity),
        confidence=table.choice(Confidence, "confidence", said.confidence),
        repairs=repairs,
        condition=condition,
    )

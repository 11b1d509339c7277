"""`penmark rules`."""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path
from typing import Any

import orjson
from rich import box
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

from penmark.cli.main import CLEAN, FAILED, UsageError
from penmark.cli.selection import project_here
from penmark.cli.terminal import STYLES, clean, make_console
from penmark.rules.rule import Rule
from penmark.rules.ruleset import RuleSet

_NARROW = 100
_WIDE = 200


def rules(arguments: argparse.Namespace) -> int:
    """Lists the rules of this folder's project, or explains one. The exit code is 2 where a page cannot be used."""
    project = project_here(Path.cwd())
    if arguments.rule is not None:
        _one(arguments, _found(project.rules, arguments.rule))
        return CLEAN
    if arguments.format == "json":
        _write(orjson.dumps([_data(rule) for rule in project.rules], option=orjson.OPT_INDENT_2) + b"\n")
    elif arguments.format == "md":
        _write(_table_markdown(project.rules).encode())
    else:
        _print_table(make_console(plain=arguments.no_color), project.rules)
    for problem in project.problems:
        print(f"penmark: {clean(problem.message)}", file=sys.stderr)
    return FAILED if project.problems else CLEAN


def _found(known: RuleSet, name: str) -> Rule:
    rule = known.get(name)
    if rule is None:
        near = difflib.get_close_matches(name, list(known.rules), n=1)
        hint = f": did you mean {near[0]}?" if near else "; `penmark rules` lists them"
        raise UsageError(f"there is no rule {name}{hint}")
    return rule


def _one(arguments: argparse.Namespace, rule: Rule) -> None:
    if arguments.format == "json":
        table = {**_data(rule), "markdown": rule.markdown()}
        _write(orjson.dumps(table, option=orjson.OPT_INDENT_2) + b"\n")
    elif arguments.format == "md":
        _write(rule.markdown().encode())
    else:
        console = make_console(plain=arguments.no_color)
        width = min(console.width, _NARROW)
        console.print(Markdown(rule.markdown(), code_theme="ansi_dark"), width=width, soft_wrap=False)


def _data(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "family": rule.family,
        "title": rule.title,
        "severity": rule.severity.value,
        "confidence": rule.confidence.value,
        "languages": _languages(rule),
        "cwe": list(rule.cwe),
        "owasp": list(rule.owasp),
        "aliases": list(rule.aliases),
        "hasFix": has_fix(rule),
        "packaged": rule.packaged,
    }


def has_fix(rule: Rule) -> bool:
    """Whether the rule offers a fix at some of its places."""
    return any(check.repairs or check.kind == "secret" or _mends(check.matcher) for check in rule.checks)


def _mends(matcher: object) -> bool:
    return bool(getattr(matcher, "fixes", ()))


def _languages(rule: Rule) -> list[str]:
    return sorted(rule.languages) or ["any"]


def _print_table(console: Console, known: RuleSet) -> None:
    unicode = "utf" in (console.encoding or "").lower()
    if not console.is_terminal:
        console.width = _WIDE
    headings = ["Rule", "Severity", "Languages", "Fix", "What it finds"]
    if console.width >= _NARROW:
        headings.insert(3, "CWE")
    table = Table(box=box.SIMPLE_HEAD if unicode else box.ASCII2, pad_edge=False, highlight=False)
    for heading in headings:
        table.add_column(heading, no_wrap=heading != "What it finds")
    for rule in known:
        cells = {
            "Rule": Text(rule.id, style="bold"),
            "Severity": Text(rule.severity.value, style=STYLES[rule.severity]),
            "Languages": Text(", ".join(_languages(rule))),
            "CWE": Text(", ".join(map(str, rule.cwe))),
            "Fix": Text("yes" if has_fix(rule) else ""),
            "What it finds": Text(clean(rule.title)),
        }
        table.add_row(*(cells[heading] for heading in headings))
    console.print(table, soft_wrap=False)
    console.print(f"{len(known)} rules; penmark rules ID explains one")


def _table_markdown(known: RuleSet) -> str:
    lines = [
        "| Rule | What it finds | Severity | Languages | CWE | Fix |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for rule in known:
        cells = (
            f"`{rule.id}`",
            rule.title.replace("|", "\\|"),
            rule.severity.value,
            ", ".join(_languages(rule)),
            ", ".join(map(str, rule.cwe)),
            "yes" if has_fix(rule) else "",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _write(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()

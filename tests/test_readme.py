"""The README's tables are made from the rules and the settings. `python tests/test_readme.py` writes them anew."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from penmark.rules.loader import load_rules
from penmark.settings import Settings

README = Path(__file__).resolve().parent.parent / "README.md"
FAMILIES = {
    "injection": "Injection",
    "crypto": "Cryptography",
    "transport": "Transport",
    "exposure": "Exposure",
    "cloud": "Cloud: exposure",
    "identity": "Cloud: identity",
    "encryption": "Cloud: encryption",
    "compute": "Cloud: machines and clusters",
    "operations": "Cloud: operation",
    "kubernetes": "Kubernetes",
    "containers": "Containers",
    "pipelines": "Pipelines",
    "secrets": "Secrets",
}
LANGUAGES = {
    "python": "Python",
    "terraform": "Terraform",
    "cloudformation": "CloudFormation",
    "kubernetes": "Kubernetes",
    "compose": "Compose",
    "dockerfile": "Dockerfile",
    "github-actions": "GitHub Actions",
    "gitlab-ci": "GitLab CI",
    "iam": "IAM policies",
    "arm": "Bicep",
}


def rules_table() -> str:
    rows = ["| family | in | rules |", "|---|---|---|"]
    every = load_rules()
    for family, name in FAMILIES.items():
        rules = sorted((rule for rule in every if rule.family == family), key=lambda rule: rule.id)
        kinds = {
            LANGUAGES[language] for rule in rules for language in rule.languages if language in LANGUAGES
        }
        where = ", ".join(sorted(kinds)) if kinds else "any text"
        if rules:
            rows.append(f"| {name} ({len(rules)}) | {where} | {' '.join(f'`{rule.id}`' for rule in rules)} |")
    assert {rule.family for rule in every} <= FAMILIES.keys()
    return "\n".join(rows)


def settings_table() -> str:
    rows = ["| key | default | what |", "|---|---|---|"]
    for field in dataclasses.fields(Settings):
        if "description" not in field.metadata:
            continue
        default = (
            field.default if field.default is not dataclasses.MISSING else field.default_factory()  # type: ignore[misc]
        )
        key = field.name.replace("_", "-")
        rows.append(f"| `{key}` | `{_toml(default)}` | {field.metadata['description']} |")
    return "\n".join(rows)


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case tuple() | list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case dict():
            return "{}"
        case str():
            return f'"{value}"'
        case _:
            return str(value)


TABLES = {"rules": rules_table, "settings": settings_table}


def with_table(text: str, name: str) -> str:
    """The README with the table of that name behind its mark."""
    mark = f"<!-- {name} -->\n"
    head, found, tail = text.partition(mark)
    assert found, f"README.md has no mark {mark!r}"
    rest = re.sub(r"\A\n*(\|[^\n]*\n)*\n*", "", tail)
    return f"{head}{mark}\n{TABLES[name]()}\n\n{rest}"


@pytest.mark.parametrize("name", TABLES)
def test_the_table_is_up_to_date(name: str) -> None:
    text = README.read_text(encoding="utf-8")
    assert text == with_table(text, name), "run: python tests/test_readme.py"


def test_ci_runs_the_test_command() -> None:
    text = README.read_text(encoding="utf-8")
    command = re.search(r"<!-- test-command -->\n```sh\n(.*?)```", text, re.DOTALL)
    assert command is not None
    assert "tests/check.py" in command[1]
    assert "test-command" in (README.parent / ".ci" / "run").read_text(encoding="utf-8")


if __name__ == "__main__":
    written = README.read_text(encoding="utf-8")
    for each in TABLES:
        written = with_table(written, each)
    README.write_text(written, encoding="utf-8", newline="\n")

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import penmark.secrets
from penmark.secrets.matcher import SecretMatcher
from penmark.secrets.scanner import Scanner

PAGES = Path(penmark.secrets.__file__).parent.parent / "rules" / "secrets"


def page_data() -> dict[str, dict[str, Any]]:
    pages = {}
    for path in sorted(PAGES.glob("*.md")):
        block = path.read_text(encoding="utf-8").partition("```toml\n")[2].partition("\n```")[0]
        pages[path.stem] = tomllib.loads(block)
    return pages


def all_matchers() -> list[tuple[str, SecretMatcher]]:
    return [
        (rule, SecretMatcher.from_data(table))
        for rule, data in page_data().items()
        for table in data["secret"]
    ]


@pytest.fixture(scope="session")
def matchers() -> list[tuple[str, SecretMatcher]]:
    return all_matchers()


@pytest.fixture(scope="session")
def scanner(matchers: list[tuple[str, SecretMatcher]]) -> Scanner:
    return Scanner(matchers)

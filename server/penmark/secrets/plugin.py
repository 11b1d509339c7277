"""Penmark's token formats for the detect-secrets command: `detect-secrets scan -p …/penmark/secrets/plugin.py`.

The module has one plugin class for each `[[secret]]` table with a `pattern` in Penmark's own pages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Generator
from pathlib import Path
from typing import Any

from detect_secrets.plugins.base import RegexBasedDetector

from penmark.secrets.filekind import FileKind, Syntax
from penmark.secrets.matcher import SecretMatcher, compile_pattern
from penmark.secrets.scanner import Scanner

PAGES = Path(__file__).parent.parent / "rules" / "secrets"


def plugin_classes(pages: Path = PAGES) -> dict[str, type[RegexBasedDetector]]:
    """A plugin class for each format that the pages in a folder describe, by class name; ValueError for a wrong page."""
    classes = {}
    for page in sorted(pages.glob("*.md")):
        block = page.read_text(encoding="utf-8").partition("```toml\n")[2].partition("\n```")[0]
        for table in tomllib.loads(block).get("secret", []):
            matcher = SecretMatcher.from_data(table)
            if matcher.pattern:
                made = _plugin_class(page.stem, matcher)
                classes[made.__name__] = made
    return classes


def _plugin_class(rule: str, matcher: SecretMatcher) -> type[RegexBasedDetector]:
    scanner = Scanner([(rule, matcher)])

    def analyze_string(self: RegexBasedDetector, string: str) -> Generator[str, None, None]:
        line = string.encode("utf-8", "replace")
        for match in scanner.scan_line(line, FileKind(Syntax.FACTS)):
            yield line[match.span.start : match.span.end].decode("utf-8", "replace")

    name = "Penmark" + "".join(word.capitalize() for word in matcher.name.split("-")) + "Detector"
    members: dict[str, Any] = {
        "__doc__": f"Finds a {matcher.label}.",
        "__module__": __name__,
        "secret_type": f"{matcher.label} (Penmark)",
        "denylist": (compile_pattern(matcher.pattern.encode()),),
        "analyze_string": analyze_string,
    }
    return type(name, (RegexBasedDetector,), members)


globals().update(plugin_classes())

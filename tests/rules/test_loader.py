"""Pages are read strictly: what is wrong is named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from penmark.findings import Confidence, Severity
from penmark.rules.loader import load_rules, rule_from_text
from penmark.rules.page import PageError

PAGE = """```toml
title = "Broken hash"
severity = "medium"
confidence = "high"
cwe = [328]
owasp = ["A02:2021"]
aliases = ["old-hash"]
message = "{callee} can be forged."

[[call]]
language = "python"
calls = ["hashlib.md5"]
unless = { usedforsecurity = false }

  [[call.fix]]
  title = "Use SHA-256"
  replace-callee = "hashlib.sha256"

[[call]]
language = "python"
calls = ["hashlib.sha1"]
severity = "low"
message = "Weak."
```

What is flagged.

Why it matters.

## Python

```python flagged
import hashlib
hashlib.md5(a)  # want broken-hash "hashlib.md5"
hashlib.md5(b) + hashlib.md5(c)  # want broken-hash "hashlib.md5" # want other "a \\"quoted\\" text"
```

```python after
import hashlib
hashlib.sha256(a)
```

```python accepted file=app.py
import hashlib
```

```python with=other.py
x = 1
```
"""


def test_a_page() -> None:
    rule = rule_from_text(PAGE, "broken-hash")
    assert (rule.id, rule.title, rule.severity, rule.confidence) == (
        "broken-hash", "Broken hash", Severity.MEDIUM, Confidence.HIGH,
    )  # fmt: skip
    assert (rule.cwe, rule.owasp, rule.aliases) == ((328,), ("A02:2021",), ("old-hash",))
    assert rule.url == "https://cwe.mitre.org/data/definitions/328.html"
    assert rule.kinds == {"call"}
    first, second = rule.checks
    assert (first.message, first.severity) == ("{callee} can be forged.", Severity.MEDIUM)
    assert (second.message, second.severity) == ("Weak.", Severity.LOW)
    assert [repair.title for repair in first.repairs] == ["Use SHA-256"]
    assert rule.prose == "What is flagged.\n\nWhy it matters."


def test_examples() -> None:
    flagged, accepted = rule_from_text(PAGE, "broken-hash").examples
    assert flagged.text == "import hashlib\nhashlib.md5(a)\nhashlib.md5(b) + hashlib.md5(c)\n"
    assert [(want.rule, want.line, want.text) for want in flagged.wants] == [
        ("broken-hash", 1, "hashlib.md5"),
        ("broken-hash", 2, "hashlib.md5"),
        ("other", 2, 'a "quoted" text'),
    ]
    assert flagged.after == {1: "import hashlib\nhashlib.sha256(a)\n"}
    assert (accepted.file, accepted.others) == ("app.py", {"other.py": "x = 1\n"})


def test_markdown_has_no_wants() -> None:
    shown = rule_from_text(PAGE, "broken-hash").markdown("python")
    assert shown == (
        "### Broken hash\n\n"
        "`broken-hash` · medium severity · [CWE-328](https://cwe.mitre.org/data/definitions/328.html)"
        " · OWASP A02:2021\n\n"
        "What is flagged.\n\nWhy it matters.\n\n"
        "Flagged:\n\n```python\nimport hashlib\nhashlib.md5(a)\nhashlib.md5(b) + hashlib.md5(c)\n```\n\n"
        "Repaired:\n\n```python\nimport hashlib\nhashlib.sha256(a)\n```\n"
    )
    assert "```" not in rule_from_text(PAGE, "broken-hash").markdown("terraform")


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ('title = "Broken hash"', 'titel = "Broken hash"', 2, "title"),
        ('severity = "medium"', 'severity = "hihg"', 3, "severity"),
        ("cwe = [328]", 'cwe = ["328"]', 5, "cwe"),
        ('owasp = ["A02:2021"]', 'owasp = ["A02"]', 6, "A02"),
        ('aliases = ["old-hash"]', "aliases = [3]", 7, "aliases"),
        ("cwe = [328]", "cwe = [328", 6, "TOML"),
        ('calls = ["hashlib.md5"]', "calls = 3", 12, "calls"),
        ('calls = ["hashlib.md5"]', 'calls = ["!name"]', 12, "!name"),
        ("usedforsecurity = false", '"9a" = false', 13, "9a"),
        ("unless =", "unles =", 13, "unles"),
        ('  title = "Use SHA-256"', '  titel = "Use SHA-256"', 16, "title"),
        ("replace-callee", "replace-caller", 17, "replace-caller"),
        ('replace-callee = "hashlib.sha256"', 'applicability = "safe"', 15, "what it does"),
        ('replace-callee = "hashlib.sha256"', 'python = "other"', 17, "other"),
        ('replace-callee = "hashlib.sha256"', 'applicability = "sure"', 17, "applicability"),
        ("[[call.fix]]", "[[call.fixes]]", 15, "fixes"),
        ('severity = "low"', 'only = "condition"', 22, "condition"),
        ('severity = "low"', 'severity = "lower"', 22, "severity"),
        ('message = "Weak."', 'mesage = "Weak."', 23, "mesage"),
        ('message = "Weak."', "sinks = []", 23, "sinks"),
    ],
)
def test_errors_have_the_line(old: str, new: str, line: int, word: str) -> None:
    assert old in PAGE
    with pytest.raises(PageError) as caught:
        rule_from_text(PAGE.replace(old, new, 1), "broken-hash")
    assert (caught.value.path, caught.value.line) == ("broken-hash.md", line)
    assert word in caught.value.reason


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("", 1, "toml"),
        ("# A title\n```toml\n```\n", 1, "toml"),
        ('```toml\ntitle = "x"\n', 1, "closed"),
        (PAGE.partition("[[call]]")[0] + "```\n", 2, "needs at least one"),
    ],
)
def test_errors_of_the_whole(text: str, line: int, word: str) -> None:
    with pytest.raises(PageError) as caught:
        rule_from_text(text, "broken-hash")
    assert (caught.value.line, word in caught.value.reason) == (line, True)


@pytest.mark.parametrize("name", ["Broken-hash", "broken_hash", "broken hash", "-hash", "1hash"])
def test_ids_are_plain_words(name: str) -> None:
    with pytest.raises(PageError, match="no id"):
        rule_from_text(PAGE, name)


def test_a_users_pages(tmp_path: Path) -> None:
    family = tmp_path / "own"
    family.mkdir()
    (family / "broken-hash.md").write_text(PAGE, encoding="utf-8", newline="\r\n")
    (family / "worse-hash.md").write_text(PAGE.replace("cwe", "cew"), encoding="utf-8")
    (family / "same-hash.md").write_text(PAGE, encoding="utf-8")
    (family / "not-text.md").write_bytes(b"\xff\xfe\x00")
    rules = load_rules([tmp_path, tmp_path / "absent"])
    assert rules["broken-hash"].family == "own"
    assert rules.canonical("old-hash") == "broken-hash"
    assert [(Path(error.path).name, error.line) for error in rules.errors] == [
        ("not-text.md", 1),
        ("same-hash.md", 1),
        ("worse-hash.md", 5),
    ]
    assert rules.get("sql-injection") is not None


def test_python_beside_a_users_page_is_never_loaded(tmp_path: Path) -> None:
    page = PAGE.replace('replace-callee = "hashlib.sha256"', 'python = "repair"')
    (tmp_path / "broken-hash.md").write_text(page, encoding="utf-8")
    marker = tmp_path / "loaded"
    source = f"open({str(marker)!r}, 'w').close()\n\n\ndef repair(place):\n    return None\n"
    (tmp_path / "broken_hash.py").write_text(source, encoding="utf-8")
    rules = load_rules([tmp_path])
    assert rules.get("broken-hash") is None
    assert ["there is no function 'repair' beside the page" in error.reason for error in rules.errors] == [
        True
    ]
    assert not marker.exists()


def test_rules_can_be_switched_off() -> None:
    rules = load_rules()
    less = rules.without(["sql-injection", "no-such-rule"])
    assert not less.enabled("sql-injection")
    assert rules.enabled("sql-injection")
    assert less.canonical("sql-injection") == "sql-injection"
    assert "sql-injection" in {check.rule for check in rules.checks("taint", "python")}
    assert "sql-injection" not in {check.rule for check in less.checks("taint", "python")}
    assert rules.checks("taint", "terraform") == ()

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from penmark.secrets.samples import build
from penmark.settings import Settings
from penmark.text.document import Document
from penmark.workspace.project import Project

PAGE = """\
```toml
title = "A call of forbidden"
severity = "low"
confidence = "high"
cwe = [676]
message = "forbidden is called."

[[call]]
language = "python"
calls = ["company.forbidden"]
```

Do not.
"""


def project(root: Path, **given: object) -> Project:
    return Project(root, Settings(folder=root, **given))  # type: ignore[arg-type]


def on(one: Project, path: Path | None) -> set[str]:
    rules = one.engine_for(path).rules
    return {rule.id for rule in rules if rules.enabled(rule.id)}


def test_selection_by_family_and_by_file(tmp_path: Path) -> None:
    one = project(
        tmp_path,
        select=("crypto", "sql-injection"),
        ignore=("weak-cipher",),
        per_file_ignores={"tests/**": ("weak-*", "insecure-random")},
    )
    everywhere = on(one, tmp_path / "a.py")
    assert {"sql-injection", "weak-hash"} <= everywhere
    assert "weak-cipher" not in everywhere
    assert "debug-enabled" not in everywhere
    in_tests = on(one, tmp_path / "tests" / "x" / "a.py")
    assert everywhere - in_tests == {name for name in everywhere if name.startswith("weak-")} | {
        "insecure-random"
    }
    assert one.engine_for(tmp_path / "a.py") is one.engine_for(tmp_path / "b.py")
    assert on(one, None) == everywhere


def test_names_that_are_no_rules(tmp_path: Path) -> None:
    one = project(tmp_path, select=("sql-injetion", "no*"), per_file_ignores={"a.py": ("zzz",)})
    assert [problem.message for problem in one.problems] == [
        "select names 'sql-injetion', which is no rule and no family: did you mean 'sql-injection'?",
        "per-file-ignores 'a.py' names 'zzz', which is no rule and no family",
    ]


def test_pages_of_the_workspace_and_none_from_outside(tmp_path: Path) -> None:
    root = tmp_path / "w"
    (root / ".penmark" / "rules" / "own").mkdir(parents=True)
    (root / ".penmark" / "rules" / "own" / "forbidden-call.md").write_text(PAGE)
    one = project(root)
    assert one.problems == ()
    assert "forbidden-call" in on(one, root / "a.py")
    outside = project(root, rules=("../elsewhere", ".penmark/../../x", str(tmp_path)))
    assert [problem.message for problem in outside.problems] == [
        f"the rules in {given} are not used: the folder is outside of the workspace"
        for given in ("../elsewhere", ".penmark/../../x", str(tmp_path))
    ]


def test_a_broken_page_is_a_problem_and_the_others_load(tmp_path: Path) -> None:
    folder = tmp_path / ".penmark" / "rules"
    folder.mkdir(parents=True)
    (folder / "forbidden-call.md").write_text(PAGE.replace("severity", "severty"))
    one = project(tmp_path)
    assert len(one.problems) == 1
    assert one.problems[0].message.startswith("a rule page cannot be used: ")
    assert "sql-injection" in on(one, None)


def test_all_secrets_are_known_whatever_is_selected(tmp_path: Path) -> None:
    one = project(tmp_path, select=("sql-injection",), min_severity="critical")
    rules = one.secrets_engine.rules
    assert {rule.id for rule in rules if rules.enabled(rule.id)} == rules.masked
    assert "hard-coded-password" in rules.masked


def test_secrets_in_the_baseline_of_detect_secrets_are_accepted(tmp_path: Path) -> None:
    token = build("glpat-{base62:20}")
    text = f'KEEP = "{token}"  # known\nDB_PASSWORD = "{build("{password}")}"\n'
    path = tmp_path / "app.py"
    document = Document(path.as_uri(), 1, "python", text.encode())

    def found(one: Project) -> list[tuple[str, int]]:
        findings = one.engine_for(path).analyze(document).findings
        return [(finding.rule, len(finding.fixes)) for finding in findings]

    assert found(project(tmp_path)) == [("gitlab-token", 1), ("hard-coded-password", 1)]
    digest = hashlib.sha1(token.encode(), usedforsecurity=False).hexdigest()
    entry = {"type": "GitLab Token", "filename": "app.py", "hashed_secret": digest, "line_number": 1}
    baseline = tmp_path / ".secrets.baseline"
    baseline.write_text(json.dumps({"version": "1.5.0", "results": {"app.py": [entry]}}), encoding="utf-8")
    accepting = project(tmp_path)
    assert found(accepting) == [("hard-coded-password", 1)]
    masking = accepting.secrets_engine.analyze(document).findings
    assert [finding.rule for finding in masking] == ["gitlab-token", "hard-coded-password"]
    baseline.write_text("{", encoding="utf-8")
    (problem,) = project(tmp_path).problems
    assert problem.message.startswith(".secrets.baseline is not used: not JSON")


def test_tests_and_examples_are_of_low_severity(tmp_path: Path) -> None:
    one = project(tmp_path)
    text = b"import os\nos.system(input())\n"

    def severities(name: str, which: Project = one) -> list[str]:
        path = tmp_path / name
        document = Document(path.as_uri(), 1, "python", text)
        return [str(found.severity) for found in which.engine_for(path).analyze(document).findings]

    assert severities("app.py") == ["critical"]
    for name in ("tests/data/run.py", "src/test_app.py", "app_test.py", "shop/migrations/0001_first.py"):
        assert severities(name) == ["low"], name
    assert one.engine_for(tmp_path / "tests" / "a.py") is one.engine_for(tmp_path / "conftest.py")
    everywhere = project(tmp_path, lower_severity=())
    assert severities("tests/data/run.py", everywhere) == ["critical"]


def test_a_secret_in_a_test_is_one(tmp_path: Path) -> None:
    rules = project(tmp_path).engine_for(tmp_path / "tests" / "a.py").rules
    assert {str(check.severity) for check in rules.checks("call")} == {"low"}
    assert {str(check.severity) for check in rules.checks("secret")} > {"low"}

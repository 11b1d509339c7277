from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from penmark.analysis.edits import apply
from penmark.findings import Edit
from penmark.text.span import Span

Run = Callable[..., Any]

VULNERABLE = """\
import os
import sqlite3

from flask import request


def find():
    name = request.args["name"]
    db = sqlite3.connect("shop.db")
    return db.execute("SELECT '𝄞' FROM users WHERE name = '" + name + "'").fetchall()
"""
WEAK = "import hashlib\n\n\ndef name_of(data):\n    return hashlib.md5(data).hexdigest()\n"
CLEAN = "print('hello')\n"
PASSWORD = "Quartz" + "-27-" + "mVq!x"


def test_clean_found_failed(run: Run) -> None:
    Path("clean.py").write_text(CLEAN)
    ran = run("scan")
    assert (ran.code, ran.out[:32], ran.err) == (0, "No findings in 1 file, 1 line, 0", "")
    Path("bad.py").write_text(VULNERABLE)
    ran = run("scan", "bad.py")
    assert ran.code == 1
    assert ran.out.startswith("bad.py:10:12: critical sql-injection (CWE-89): ")
    assert "= fix: Pass the values as parameters" in ran.out
    assert "1 finding (1 critical) in 1 file, 10 lines" in ran.out
    assert run("scan", "--exit-zero").code == 0
    Path("torn.py").write_bytes(b"x = '\xff'\n")
    ran = run("scan", "--exit-zero")
    assert ran.code == 2, "what is not checked is never clean, and findings do not hide it"
    assert "torn.py: warning: it holds bytes that are not UTF-8, the first on line 1\n" in ran.out
    assert "1 file not fully checked: see the warnings above\n" in ran.out


def test_a_file_that_is_too_large_is_not_clean(run: Run) -> None:
    Path("penmark.toml").write_text("max-file-size = 30")
    Path("big.py").write_text("#" * 31)
    ran = run("scan", "big.py")
    assert ran.code == 2
    assert "big.py: warning: not checked: it is larger than 30 bytes (max-file-size)\n" in ran.out
    assert "1 file not checked: see the warnings above\n" in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("scan", "none"), "none does not exist"),
        (("scan", "--select", "sql-injetion"), "select names 'sql-injetion', which is no rule and no family: did you mean 'sql-injection'?"),
        (("scan", "--baseline", "none.json"), "none.json cannot be read: no such file or directory"),
        (("scan", "--output", "no/such/file"), "no/such/file cannot be written: no such file or directory"),
        (("scan", "--format", "json", "--output", "."), ". cannot be written: is a directory"),
        (("scan", "-"), "to read standard input, say with --stdin-filename what file it is"),
        (("scan", "--stdin-filename", "a.py", "b.py"), "--stdin-filename goes without paths"),
        (("rules", "sql-inject"), "there is no rule sql-inject: did you mean sql-injection?"),
        (("lsp", "--tcp", "4389"), "'4389' is no address: write HOST:PORT, like 127.0.0.1:4389"),
    ],
)  # fmt: skip
def test_misuse_is_one_line_and_2(run: Run, arguments: tuple[str, ...], said: str) -> None:
    assert run(*arguments) == (2, "", f"penmark: {said}\n")


def test_misspelt_settings(run: Run) -> None:
    Path("penmark.toml").write_text("\nmin-severty = 'low'\nselect = 3\n")
    ran = run("scan")
    path = Path("penmark.toml").absolute()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"penmark: {path}:2: unknown setting 'min-severty': did you mean 'min-severity'?\n"
        f"penmark: {path}:3: select must be a list of texts\n"
    )


def test_arguments_of_no_command(run: Run) -> None:
    assert run("scan", "--jobs", "0").code == 2
    assert run("bogus").code == 2
    assert run("--version").out.startswith("penmark ")
    assert run("scan", "--help").code == 0


def test_selection(run: Run) -> None:
    Path("a.py").write_text(VULNERABLE + WEAK)

    def rules(*more: str) -> set[str]:
        return {one["rule"] for one in json.loads(run("scan", "--format", "json", *more).out)["findings"]}

    assert rules() == {"sql-injection", "weak-hash"}
    assert rules("--select", "crypto") == {"weak-hash"}
    assert rules("--ignore", "weak-*,zzz*") == {"sql-injection"}
    assert rules("--min-severity", "critical") == {"sql-injection"}
    Path("penmark.toml").write_text("[per-file-ignores]\n'a.py' = ['injection']")
    assert rules() == {"weak-hash"}


def test_baseline_reports_only_what_is_new(run: Run) -> None:
    Path("a.py").write_text(WEAK)
    assert run("scan", "--write-baseline", "known.json").code == 1
    assert PASSWORD not in Path("known.json").read_text()
    ran = run("scan", "--baseline", "known.json")
    assert ran.code == 0
    assert "; 1 known from the baseline" in ran.out
    Path("a.py").write_text("#\n\n" + WEAK + VULNERABLE)
    ran = run("scan", "--baseline", "known.json")
    assert (ran.code, ran.out.count("sql-injection"), ran.out.count("weak-hash")) == (1, 1, 0)
    Path("penmark.toml").write_text("baseline = 'known.json'")
    assert run("scan").out.count("weak-hash") == 0
    Path("penmark.toml").write_text("baseline = '../known.json'")
    assert run("scan") == (2, "", "penmark: the baseline ../known.json is outside of the workspace\n")


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(VULNERABLE.encode())

    monkeypatch.setattr(sys, "stdin", Stdin)
    ran = run("scan", "--stdin-filename", "unsaved.py")
    assert ran.code == 1
    assert ran.out.startswith("unsaved.py:10:12: critical sql-injection")


def test_ignored_findings(run: Run) -> None:
    Path("a.py").write_text(WEAK.replace("digest()", "digest()  # penmark: ignore[weak-hash] a cache key"))
    ran = run("scan")
    assert (ran.code, "weak-hash" in ran.out) == (0, False)
    assert "; 1 ignored by comments" in ran.out
    ran = run("scan", "--show-ignored")
    assert ran.code == 0
    assert "weak-hash" in ran.out
    assert "= ignored: a cache key\n" in ran.out


def test_binary_files_are_passed_over_and_counted(run: Run) -> None:
    Path("a.bin").write_bytes(b"\0\1")
    ran = run("scan")
    assert ran.code == 0
    assert "; 1 binary file passed over\n" in ran.out


def test_secrets_appear_in_no_format(run: Run) -> None:
    Path("a.py").write_text(f'import os\nDB_PASSWORD = "{PASSWORD}"; os.system(f"{{input()}} {PASSWORD}")\n')
    for kind in ("text", "json", "sarif", "github"):
        ran = run("scan", "--format", kind, "--output", f"out.{kind}", "a.py")
        assert ran.code == 1
        text = Path(f"out.{kind}").read_text(encoding="utf-8")
        assert "hard-coded-password" in text
        shown = text.replace(f"{{input()}} {PASSWORD}", "")
        assert f'"{PASSWORD}"' not in shown
        assert f'\\"{PASSWORD}' not in shown
    assert PASSWORD not in run(
        "fix", "--unsafe-fixes", "--diff", "--select", "hard-coded-password", "a.py"
    ).out.replace(f" {PASSWORD}", "")


def test_json(run: Run) -> None:
    Path("a.py").write_text(VULNERABLE)
    table = json.loads(run("scan", "--format", "json").out)
    (finding,) = table["findings"]
    assert finding["path"] == "a.py"
    assert (finding["line"], finding["column"], finding["endLine"], finding["endColumn"]) == (10, 12, 10, 22)
    assert (finding["severity"], finding["confidence"], finding["cwe"]) == ("critical", "high", [89])
    assert [step["line"] for step in finding["steps"]] == [8, 8, 10]
    assert finding["fixes"][0]["applicability"] == "safe"
    assert table["summary"]["findings"] == 1
    assert table["problems"] == []


def test_github(run: Run) -> None:
    Path("a,b.py").write_text(VULNERABLE)
    lines = run("scan", "--format", "github").out.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(
        "::error file=a%2Cb.py,line=10,endLine=10,col=12,endColumn=22,title=Penmark%3A sql-injection::The query"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode elsewhere")
def test_names_that_are_no_text(run: Run) -> None:
    Path(os.fsdecode(b"a\xff\x1b[2J.py")).write_text(VULNERABLE)
    assert "a\ufffd\u241b[2J.py:10:12: critical" in run("scan").out
    for kind in ("json", "sarif", "github"):
        ran = run("scan", "--format", kind, "--write-baseline", "known.json")
        assert (ran.code, ran.err) == (1, "")
    assert run("scan", "--baseline", "known.json").code == 0


def sarif(run: Run, *arguments: str) -> dict[str, Any]:
    log = json.loads(run("scan", "--format", "sarif", *arguments).out)
    schema = json.loads(Path(__file__).with_name("sarif-schema-2.1.0.json").read_text())
    validator = jsonschema.Draft4Validator(schema)
    assert [(list(error.absolute_path), error.message) for error in validator.iter_errors(log)] == []
    (one,) = log["runs"]
    assert isinstance(one, dict)
    return one


def test_sarif_is_valid_and_complete(run: Run) -> None:
    Path("sub").mkdir()
    Path("sub/a b.py").write_text(VULNERABLE)
    Path("torn.py").write_bytes(b"x = '\xff'\n")
    Path("quiet.py").write_text(
        WEAK.replace("digest()", "digest()  # penmark: ignore[weak-hash] a cache key")
    )
    one = sarif(run)
    assert one["columnKind"] == "utf16CodeUnits"
    results = {result["ruleId"]: result for result in one["results"]}
    assert set(results) == {"sql-injection", "weak-hash"}
    assert results["weak-hash"]["suppressions"] == [{"kind": "inSource", "justification": "a cache key"}]
    found = results["sql-injection"]
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "sub/a%20b.py"
    assert place["region"]["snippet"]["text"] == "db.execute"
    assert found["partialFingerprints"]["penmark/v1"]
    assert len(found["relatedLocations"]) == 3
    assert len(found["codeFlows"][0]["threadFlows"][0]["locations"]) == 4
    rules = one["tool"]["driver"]["rules"]
    rule = rules[found["ruleIndex"]]
    assert rule["id"] == "sql-injection"
    assert "external/cwe/cwe-089" in rule["properties"]["tags"]
    assert rule["properties"]["security-severity"] == "9.5"
    assert rule["help"]["markdown"]
    (invocation,) = one["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    (note,) = invocation["toolExecutionNotifications"]
    assert note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "torn.py"
    for result in one["results"]:
        for location in result["locations"]:
            where = location["physicalLocation"]["artifactLocation"]
            assert one["artifacts"][where["index"]]["location"]["uri"] == where["uri"]


def test_sarif_of_nothing_is_valid(run: Run) -> None:
    Path("a.py").write_text(CLEAN)
    one = sarif(run)
    assert one["results"] == []
    assert one["invocations"][0]["executionSuccessful"] is True


def test_sarif_fixes_repair_the_file(run: Run) -> None:
    Path("a.py").write_text(VULNERABLE)
    (result,) = sarif(run)["results"]
    replacements = result["fixes"][0]["artifactChanges"][0]["replacements"]
    lines = VULNERABLE.splitlines(keepends=True)

    def offset(line: int, column: int) -> int:
        units = (
            "".join(lines[: line - 1]).encode("utf-16-le")
            + lines[line - 1].encode("utf-16-le")[: 2 * (column - 1)]
        )
        return len(units.decode("utf-16-le").encode())

    edits = [
        Edit(
            Span(
                offset(one["deletedRegion"]["startLine"], one["deletedRegion"]["startColumn"]),
                offset(one["deletedRegion"]["endLine"], one["deletedRegion"]["endColumn"]),
            ),
            one["insertedContent"]["text"],
        )
        for one in replacements
    ]
    Path("a.py").write_bytes(apply(VULNERABLE.encode(), edits))
    assert run("scan").code == 0


def test_a_terraform_module_is_read_together(run: Run) -> None:
    Path("main.tf").write_text(
        'resource "aws_security_group" "a" {\n  ingress {\n    from_port   = 22\n    to_port     = 22\n'
        '    protocol    = "tcp"\n    cidr_blocks = var.networks\n  }\n}\n'
    )
    Path("variables.tf").write_text('variable "networks" {\n  default = ["0.0.0.0/0"]\n}\n')
    ran = run("scan")
    assert ran.code == 1
    assert "main.tf:" in ran.out
    assert "::: variables.tf:2" in ran.out
    assert "open-to-world" in {result["ruleId"] for result in sarif(run)["results"]}


@pytest.mark.skipif(os.name == "nt", reason="signals and pipes are another thing there")
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"f{number}.py").write_text(VULNERABLE)
    process = subprocess.Popen(
        [sys.executable, "-m", "penmark", "scan", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 2
    process.stderr.close()


@pytest.mark.skipif(os.name == "nt", reason="signals are another thing there")
def test_an_interrupt_ends_all_processes_without_a_word(tmp_path: Path) -> None:
    for number in range(400):
        (tmp_path / f"f{number}.py").write_text(VULNERABLE * 20)
    process = subprocess.Popen(
        [sys.executable, "-m", "penmark", "scan", "--jobs", "2", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(1)
    os.killpg(process.pid, signal.SIGINT)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() in (130, 2), "the pipe may be found closed before the interrupt is heard"
    process.stderr.close()

from __future__ import annotations

from pathlib import Path

import pytest

from penmark.findings import Severity
from penmark.settings import Settings
from penmark.workspace.checking import FileChecker
from penmark.workspace.notchecked import NotChecked
from penmark.workspace.project import Project
from penmark.workspace.scan import scan

INSECURE = "import os\n\n\ndef run(request):\n    os.system('ls ' + input())\n    eval(input())\n"


def project(root: Path, **given: object) -> Project:
    return Project(root, Settings(folder=root, **given))  # type: ignore[arg-type]


def files(root: Path, count: int) -> list[Path]:
    made = []
    for number in range(count):
        path = root / f"f{number:03}.py"
        path.write_text(f"import hashlib\nhashlib.md5(data{number})\n" if number % 7 == 0 else "x = 1\n")
        made.append(path)
    return made


def test_one_process_and_several_give_the_same_in_order(tmp_path: Path) -> None:
    paths: list[Path | NotChecked] = [
        *files(tmp_path, 120),
        NotChecked(tmp_path / "closed", "permission denied"),
    ]
    seen: list[tuple[int, int]] = []
    one = project(tmp_path)
    alone = list(scan(paths, one, jobs=1))
    several = list(scan(paths, one, jobs=2, progress=lambda done, total, path: seen.append((done, total))))
    assert [checked.path for checked in several] == [*paths[:-1], tmp_path / "closed"]
    assert [(c.findings, c.problems, c.text, c.lines) for c in several] == [
        (c.findings, c.problems, c.text, c.lines) for c in alone
    ]
    assert sum(bool(checked.findings) for checked in alone) == 18
    assert seen == [(number, 121) for number in range(1, 122)]
    assert alone[-1].left_out
    assert alone[-1].problems[0].message == "not checked: permission denied"


def test_a_process_that_dies_costs_one_file_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import os\n"
        "import penmark.workspace.reading as reading\n"
        "import penmark.workspace.checking as checking\n"
        "real = reading.read\n"
        "def read(path, largest):\n"
        "    if path.name in ('f060.py', 'f061.py'):\n"
        "        os._exit(9)\n"
        "    return real(path, largest)\n"
        "checking.read = read\n"
    )
    server = Path(__file__).parents[2] / "server"
    monkeypatch.setenv("PYTHONPATH", f"{folder}{__import__('os').pathsep}{server}")
    (tmp_path / "w").mkdir()
    paths = files(tmp_path / "w", 120)
    results = list(scan(paths, project(tmp_path / "w"), jobs=2))
    assert [checked.path for checked in results] == paths
    crashed = [checked.path.name for checked in results if checked.left_out]
    assert crashed == ["f060.py", "f061.py"]
    assert results[60].problems[0].message == "not checked: the process that checked it crashed"
    assert sum(bool(checked.findings) for checked in results) == 18


@pytest.mark.parametrize("jobs", [1, 2])
def test_stops_when_told(tmp_path: Path, jobs: int) -> None:
    paths = files(tmp_path, 120)
    results = []
    for checked in scan(paths, project(tmp_path), jobs=jobs, stop=lambda: len(results) >= 60):
        results.append(checked)
    assert 60 <= len(results) < 120


def test_a_check_that_raises_is_reported_without_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = files(tmp_path, 3)
    real = FileChecker.check

    def check(self: FileChecker, path: Path, stop: object) -> object:
        if path == paths[1]:
            raise ValueError("the text of the file")
        return real(self, path)

    monkeypatch.setattr(FileChecker, "check", check)
    results = list(scan(paths, project(tmp_path), jobs=1))
    assert [bool(checked.problems) for checked in results] == [False, True, False]
    assert results[1].problems[0].message == "not checked: the check failed (ValueError)"


def test_one_file(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(INSECURE)
    checked = FileChecker(project(tmp_path)).check(path)
    assert [finding.rule for finding in checked.findings] == ["command-injection", "code-injection"]
    assert all(finding.fingerprint for finding in checked.findings)
    assert all(fix.additions == () for finding in checked.findings for fix in finding.fixes)
    assert (checked.lines, checked.language, checked.text.data) == (6, "python", INSECURE.encode())


def test_a_clean_file_takes_no_text_along(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1")
    checked = FileChecker(project(tmp_path)).check(path)
    assert (checked.lines, checked.text.data, checked.findings, checked.problems) == (1, b"", (), ())


def test_syntax_errors_and_bad_bytes_are_problems(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"def f(:\n    pass\n\nimport os\nos.system(input())\n")
    checked = FileChecker(project(tmp_path)).check(path)
    assert not checked.left_out
    assert checked.problems[0].message.startswith("syntax error")
    path.write_bytes(b"x = '\xff'\n")
    checked = FileChecker(project(tmp_path)).check(path)
    assert [problem.message for problem in checked.problems] == [
        "it holds bytes that are not UTF-8, the first on line 1"
    ]


def test_secrets_are_known_even_if_their_rules_are_off(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    secret = b"Quartz" + b"-27-" + b"mVq!x"
    path.write_bytes(b'import os\nPASSWORD = "%b"; os.system(input())\n' % secret)
    checked = FileChecker(project(tmp_path, select=("command-injection",))).check(path)
    assert [finding.rule for finding in checked.findings] == ["command-injection"]
    start = checked.text.data.index(secret)
    assert [tuple(span) for span in checked.text.secrets] == [(start, start + len(secret))]


def test_least_severity(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("import hashlib\nhashlib.md5(x)\neval(input())\n")
    every = FileChecker(project(tmp_path)).check(path).findings
    assert len({finding.severity for finding in every}) > 1
    worst = FileChecker(project(tmp_path, min_severity="critical")).check(path).findings
    assert worst == tuple(finding for finding in every if finding.severity == Severity.CRITICAL)
    assert worst

from __future__ import annotations

from pathlib import Path

import pytest

from penmark.findings import Confidence, Finding, Severity
from penmark.text.span import Span
from penmark.workspace.baseline import BaselineError, baseline_text, read_baseline


def finding(fingerprint: str) -> Finding:
    return Finding("a-rule", Span(0, 1), "M.", Severity.LOW, Confidence.LOW, fingerprint=fingerprint)


def test_what_is_written_is_known(tmp_path: Path) -> None:
    one, two, three = finding("1"), finding("2"), finding("3")
    file = tmp_path / "sub" / "a.py"
    path = tmp_path / "known.json"
    path.write_text(baseline_text(tmp_path, [(file, two), (file, one), (tmp_path.parent / "b.py", one)]))
    baseline = read_baseline(path)
    assert baseline.split(file, [one, three, two]) == ((three,), 2)
    assert baseline.split(tmp_path / "b.py", [one]) == ((one,), 0)
    assert baseline.split(tmp_path.parent / "b.py", [one]) == ((), 1)
    assert baseline_text(tmp_path, [(file, one), (file, two)]) == baseline_text(
        tmp_path, [(file, two), (file, one)]
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no baseline: it is not JSON"),
        ("[]", "is no baseline: it was not written by --write-baseline"),
        ('{"version": 2}', "is a baseline of another version of Penmark; write it anew"),
        ('{"version": 1, "findings": [1]}', "is no baseline: it was not written by --write-baseline"),
    ],
)
def test_what_is_no_baseline(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "known.json"
    path.write_text(text)
    with pytest.raises(BaselineError) as caught:
        read_baseline(path)
    assert str(caught.value) == f"{path} {said}"


def test_a_missing_baseline(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="cannot be read: no such file or directory"):
        read_baseline(tmp_path / "none")

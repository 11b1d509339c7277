from __future__ import annotations

import os
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from penmark.findings import Applicability
from penmark.settings import Settings
from penmark.workspace import mending
from penmark.workspace.checking import FileChecker
from penmark.workspace.mending import Mended, WriteError, mend, write
from penmark.workspace.project import Project
from penmark.workspace.reading import Source, read

BOTH = frozenset({Applicability.SAFE, Applicability.REVIEW})
SAFE = frozenset({Applicability.SAFE})


def opened(path: Path) -> Source:
    source = read(path, 1_000_000)
    assert isinstance(source, Source)
    return source


def mended(path: Path, text: str, allowed: frozenset[Applicability] = BOTH) -> Mended:
    path.write_bytes(text.encode())
    checker = FileChecker(Project(path.parent, Settings(folder=path.parent)))
    return mend(checker, opened(path), allowed)


def test_one_round_after_the_other_until_nothing_is_left(tmp_path: Path) -> None:
    text = (
        "import os\nimport requests\n\n\ndef get(response):\n"
        "    response.set_cookie('session', 'x', secure=False, httponly=False)\n"
        "    requests.get('https://a.test', verify=False, timeout=5)\n"
        "    requests.get('https://b.test', verify=False, timeout=5)\n"
    )
    result = mended(tmp_path / "a.py", text)
    assert [applied.rule for applied in result.applied].count("certificate-check-disabled") == 2
    assert b"verify" not in result.data
    assert result.left == ()
    assert result.refused == []
    assert (tmp_path / "a.py").read_text() == text, "nothing is written"


def test_only_what_is_allowed(tmp_path: Path) -> None:
    text = "import requests\n\nrequests.get('https://a.test', verify=False, timeout=5)\n"
    result = mended(tmp_path / "a.py", text, SAFE)
    assert not result.changed
    assert [finding.rule for finding in result.left] == ["certificate-check-disabled"]


def test_line_breaks_stay_as_they_are(tmp_path: Path) -> None:
    text = 'import sys\n\nDB_PASSWORD = "%s"\n' % ("Quartz" + "-27-" + "mVq!x")
    result = mended(tmp_path / "a.py", text.replace("\n", "\r\n"))
    assert result.data == b'import os\r\nimport sys\r\n\r\nDB_PASSWORD = os.environ["DB_PASSWORD"]\r\n'


def test_a_result_that_the_reference_reader_refuses_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reader(before: bytes, after: bytes, edits: object) -> str | None:
        return "no" if b"b.test'," in before and b"b.test', timeout" in after else None

    monkeypatch.setitem(mending._READERS, "python", reader)
    text = "import requests\n" + "".join(
        f"requests.get('https://{name}.test', verify=False, timeout=5)\n" for name in "ab"
    )
    result = mended(tmp_path / "a.py", text + "import hashlib\n")
    assert b"a.test', timeout" in result.data
    assert b"b.test', verify" in result.data
    assert len(result.refused) == 1
    assert result.refused[0].endswith("was not applied: no")
    assert [finding.rule for finding in result.left] == ["certificate-check-disabled"]


def test_a_file_that_python_cannot_read_stays_as_it_is(tmp_path: Path) -> None:
    result = mended(
        tmp_path / "a.py", "import requests\nrequests.get('https://a.test', verify=False)\n\nx = = 1\n"
    )
    assert not result.changed
    assert "Python does not read the result (line 4" in result.refused[0]
    assert result.problems == ()


@pytest.mark.parametrize("allowed", [SAFE, BOTH])
def test_mending_twice_changes_nothing_more(tmp_path: Path, allowed: frozenset[Applicability]) -> None:
    app = Path(__file__).parents[1] / "acceptance" / "insecure_flask" / "app.py"
    first = mended(tmp_path / "app.py", app.read_text(encoding="utf-8"), allowed)
    assert first.applied
    assert first.refused == []
    second = mended(tmp_path / "app.py", first.data.decode(), allowed)
    assert (second.applied, second.changed) == ([], False)
    compile(first.data, "app.py", "exec")


def test_writes_encoding_mark_and_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"\xef\xbb\xbf# coding: utf-8\nx = 1\n")
    path.chmod(0o755)
    write(opened(path), b"# coding: utf-8\ny = '\xc3\xa9'\n")
    assert path.read_bytes() == b"\xef\xbb\xbf# coding: utf-8\ny = '\xc3\xa9'\n"
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o755
    path.write_bytes(b"# coding: latin-1\nx = '\xe9'\n")
    write(opened(path), "# coding: latin-1\ny = 'ü'\n".encode())
    assert path.read_bytes() == b"# coding: latin-1\ny = '\xfc'\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.py"]


def test_what_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"# coding: latin-1\n")
    with pytest.raises(WriteError, match="its encoding, iso8859-1, cannot hold the result"):
        write(opened(path), "# coding: latin-1\n'€'\n".encode())
    path.write_bytes(b"'\xff'\n")
    with pytest.raises(WriteError, match="cannot be written back exactly as it was read"):
        write(opened(path), b"''\n")
    path.write_bytes(b"old\n")
    source = opened(path)
    path.write_bytes(b"new\n")
    with pytest.raises(WriteError, match="it has changed in the meantime"):
        write(source, b"fixed\n")
    assert path.read_bytes() == b"new\n"
    with pytest.raises(WriteError, match="no such file or directory"):
        write(replace(source, path=tmp_path / "none" / "a.py"), b"x")
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.py"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old\n")
    (tmp_path / "link.py").symlink_to(path)
    write(opened(tmp_path / "link.py"), b"new\n")
    assert path.read_bytes() == b"new\n"
    assert (tmp_path / "link.py").is_symlink()

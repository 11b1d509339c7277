from __future__ import annotations

import os
from pathlib import Path

import pytest

from penmark.text.document import Document
from penmark.workspace.module import ModuleFiles
from penmark.workspace.uris import from_path, to_path


def names(files: dict[str, Document]) -> dict[str, bytes]:
    return {Path(str(to_path(uri))).name: document.data for uri, document in files.items()}


def test_the_other_files_of_the_folder(tmp_path: Path) -> None:
    for name in ("main.tf", "b.tf", "a.tf", "x.py", "sub/c.tf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    modules = ModuleFiles(1000)
    context, problems = modules.context_of(tmp_path / "main.tf", "terraform")
    assert names(dict(context.files)) == {"a.tf": b"a.tf", "b.tf": b"b.tf"}
    assert problems == ()
    assert modules.context_of(tmp_path / "x.py", "python") == modules.context_of(None, "terraform")


def test_open_documents_stand_in_for_the_disk(tmp_path: Path) -> None:
    for name in ("main.tf", "a.tf"):
        (tmp_path / name).write_text(name)
    opened = {
        uri: Document(uri, 3, language, b"open")
        for uri, language in [
            (from_path(tmp_path / "a.tf"), "terraform"),
            (from_path(tmp_path / "new.tf"), "terraform"),
            (from_path(tmp_path / "main.tf"), "terraform"),
            (from_path(tmp_path / "x.py"), "python"),
            (from_path(tmp_path / "other" / "a.tf"), "terraform"),
            ("untitled:1", "terraform"),
        ]
    }
    context, _ = ModuleFiles(1000).context_of(tmp_path / "main.tf", "terraform", opened)
    assert names(dict(context.files)) == {"a.tf": b"open", "new.tf": b"open"}


def test_what_does_not_change_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.tf").write_text("one")
    (tmp_path / "b.tf").write_text("one")
    modules = ModuleFiles(1000)
    first = modules.context_of(tmp_path / "main.tf", "terraform")[0].files
    (tmp_path / "b.tf").write_text("other")
    second = modules.context_of(tmp_path / "main.tf", "terraform")[0].files
    a, b = from_path(tmp_path / "a.tf"), from_path(tmp_path / "b.tf")
    assert second[a] is first[a]
    assert second[b].data == b"other"


def test_what_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.tf").write_text("x" * 11)
    (tmp_path / "b.tf").write_bytes(b"\xff")
    context, problems = ModuleFiles(10).context_of(tmp_path / "main.tf", "terraform")
    assert dict(context.files) == {}
    assert [problem.message for problem in problems] == [
        "a.tf of the same module could not be read: it is larger than 10 bytes (max-file-size)",
        "b.tf of the same module could not be read: it holds bytes that are not UTF-8, the first on line 1",
    ]


def test_a_module_of_very_many_files_is_not_read_in_full_and_says_so(tmp_path: Path) -> None:
    for number in range(260):
        (tmp_path / f"f{number:03}.tf").write_text("")
    context, problems = ModuleFiles(10).context_of(tmp_path / "f000.tf", "terraform")
    assert len(context.files) == 255
    assert [problem.message for problem in problems] == [
        "f256.tf and what follows it were not read: the module has more than 256 files"
    ]


def test_uris_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "a b" / "ü#?%41.tf"
    assert to_path(from_path(path)) == path
    assert to_path("untitled:Untitled-1") is None
    assert to_path("file://host/share/x") is None
    assert to_path("http://x/y") is None
    assert to_path("file://[bad") is None
    assert to_path("file:///a%00b") is None


def test_a_folder_that_has_not_changed_is_not_listed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.tf", "b.tf"):
        (tmp_path / name).write_text("# one\n", encoding="utf-8")
    long_ago = 1_000_000_000
    os.utime(tmp_path, (long_ago, long_ago))
    files = ModuleFiles(1000)

    def texts() -> list[bytes]:
        context, problems = files.context_of(tmp_path / "a.tf", "terraform")
        assert problems == ()
        return [document.data for document in context.files.values()]

    assert texts() == [b"# one\n"]
    with monkeypatch.context() as patch:
        patch.delattr(os, "scandir")
        assert texts() == [b"# one\n"]
        (tmp_path / "b.tf").write_text("# changed\n", encoding="utf-8")
        assert texts() == [b"# changed\n"]
    (tmp_path / "c.tf").write_text("# new\n", encoding="utf-8")
    assert texts() == [b"# changed\n", b"# new\n"]
    (tmp_path / "b.tf").unlink()
    assert texts() == [b"# new\n"]

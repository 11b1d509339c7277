from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from penmark.settings import Settings
from penmark.workspace.discovery import discover, leads_out, repository_of
from penmark.workspace.notchecked import NotChecked

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


def tree(root: Path, *names: str, **texts: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n")


def found(root: Path, *starts: Path, **given: object) -> list[str]:
    settings = Settings(folder=root, **given)  # type: ignore[arg-type]
    results = discover(starts or (root,), root, settings)
    return [
        f"!{one.path.relative_to(root).as_posix()}: {one.reason}"
        if isinstance(one, NotChecked)
        else one.relative_to(root).as_posix()
        for one in results
    ]


def test_files_come_in_order_of_their_names_and_only_once(tmp_path: Path) -> None:
    tree(tmp_path, "b/z.py", "b/a.py", "a.py", "c.txt")
    assert found(tmp_path) == ["a.py", "b/a.py", "b/z.py", "c.txt"]
    assert found(tmp_path, tmp_path / "b", tmp_path, tmp_path / "c.txt") == [
        "b/a.py",
        "b/z.py",
        "a.py",
        "c.txt",
    ]


def test_what_belongs_to_tools_is_left_out(tmp_path: Path) -> None:
    tree(
        tmp_path,
        ".git/config",
        "node_modules/a.py",
        "sub/__pycache__/a.py",
        "env/pyvenv.cfg",
        "env/lib/a.py",
        "conda/conda-meta/history",
        "conda/a.py",
        "cache/CACHEDIR.TAG",
        "cache/a.py",
        ".terraform/modules/a.tf",
        ".github/workflow.yml",
        "sub/a.py",
    )
    assert found(tmp_path) == [".github/workflow.yml", "sub/a.py"]
    assert found(tmp_path, tmp_path / "env") == ["env/lib/a.py", "env/pyvenv.cfg"]


def test_ignore_files_at_each_level(tmp_path: Path) -> None:
    tree(
        tmp_path,
        "a.log",
        "keep.log",
        "build/a.py",
        "sub/build/a.py",
        "sub/a.log",
        "sub/deep/a.log",
        "sub/x.tmp",
        "y.tmp",
    )
    (tmp_path / ".gitignore").write_text("*.log\n!keep.log\n/build/\n")
    (tmp_path / "sub" / ".gitignore").write_text("!a.log\n")
    (tmp_path / "sub" / "deep" / ".ignore").write_text("a.log\n")
    (tmp_path / ".ignore").write_text("*.tmp\n")
    names = [name for name in found(tmp_path) if not Path(name).name.startswith(".")]
    assert names == ["keep.log", "sub/a.log", "sub/build/a.py"]
    names = [name for name in found(tmp_path, respect_gitignore=False) if not Path(name).name.startswith(".")]
    assert len(names) == 8


def test_what_is_named_is_checked_even_if_ignored(tmp_path: Path) -> None:
    tree(tmp_path, "build/a.py", "build/b.log", "c.py")
    (tmp_path / ".gitignore").write_text("build/\n*.log\n")
    assert found(tmp_path, tmp_path / "build" / "a.py") == ["build/a.py"]
    assert found(tmp_path, tmp_path / "build") == ["build/a.py", "build/b.log"]
    assert found(tmp_path, exclude=("c.py",)) == [".gitignore"]


def test_patterns_above_the_folder_that_is_scanned_count_up_to_the_repository(tmp_path: Path) -> None:
    tree(tmp_path, "repo/sub/a.py", "repo/sub/b.py", "repo/sub/c.py", "repo/sub/d.py")
    (tmp_path / ".gitignore").write_text("a.py\n")
    (tmp_path / "repo" / ".git" / "info").mkdir(parents=True)
    (tmp_path / "repo" / ".git" / "info" / "exclude").write_text("/sub/b.py\n")
    (tmp_path / "repo" / ".gitignore").write_text("c.py\n")
    root = tmp_path / "repo"
    assert repository_of(root / "sub") == root
    assert found(root, root / "sub") == ["sub/a.py", "sub/d.py"]


def test_the_persons_own_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    tree(tmp_path, "w/.git/HEAD", "w/a.py", "w/b.py", "w/c.py")
    (home / ".config" / "git").mkdir(parents=True)
    (home / ".config" / "git" / "ignore").write_text("a.py\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    root = tmp_path / "w"
    assert found(root) == ["b.py", "c.py"]
    (home / ".gitconfig").write_text("[user]\n\tname = x\n[core]\n\texcludesFile = ~/mine\n")
    (home / "mine").write_text("b.py\n")
    assert found(root) == ["a.py", "c.py"]


def test_exclude_speaks_of_paths_below_the_settings(tmp_path: Path) -> None:
    tree(tmp_path, "gen/a.py", "sub/gen/a.py", "sub/b_pb2.py", "sub/c.py")
    assert found(tmp_path, exclude=("/gen/", "*_pb2.py")) == ["sub/c.py", "sub/gen/a.py"]


def test_broken_patterns_are_passed_over(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "b.py")
    (tmp_path / ".gitignore").write_bytes(b"!\n\\\n[z-a]\n\xff\xfe\na.py\n" + b"*a" * 200 + b"\n")
    assert found(tmp_path) == [".gitignore", "b.py"]


def test_agrees_with_git(tmp_path: Path) -> None:
    names = [
        "a.py",
        "a/b.log",
        "a/c/b.log",
        "d e/f.py",
        "foo/bar/x.py",
        "foo/x.py",
        "x.bak",
        "#h",
        "doc/a.txt",
        "doc/s/a.txt",
    ]
    tree(tmp_path, *names)
    lines = [
        "*.log",
        "!c/b.log",
        "!a/c/b.log",
        "foo/**/x.py",
        "d\\ e/",
        "*.bak",
        "\\#h",
        "doc/*.txt",
        "**/none",
    ]
    (tmp_path / ".gitignore").write_text("\n".join(lines))
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "HOME": str(tmp_path)}
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True, env=environment)
    listed = subprocess.run(
        [*git, "ls-files", "-z", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
        env=environment,
    ).stdout.decode()
    assert sorted(found(tmp_path)) == sorted(filter(None, listed.split("\0")))


@needs_links
def test_links_are_not_followed(tmp_path: Path) -> None:
    tree(tmp_path, "w/a/x.py", "outside/secret.py")
    root = tmp_path / "w"
    (root / "circle").symlink_to(root)
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "out.py").symlink_to(tmp_path / "outside" / "secret.py")
    (root / "twice.py").symlink_to(root / "a" / "x.py")
    assert found(root) == ["a/x.py"]
    assert found(root, root / "twice.py") == ["twice.py"]
    reason = "it is a link that leads out of the workspace"
    assert found(root, root / "out.py", root / "out", root / "out" / "secret.py") == [
        f"!out.py: {reason}",
        f"!out: {reason}",
        f"!out/secret.py: {reason}",
    ]
    (root / "self").symlink_to(root / "self")
    assert [name[:6] for name in found(root, root / "self")] == ["!self:"]


@needs_links
def test_leads_out(tmp_path: Path) -> None:
    root = tmp_path / "w"
    tree(tmp_path, "w/a.py", "b.py")
    (root / "link").symlink_to(tmp_path)
    assert leads_out(root / "link" / "b.py", root)
    assert not leads_out(root / "a.py", root)
    assert not leads_out(tmp_path / "b.py", root), "it was not named as a part of the workspace"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_special_files_are_passed_over(tmp_path: Path) -> None:
    tree(tmp_path, "a.py")
    os.mkfifo(tmp_path / "pipe.py")
    assert found(tmp_path) == ["a.py"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is closed to root")
def test_a_closed_folder_is_reported(tmp_path: Path) -> None:
    tree(tmp_path, "closed/a.py", "b.py")
    (tmp_path / "closed").chmod(0)
    try:
        assert sorted(found(tmp_path)) == ["!closed: permission denied", "b.py"]
    finally:
        (tmp_path / "closed").chmod(0o700)

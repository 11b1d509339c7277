from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from penmark.cli.client import Buffer, Client, ServerError
from penmark.cli.demo import play
from penmark.cli.scenes import Scene, python_scene, terraform_scene
from penmark.cli.terminal import make_console
from penmark.settings import Settings
from penmark.workspace.checking import FileChecker
from penmark.workspace.project import Project


@pytest.mark.parametrize(("make", "rules"), [(python_scene, 4), (terraform_scene, 3)])
def test_what_the_server_finds_while_it_is_typed_is_mended(
    tmp_path: Path, make: Callable[[], Scene], rules: int
) -> None:
    scene = make()
    out = io.StringIO()
    with Client(tmp_path) as client:
        outcome = play(make_console(plain=True, file=out), client, tmp_path, scene, 0)
    shown = out.getvalue()
    assert (outcome.found, outcome.left) == (rules, 0)
    checker = FileChecker(Project(tmp_path, Settings(folder=tmp_path)))
    whole = (scene.before + scene.completion).encode()
    assert len(checker.check_bytes(tmp_path / scene.file, whole).findings) == rules
    mended = checker.check_bytes(tmp_path / scene.file, outcome.text.encode())
    assert (mended.findings, mended.problems) == ((), ())
    assert shown.count("while line ") >= rules
    assert shown.count("  quick fix: ") == rules
    assert f"--- a/{scene.file}\n+++ b/{scene.file}\n" in shown
    assert f"{rules} found, 0 findings left\n" in shown
    if scene.hidden:
        assert scene.hidden not in shown
        assert scene.hidden[:4] + "\u2022" in shown


def test_the_command(run: Callable[..., Any]) -> None:
    ran = run("demo", "--speed", "0", "--no-color", "--scene", "terraform")
    assert ran.code == 0
    assert "open-to-world" in ran.out
    assert ran.err == ""
    assert run("demo", "--speed", "-1").code == 2


def test_a_key_is_made_anew_each_time() -> None:
    one, other = python_scene(), python_scene()
    assert one.hidden != other.hidden
    assert one.hidden in one.completion


class _Silent:
    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []
        self.diagnostics: dict[str, Any] = {}

    def notify(self, method: str, parameters: Any) -> None:
        self.sent.append((method, parameters))


def test_a_buffer_counts_in_utf16() -> None:
    client = _Silent()
    buffer = Buffer(client, "file:///a", "python", "a\n𝄞é = 1\n")  # type: ignore[arg-type]
    assert buffer.position(buffer.text.index("=")) == {"line": 1, "character": 4}
    assert buffer.offset({"line": 1, "character": 4}) == buffer.text.index("=")

    def place(line: int, character: int) -> dict[str, int]:
        return {"line": line, "character": character}

    buffer.apply(
        [
            {"range": {"start": place(0, 0), "end": place(0, 1)}, "newText": "import b\nc"},
            {"range": {"start": place(1, 2), "end": place(1, 3)}, "newText": "e"},
        ]
    )
    assert buffer.text == "import b\nc\n𝄞e = 1\n"
    buffer.type("x")
    method, parameters = client.sent[-1]
    assert method == "textDocument/didChange"
    assert parameters["textDocument"] == {"uri": "file:///a", "version": 3}
    assert parameters["contentChanges"] == [
        {"range": {"start": place(3, 0), "end": place(3, 0)}, "text": "x"}
    ]


def test_a_server_that_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHOME", str(tmp_path))
    with pytest.raises(ServerError):
        Client(tmp_path, patience=5)

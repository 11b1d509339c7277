"""`penmark demo`: the real language server, while an assistant's completion is typed into a buffer of its."""

from __future__ import annotations

import argparse
import difflib
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from penmark.cli.client import Buffer, Client, ServerError
from penmark.cli.main import CLEAN, FAILED, UsageError
from penmark.cli.scenes import Scene, python_scene, terraform_scene
from penmark.cli.stage import Stage, counted, pieces
from penmark.cli.terminal import clean, make_console

_SCENES = {"python": python_scene, "terraform": terraform_scene}
_PAUSE = 0.02
"""Seconds between two pieces of the completion, at speed 1."""

_LOOK = 2.5
"""Seconds to look at what was found, at speed 1."""

_QUIET = 0.2
"""Seconds without a word after which the server has said all."""

_MOST_FIXES = 40


def demo(arguments: argparse.Namespace) -> int:
    """Plays the scenes. The exit code is 2 if a finding is left that should have been fixed."""
    console = make_console(plain=arguments.no_color)
    chosen = [arguments.scene] if arguments.scene else list(_SCENES)
    left = 0
    with tempfile.TemporaryDirectory(prefix="penmark-demo-") as folder:
        try:
            with Client(Path(folder).resolve()) as client:
                for name in chosen:
                    scene = _SCENES[name]()
                    left += play(console, client, Path(folder).resolve(), scene, arguments.speed).left
        except ServerError as error:
            raise UsageError(str(error)) from error
    return FAILED if left else CLEAN


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a scene ended: the number of findings before and after the quick fixes, and the text after them."""

    found: int
    left: int
    text: str


def play(console: Console, client: Client, folder: Path, scene: Scene, speed: float) -> Outcome:
    """Plays one scene in a buffer of the server. Raises ServerError if the server finds nothing in it or fails."""
    return _Play(console, client, folder, scene, speed).run()


class _Play:
    def __init__(self, console: Console, client: Client, folder: Path, scene: Scene, speed: float) -> None:
        self._console = console
        self._client = client
        self._scene = scene
        self._slow = 1 / speed if speed else 0.0
        self._buffer = Buffer(client, (folder / scene.file).as_uri(), scene.language, scene.before)
        self._stage = Stage(console, scene)
        self._delays: list[float] = []

    def run(self) -> Outcome:
        with self._stage:
            self._type()
            self._settle()
            self._stage.result(self._buffer)
        completed = self._buffer.text
        found = len(self._buffer.diagnostics)
        if not found:
            raise ServerError("the language server found nothing in the demo's completion")
        self._stage.say(
            f"{counted(self._buffer.diagnostics)} while it was being typed{self._speed()}", "bold"
        )
        time.sleep(_LOOK * self._slow)
        titles = self._fix_all()
        for title in titles:
            self._stage.say(f"  quick fix: {title}", "green")
        self._console.print()
        self._difference(completed)
        left = self._buffer.diagnostics
        self._stage.say(f"{found} found, {counted(left)} left", "bold")
        if left:
            self._stage.result(self._buffer)
        self._console.print()
        return Outcome(found, len(left), self._buffer.text)

    def _type(self) -> None:
        for piece in pieces(self._scene.completion):
            started = time.monotonic()
            self._buffer.type(piece)
            if self._slow and self._client.listen(_PAUSE * self._slow):
                if self._buffer.is_current:
                    self._delays.append(time.monotonic() - started)
                time.sleep(_PAUSE * self._slow)
            if piece.endswith("\n"):
                self._catch_up()
            self._stage.typed(self._buffer)

    def _settle(self) -> None:
        """Waits until the server has said all that it has to say of the text as it is."""
        self._catch_up()
        while self._client.listen(_QUIET):
            pass

    def _catch_up(self) -> None:
        """Waits until the server has read all that was typed."""
        start = self._buffer.position(0)
        self._actions({"start": start, "end": start}, [])
        self._client.listen(0.0)

    def _fix_all(self) -> list[str]:
        """Applies the preferred quick fix of one finding after the other; returns the titles."""
        titles: list[str] = []
        hopeless: set[str] = set()
        while len(titles) < _MOST_FIXES:
            waiting = [one for one in self._buffer.diagnostics if _key(one) not in hopeless]
            if not waiting:
                break
            action = self._preferred(waiting[0])
            if action is None:
                hopeless.add(_key(waiting[0]))
                continue
            self._buffer.apply(self._edits(action))
            self._settle()
            titles.append(str(action["title"]))
        return titles

    def _preferred(self, diagnostic: dict[str, Any]) -> dict[str, Any] | None:
        actions = self._actions(diagnostic["range"], [diagnostic])
        fixes = [
            one for one in actions if one.get("kind", "").startswith("quickfix") and one.get("diagnostics")
        ]
        preferred = [one for one in fixes if one.get("isPreferred")]
        for action in preferred or fixes:
            if "edit" not in action:
                action = self._client.request("codeAction/resolve", action)
            if self._edits(action):
                return action
        return None

    def _actions(self, where: dict[str, Any], diagnostics: list[dict[str, Any]]) -> list[dict[str, Any]]:
        parameters = {
            "textDocument": {"uri": self._buffer.uri},
            "range": where,
            "context": {"diagnostics": diagnostics, "only": ["quickfix"], "triggerKind": 1},
        }
        return list(self._client.request("textDocument/codeAction", parameters) or ())

    def _edits(self, action: dict[str, Any]) -> list[dict[str, Any]]:
        """The edits of an action to the buffer."""
        edit = action.get("edit") or {}
        edits = [
            one
            for change in edit.get("documentChanges", ())
            if change["textDocument"]["uri"] == self._buffer.uri
            for one in change["edits"]
        ]
        return edits or list(edit.get("changes", {}).get(self._buffer.uri, ()))

    def _difference(self, completed: str) -> None:
        old, new = (self._stage.hide(text).splitlines() for text in (completed, self._buffer.text))
        name = self._scene.file
        for line in difflib.unified_diff(old, new, f"a/{name}", f"b/{name}", n=2, lineterm=""):
            style = "bold" if line.startswith(("+++", "---")) else _STYLES.get(line[:1], "")
            self._console.print(Text(clean(line), style=style), soft_wrap=True)
        self._console.print()

    def _speed(self) -> str:
        if not self._delays:
            return ""
        return f" (diagnostics {statistics.median(self._delays) * 1000:.0f} ms after the key)"


_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def _key(diagnostic: dict[str, Any]) -> str:
    return f"{diagnostic.get('code')} {diagnostic['range']}"

"""How the demo is shown: in place where somebody looks at a terminal, else as lines one after the other."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from penmark.cli.client import Buffer
from penmark.cli.scenes import Scene
from penmark.cli.terminal import clean

_STYLES = {1: "bold red", 2: "bold yellow", 3: "bold cyan", 4: "bold cyan"}
_WORDS = {1: "error", 2: "warning", 3: "note", 4: "note"}
_GUTTER = "blue"
_MARGIN = 3

_Json = dict[str, Any]


class Stage:
    """Shows one scene. Entered before the typing, left when it is over."""

    def __init__(self, console: Console, scene: Scene) -> None:
        self._console = console
        self._scene = scene
        self._said: set[tuple[str, str]] = set()
        self._live: Live | None = None

    def __enter__(self) -> Stage:
        self.say(f"{self._scene.title}: an assistant completes {self._scene.file}", "bold")
        if self._console.is_terminal:
            self._live = Live(console=self._console, auto_refresh=False, transient=True)
            self._live.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        if self._live is not None:
            with contextlib.suppress(Exception):
                self._live.__exit__(None, None, None)
            self._live = None

    def say(self, text: str, style: str = "") -> None:
        """One line of the narrator."""
        self._console.print(Text(clean(text), style=style), soft_wrap=True)

    def typed(self, buffer: Buffer) -> None:
        """Shows the buffer with what is said about it."""
        if self._live is not None:
            height = max(4, self._console.height - _MARGIN)
            lines = self._listing(buffer, cursor=True)[-height:]
            for line in lines:
                line.truncate(self._console.width - 1, overflow="ellipsis")
            self._live.update(Group(*lines), refresh=True)
            return
        for diagnostic in buffer.diagnostics:
            key = (str(diagnostic.get("code")), diagnostic["message"])
            if key not in self._said:
                self._said.add(key)
                number = buffer.text.count("\n") + 1
                self.say(f"  while line {number} is being typed: {_sentence(diagnostic)}")

    def result(self, buffer: Buffer) -> None:
        """Shows the finished buffer."""
        if self._live is not None:
            self.__exit__()
        for line in self._listing(buffer):
            self._console.print(line, soft_wrap=True)
        self._console.print()

    def hide(self, text: str) -> str:
        """`text` without the scene's secret, as long as before."""
        secret = self._scene.hidden
        return text.replace(secret, secret[:4] + "\u2022" * (len(secret) - 4)) if secret else text

    def _listing(self, buffer: Buffer, *, cursor: bool = False) -> list[Text]:
        lines = self.hide(buffer.text).split("\n")
        if not cursor and lines[-1] == "":
            lines.pop()
        by_line: dict[int, list[_Json]] = {}
        for diagnostic in buffer.diagnostics:
            by_line.setdefault(diagnostic["range"]["start"]["line"], []).append(diagnostic)
        shown: list[Text] = []
        for number, line in enumerate(lines):
            end = "\u2588" if cursor and number == len(lines) - 1 else ""
            shown.append(Text.assemble((f"{number + 1:>3} \u2502 ", _GUTTER), clean(line), (end, "dim")))
            shown += (_underline(diagnostic, line) for diagnostic in by_line.get(number, ()))
        return shown


def _underline(diagnostic: _Json, line: str) -> Text:
    start, end = diagnostic["range"]["start"], diagnostic["range"]["end"]
    stop = end["character"] if end["line"] == start["line"] else len(line)
    before, marked = line[: start["character"]], line[start["character"] : stop]
    style = _STYLES[diagnostic.get("severity", 1)]
    under = "^" * max(1, cell_len(marked))
    label = f"{under} {_sentence(diagnostic)}"
    return Text.assemble(("    \u2502 ", _GUTTER), " " * cell_len(before), (label, style))


def _sentence(diagnostic: _Json) -> str:
    word = _WORDS[diagnostic.get("severity", 1)]
    return clean(f"{word} {diagnostic.get('code', '')}: {diagnostic['message']}")


def pieces(text: str) -> Iterable[str]:
    """The text as an assistant streams it: some characters at a time, and never across the end of a line."""
    for line in text.splitlines(keepends=True):
        for start in range(0, len(line), 4):
            yield line[start : start + 4]


def counted(diagnostics: Sequence[_Json]) -> str:
    """How many they are, in words."""
    return f"{len(diagnostics)} finding{'' if len(diagnostics) == 1 else 's'}"

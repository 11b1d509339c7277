"""One page as text: its data, its prose, and where a key of the data stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Key = str | int

_AT_LINE = re.compile(r"\(at line (\d{1,6}), column \d{1,6}\)")
_OPENING = re.compile(r"\s*```toml[ \t]*\n")
_QUOTED = re.compile(r"[`'\"“]([^`'\"“”\n]{1,80})[`'\"”]")


class PageError(ValueError):
    """A page that cannot be used: `path`, `line` (from 1) and what is wrong."""

    def __init__(self, path: str, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read. `block` is the TOML text, `first` the line (from 1) on which it begins, `body` what follows it."""

    path: str
    block: str
    first: int
    body: str
    data: Mapping[str, Any]

    def error(self, reason: str, where: Sequence[Key] = ()) -> PageError:
        """An error at the key that the path `where` leads to, or at the key that `reason` quotes below it."""
        named = [match.group(1) for match in _QUOTED.finditer(reason)]
        return PageError(self.path, self.first + _line_of(self.block, where, named), reason)


def page_text(path: Path, shown: str) -> str:
    """The text of a page with `\\n` line ends, `shown` in errors. Raises PageError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig") + "\n"
    except (OSError, UnicodeDecodeError) as error:
        raise PageError(shown, 1, f"cannot be read: {error}") from None


def parse_page(text: str, shown: str) -> Page:
    """The page with this text. Raises PageError."""
    sketch = sketch_page(text, shown)
    try:
        data = tomllib.loads(sketch.block)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found.group(1)) if found else sketch.block.count("\n")
        raise PageError(shown, sketch.first - 1 + line, f"not valid TOML: {error}") from None
    return Page(shown, sketch.block, sketch.first, sketch.body, data)


def sketch_page(text: str, shown: str) -> Page:
    """The page with its toml block unread: `data` is empty. Raises PageError where there is no such block."""
    opening = _OPENING.match(text)
    if opening is None:
        line = text[: len(text) - len(text.lstrip())].count("\n") + 1 if text.strip() else 1
        raise PageError(shown, line, "a page begins with a fenced toml block")
    first = text.count("\n", 0, opening.end()) + 1
    end = text.find("\n```\n", opening.end() - 1)
    if end < 0:
        raise PageError(shown, first - 1, "the toml block is not closed")
    return Page(shown, text[opening.end() : end + 1], first, text[end + 5 :], {})


def _line_of(block: str, where: Sequence[Key], named: Sequence[str]) -> int:
    """The line (from 0) of the deepest key on the path that has a line of its own, or of a named key in its table."""
    lines = block.splitlines()
    path = [key for key in where if isinstance(key, str)]
    start, end, deepest = _table(lines, where)
    if deepest < len(path):
        named = [*path[deepest:], *named]
    for name in named:
        for number in range(start, end):
            if name in _keys(lines[number]):
                return number
    for name in named:
        for number in range(start, end):
            if name in lines[number]:
                return number
    return start


def _table(lines: Sequence[str], where: Sequence[Key]) -> tuple[int, int, int]:
    """Lines (from, to) of the deepest table on the path, and how many of the path's names lead to it."""
    counts: dict[tuple[str, ...], int] = {}
    best = (0, _next_header(lines, 0), 0)
    current: list[Key] = []
    for number, line in enumerate(lines):
        stripped = line.strip()
        if not stripped.startswith("["):
            continue
        header = stripped.split("#", 1)[0].strip()
        if not header.endswith("]") or "=" in header or "," in header:
            continue
        names = tuple(part.strip().strip('"') for part in header.strip("[]").split("."))
        full: list[Key] = []
        for depth in range(1, len(names) + 1):
            prefix = names[:depth]
            full.append(names[depth - 1])
            if depth == len(names) and header.startswith("[["):
                counts[prefix] = counts.get(prefix, -1) + 1
                for deeper in [key for key in counts if len(key) > depth and key[:depth] == prefix]:
                    del counts[deeper]
            if prefix in counts:
                full.append(counts[prefix])
        current = full
        depth = sum(isinstance(key, str) for key in current)
        matches = list(where[: len(current)]) == current or current[: len(where)] == list(where)
        if matches and depth > best[2]:
            best = (number, _next_header(lines, number + 1), depth)
    return best


def _next_header(lines: Sequence[str], start: int) -> int:
    for number in range(start, len(lines)):
        if lines[number].lstrip().startswith("[") and "=" not in lines[number].split("#", 1)[0]:
            return number
    return len(lines)


def _keys(line: str) -> list[str]:
    """The keys that the line may set: what stands before each equals sign."""
    found = []
    for piece in line.split("=")[:-1]:
        key = piece.rsplit("{", 1)[-1].rsplit(",", 1)[-1].strip().strip("\"'")
        found.append(key)
    return found

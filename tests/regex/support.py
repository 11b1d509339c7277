"""Python's own `re` at work, in processes that can be stopped."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

SECONDS = 60
_PROGRAM = """
import re, sys
pattern, texts, flags, method = eval(sys.stdin.readline())
matcher = getattr(re.compile(pattern, flags), method)
print("ready", flush=True)
for text in texts:
    matcher(text)
print("done", flush=True)
"""


class Match(NamedTuple):
    """Calls of a compiled pattern."""

    pattern: str | bytes
    texts: Sequence[str] | Sequence[bytes]
    flags: int = 0
    method: str = "search"


def unfinished(matches: Iterable[Match], seconds: float) -> list[Match]:
    """Those that still run after so many seconds, which count from when all have begun; they are then stopped.

    Any number of seconds tells a text that takes years from one that takes milliseconds.
    """
    running = [(match, _started(match)) for match in matches]
    try:
        for _, process in running:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        time.sleep(seconds)
        return [match for match, process in running if process.poll() is None]
    finally:
        for _, process in running:
            process.kill()
            process.communicate()


def finishes(match: Match) -> bool:
    """Whether it ends within a minute."""
    process = _started(match)
    try:
        return process.wait(SECONDS) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        process.kill()
        process.communicate()


def _started(match: Match) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    process.stdin.write(ascii(tuple(match)) + "\n")
    process.stdin.flush()
    return process

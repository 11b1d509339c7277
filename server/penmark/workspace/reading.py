"""Reading files as text, without being led astray by what stands there in place of one."""

from __future__ import annotations

import codecs
import io
import os
import stat
import tokenize
from dataclasses import dataclass
from pathlib import Path

from penmark.syntax import language_of
from penmark.workspace.notchecked import NotChecked, reason_of

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_BINARY", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC")
)
"""Between the look at a file and its opening somebody may put a pipe in its place: the opening must not wait for it."""

_LOOK = 100_000
"""How many bytes of a file that is too large are looked at, to tell whether it holds text at all."""

_SLOW = frozenset({"punycode", "idna"})
"""Encodings whose decoders take more than linear time; no honest file is written in them."""


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file.

    `raw` is what stands on disk; `data` the same as UTF-8 without `bom`, decoded by `encoding`. `problem` says why the
    text may not be what its author wrote, "" where it is. `mode` is the file's mode.
    """

    path: Path
    language: str
    raw: bytes
    data: bytes
    encoding: str
    bom: bytes
    problem: str
    mode: int = 0

    def encoded(self, data: bytes) -> bytes | None:
        """`data` (UTF-8) as it is to be written to the file; None where its encoding cannot hold the text."""
        try:
            return self.bom + data.decode().encode(self.encoding)
        except UnicodeError:
            return None


@dataclass(frozen=True, slots=True)
class Binary:
    """A file that holds no text."""

    path: Path


def read(path: Path, largest: int) -> Source | Binary | NotChecked:
    """The text of the file at `path`, of at most `largest` bytes.

    Never opens anything but a regular file, and never waits for one. Raises nothing.
    """
    try:
        raw, mode = _bytes(path, largest + 1)
    except OSError as error:
        return NotChecked(path, reason_of(error))
    if raw is None:
        return NotChecked(path, "it is not a regular file")
    if len(raw) > largest:
        if isinstance(decode(path, raw[:_LOOK]), Binary):
            return Binary(path)
        return NotChecked(path, f"it is larger than {largest:,} bytes (max-file-size)")
    return decode(path, raw, mode)


def decode(path: Path, raw: bytes, mode: int = 0) -> Source | Binary | NotChecked:
    """What the bytes of a file with this name say."""
    language = language_of(str(path))
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return _decoded(path, language, raw, encoding, bom, mode)
    if b"\0" in raw:
        return Binary(path) if language == "text" else NotChecked(path, "it holds NUL bytes")
    encoding, problem = "utf-8", ""
    if language == "python":
        encoding, problem = _declared(raw)
    source = _decoded(path, language, raw, encoding, b"", mode, problem)
    if source.problem and language == "text":
        return _decoded(path, language, raw, "latin-1", b"", mode)
    return source


def _decoded(
    path: Path, language: str, raw: bytes, encoding: str, bom: bytes, mode: int, problem: str = ""
) -> Source:
    body = raw[len(bom) :]
    try:
        text = body.decode(encoding)
    except UnicodeError as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = body.count(b"\n", 0, at) + 1
        problem = problem or f"it holds bytes that are not {encoding.upper()}, the first on line {line}"
        text = body.decode(encoding, errors="replace")
    data = text.encode(errors="replace")
    return Source(path, language, raw, data, encoding, bom, problem, mode)


def _declared(raw: bytes) -> tuple[str, str]:
    """The encoding that Python source declares (PEP 263), and what is wrong with the declaration."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(raw[:1000]).readline)
        encoding = codecs.lookup(encoding).name
        b"a".decode(encoding)
    except (SyntaxError, LookupError, UnicodeError):
        try:
            raw[:1000].decode(errors="strict")
        except UnicodeDecodeError as error:
            if error.start < 990:
                return "utf-8", ""
        return "utf-8", "it declares an encoding that is unknown"
    if encoding in _SLOW:
        return "utf-8", f"it declares the encoding {encoding}"
    return encoding, ""


def _bytes(path: Path, count: int) -> tuple[bytes | None, int]:
    """At most `count` bytes of a regular file and its mode; None for anything else. Raises OSError."""
    if not stat.S_ISREG(path.stat().st_mode):
        return None, 0
    handle = os.open(path, _FLAGS)
    with os.fdopen(handle, "rb") as file:
        mode = os.fstat(handle).st_mode
        return (file.read(count), mode) if stat.S_ISREG(mode) else (None, 0)

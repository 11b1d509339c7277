"""Fixes applied to a file until none is left to apply, and the result written back."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from penmark.analysis.edits import apply, combine
from penmark.analysis.result import Analysis
from penmark.findings import Applicability, Edit, Finding, Fix, Problem
from penmark.workspace.checking import FileChecker
from penmark.workspace.notchecked import reason_of
from penmark.workspace.reading import Source, read

_MOST_ROUNDS = 25
"""Each round applies every fix that does not overlap another, so that more than a few are only needed by fixes that
undo each other."""


class WriteError(Exception):
    """A file was not written; the text says why."""


@dataclass(frozen=True, slots=True)
class Applied:
    """One fix that was applied. `line` counts from 0, in the text as it was when the fix was applied."""

    rule: str
    title: str
    line: int


@dataclass(slots=True)
class Mended:
    """A file's text after its fixes.

    `data` is UTF-8; `applied` the fixes, round by round; `left` the findings that are still there, in `data`; `refused`
    says which fixes were not applied, and why; `problems` what could not be checked.
    """

    source: Source
    data: bytes
    applied: list[Applied] = field(default_factory=list)
    left: tuple[Finding, ...] = ()
    refused: list[str] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything is to be written."""
        return self.data != self.source.data


def mend(
    checker: FileChecker,
    source: Source,
    allowed: frozenset[Applicability],
    known: frozenset[str] = frozenset(),
    stop: Callable[[], bool] = lambda: False,
) -> Mended:
    """Applies to the text, for each finding, the first fix of an `allowed` kind, and again to what comes of it.

    A fix stays out whose result the language's reference reader does not accept, or that does not take away its finding.
    Findings whose fingerprints are `known` are left alone. Nothing is written. Raises Stopped when `stop` says so.
    """
    return _Mending(checker, source, allowed, known, stop).run()


class _Mending:
    def __init__(
        self,
        checker: FileChecker,
        source: Source,
        allowed: frozenset[Applicability],
        known: frozenset[str],
        stop: Callable[[], bool],
    ) -> None:
        self._checker = checker
        self._allowed = allowed
        self._known = known
        self._stop = stop
        self._newline = _newline_of(source.data)
        self._mended = Mended(source, source.data)
        self._refused: set[tuple[str, str]] = set()
        self._seen = {source.data}

    def run(self) -> Mended:
        mended = self._mended
        analysis, problems = self._analyze(mended.data)
        for _ in range(_MOST_ROUNDS):
            step = self._round(analysis)
            if step is None:
                break
            data, applied = step
            after, problems = self._analyze(data)
            useless = _without_effect(analysis, after, applied)
            if useless:
                self._refuse(useless, "its result still has the finding")
                continue
            if data in self._seen:
                break
            self._seen.add(data)
            lines = analysis.document.lines
            mended.applied += (
                Applied(finding.rule, fix.title, lines.line_of(finding.span.start))
                for finding, fix in applied
            )
            mended.data, analysis = data, after
        mended.left = analysis.findings
        mended.problems = (*problems, *analysis.problems)
        return mended

    def _analyze(self, data: bytes) -> tuple[Analysis, tuple[Problem, ...]]:
        return self._checker.analyze(replace(self._mended.source, data=data), self._stop)

    def _round(self, analysis: Analysis) -> tuple[bytes, list[tuple[Finding, Fix]]] | None:
        """The text with as many fixes as go together, and which they are; None where there is none."""
        chosen = [
            (finding, fix) for finding in analysis.findings if (fix := self._choice(finding)) is not None
        ]
        data, applied = self._attempt(analysis, chosen)
        if applied and (reason := self._objection(analysis, data, applied)) is None:
            return data, applied
        for pair in applied:
            data, alone = self._attempt(analysis, [pair])
            reason = self._objection(analysis, data, alone)
            if reason is None:
                return data, alone
            self._refuse(alone, reason)
        return None

    def _choice(self, finding: Finding) -> Fix | None:
        if finding.fingerprint in self._known:
            return None
        for fix in finding.fixes:
            if fix.applicability in self._allowed and (finding.rule, fix.title) not in self._refused:
                return fix
        return None

    def _attempt(
        self, analysis: Analysis, chosen: Sequence[tuple[Finding, Fix]]
    ) -> tuple[bytes, list[tuple[Finding, Fix]]]:
        edits, taken = combine(analysis, [fix for _, fix in chosen])
        identities = {id(fix) for fix in taken}
        data = apply(analysis.document.data, self._in_this_file(edits))
        return data, [(finding, fix) for finding, fix in chosen if id(fix) in identities]

    def _objection(
        self, analysis: Analysis, data: bytes, applied: Sequence[tuple[Finding, Fix]]
    ) -> str | None:
        edits, _ = combine(analysis, [fix for _, fix in applied])
        before = analysis.document.data
        if data == before:
            return "it changes nothing"
        reader = _READERS.get(self._mended.source.language)
        return reader(before, data, self._in_this_file(edits)) if reader is not None else None

    def _in_this_file(self, edits: Iterable[Edit]) -> list[Edit]:
        """The edits with line breaks as the file has them."""
        return [
            Edit(edit.span, edit.text.replace("\r\n", "\n").replace("\n", self._newline)) for edit in edits
        ]

    def _refuse(self, fixes: Iterable[tuple[Finding, Fix]], reason: str) -> None:
        for finding, fix in fixes:
            key = (finding.rule, fix.title)
            if key not in self._refused:
                self._refused.add(key)
                self._mended.refused.append(f"{finding.rule}: {fix.title!r} was not applied: {reason}")


def _without_effect(
    before: Analysis, after: Analysis, applied: Sequence[tuple[Finding, Fix]]
) -> list[tuple[Finding, Fix]]:
    """The fixes of rules that have more findings left than fixes leave over: such fixes would be applied for ever."""
    had = Counter(finding.rule for finding in before.findings)
    has = Counter(finding.rule for finding in after.findings)
    fixed = Counter(finding.rule for finding, _ in applied)
    return [
        (finding, fix)
        for finding, fix in applied
        if has[finding.rule] > had[finding.rule] - fixed[finding.rule]
    ]


def _newline_of(data: bytes) -> str:
    breaks = data.count(b"\n")
    return "\r\n" if breaks and 2 * data.count(b"\r\n") > breaks else "\n"


# ---------------------------------------------------------------- reference readers


def _python(before: bytes, after: bytes, edits: Sequence[Edit]) -> str | None:
    from penmark.syntax.python import reference

    reason = reference.accepts(after)
    return None if reason is None else f"Python does not read the result ({reason})"


def _hcl(before: bytes, after: bytes, edits: Sequence[Edit]) -> str | None:
    from penmark.syntax.hcl import reference

    return reference.accepts(before, after, edits)


def _json(before: bytes, after: bytes, edits: Sequence[Edit]) -> str | None:
    try:
        json.loads(after)
    except (ValueError, RecursionError):
        return "the result is not JSON"
    return None


def _yaml(before: bytes, after: bytes, edits: Sequence[Edit]) -> str | None:
    import yaml

    try:
        for _ in yaml.parse(after.decode()):
            pass
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        return "PyYAML does not read the result"
    return None


_READERS: dict[str, Callable[[bytes, bytes, Sequence[Edit]], str | None]] = {
    "python": _python,
    "terraform": _hcl,
    "terraform-vars": _hcl,
    "opentofu": _hcl,
    "opentofu-vars": _hcl,
    "json": _json,
    "yaml": _yaml,
}

# ---------------------------------------------------------------- writing


def write(source: Source, data: bytes) -> None:
    """Writes `data` (UTF-8) over the file that `source` was read from, in its encoding, with its mode, all or nothing.

    Raises WriteError, with the file as it was, if the file has changed since or cannot be written.
    """
    if source.problem or source.encoded(source.data) != source.raw:
        raise WriteError("its text cannot be written back exactly as it was read")
    raw = source.encoded(data)
    if raw is None:
        raise WriteError(f"its encoding, {source.encoding}, cannot hold the result")
    path = source.path.resolve()
    try:
        _replace(path, raw, source)
    except OSError as error:
        raise WriteError(reason_of(error)) from error


def _replace(path: Path, raw: bytes, source: Source) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".penmark-", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(handle)
        status = path.stat()
        with contextlib.suppress(OSError, AttributeError):
            os.chown(temporary, status.st_uid, status.st_gid)
        temporary.chmod(status.st_mode & 0o7777)
        now = read(path, len(source.raw) + 1)
        if not isinstance(now, Source) or now.raw != source.raw:
            raise WriteError("it has changed in the meantime")
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise

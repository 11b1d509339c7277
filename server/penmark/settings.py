"""What a person can set: one typed table, read from TOML and from the editor.

The fields of `Settings` are the whole truth: their types say which values are allowed, their metadata is the documentation.
Nothing here raises for what a person wrote; errors are returned beside the settings that remain valid.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Literal

SeverityName = Literal["critical", "high", "medium", "low"]
ConfidenceName = Literal["high", "medium", "low"]
FILES = ("penmark.toml", "pyproject.toml")
"""The files that hold settings; of two in one folder the first wins."""

POLICY = "PENMARK_POLICY"
"""The environment variable that names a settings file which stands over all others."""

_FOREIGN = frozenset({"trace", "server", "path", "interpreter", "enable", "status", "codeLens"})
"""Keys in an editor's section that are read by its extension and not by Penmark."""


@dataclass(frozen=True, slots=True)
class SettingsError:
    """Something that a person wrote and that cannot be used.

    `path` is "" for the editor's settings; `line` counts from 1 and is 0 where there is no line.
    """

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path or "client settings"
        return f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. A key in TOML is the field's name with hyphens.

    `folder` is no setting: relative paths and patterns start there.
    """

    select: tuple[str, ...] = field(
        default=("*",),
        metadata={"description": "The rules that are on: ids or families, with * as a wildcard."},
    )
    ignore: tuple[str, ...] = field(
        default=(),
        metadata={
            "description": "The rules that are off, even if selected: ids or families, with * as a wildcard."
        },
    )
    min_severity: SeverityName = field(
        default="low", metadata={"description": "The least severity that is reported."}
    )
    min_confidence: ConfidenceName = field(
        default="low", metadata={"description": "The least confidence that is reported."}
    )
    exclude: tuple[str, ...] = field(
        default=(),
        metadata={"description": "Files and folders that are not scanned: patterns as in a .gitignore."},
    )
    respect_gitignore: bool = field(
        default=True,
        metadata={"description": "Whether files that git or a .ignore file ignores are left out of a scan."},
    )
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict,
        metadata={
            "description": "Rules that are off in some files: a .gitignore pattern, and ids or families."
        },
    )
    lower_severity: tuple[str, ...] = field(
        default=(
            "test/", "tests/", "testing/", "test_*.py", "*_test.py", "conftest.py",
            "example/", "examples/", "samples/", "benchmarks/", "docs/", "migrations/",
        ),
        metadata={
            "description": "Files in which everything but a secret is of low severity: patterns as in a .gitignore."
        },
    )  # fmt: skip
    max_file_size: int = field(
        default=2_000_000,
        metadata={
            "description": "The largest file that is checked, in bytes; larger ones are reported as not checked."
        },
    )
    rules: tuple[str, ...] = field(
        default=(".penmark/rules",),
        metadata={"description": "Folders with rule pages of your own, relative to the settings file."},
    )
    baseline: str = field(
        default="",
        metadata={
            "description": "A file with known findings, which are not reported, relative to the settings file."
        },
    )
    folder: Path = Path()

    def selects(self, *names: str) -> bool:
        """Whether the rule with these names (its id, its former ids, its family) is on."""
        return matches(names, self.select) and not matches(names, self.ignore)

    def reports(self, severity: str, confidence: str) -> bool:
        """Whether a finding of this severity and confidence is to be reported."""
        severities: tuple[str, ...] = typing.get_args(SeverityName)
        confidences: tuple[str, ...] = typing.get_args(ConfidenceName)
        return severities.index(severity) <= severities.index(self.min_severity) and confidences.index(
            confidence
        ) <= confidences.index(self.min_confidence)


def matches(names: Iterable[str], patterns: Sequence[str]) -> bool:
    """Whether one of `names` is one of `patterns`, in which `*` stands for anything."""
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


def load(
    root: Path, overrides: Mapping[str, object] | None = None, start: Path | None = None
) -> tuple[Settings, tuple[SettingsError, ...]]:
    """The settings of the workspace `root`: of the nearest file from the folder `start` (else `root`) up to `root`.

    `overrides` (an editor's section) go over them key by key, and the policy over all. Unreadable files are among the errors.
    """
    settings = Settings(folder=root)
    errors: tuple[SettingsError, ...] = ()
    for folder in _upward(start or root, root):
        found = _read_folder(folder)
        if found is not None:
            settings, errors = found
            break
    if overrides:
        settings, more = override(settings, overrides)
        errors = (*errors, *more)
    settings, more = under_policy(settings)
    return settings, (*errors, *more)


def under_policy(settings: Settings) -> tuple[Settings, tuple[SettingsError, ...]]:
    """`settings` with those of the file that PENMARK_POLICY names: what a team or a machine decides for every project."""
    name = os.environ.get(POLICY)
    if not name:
        return settings, ()
    path = Path(name)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is not UTF-8"
        return settings, (SettingsError(name, 0, f"the policy cannot be read: {reason}"),)
    table, error_in_it = _table(text, path)
    values, problems = _validated(table or {})
    errors = [SettingsError(name, _line(text, keys), said) for keys, said in problems]
    if error_in_it is not None:
        errors.append(error_in_it)
    return replace(settings, **values), tuple(errors)


def parse(text: str, path: Path) -> tuple[Settings, tuple[SettingsError, ...]]:
    """The settings in the text of a `penmark.toml`, or of a `pyproject.toml` (its table `tool.penmark`)."""
    table, error = _table(text, path)
    settings = Settings(folder=path.parent)
    if error is not None:
        return settings, (error,)
    prefix = ("tool", "penmark") if path.name == "pyproject.toml" else ()
    values, problems = _validated(table or {})
    errors = tuple(SettingsError(str(path), _line(text, (*prefix, *keys)), said) for keys, said in problems)
    return replace(settings, **values), errors


def override(
    settings: Settings, overrides: Mapping[str, object]
) -> tuple[Settings, tuple[SettingsError, ...]]:
    """`settings` with an editor's over them. Keys may be `kebab-case` or `camelCase`; None means not set."""
    given = {
        _kebab(key): value for key, value in overrides.items() if value is not None and key not in _FOREIGN
    }
    values, problems = _validated(given)
    return replace(settings, **values), tuple(SettingsError("", 0, said) for _, said in problems)


def definitions() -> tuple[Field[Any], ...]:
    """The fields that can be set, in order; `metadata["description"]` says what each does."""
    return tuple(entry for entry in fields(Settings) if "description" in entry.metadata)


def key_of(name: str) -> str:
    """How a field is written in TOML."""
    return name.replace("_", "-")


def json_schema() -> dict[str, Any]:
    """The JSON schema of a `penmark.toml`."""
    properties = {}
    for entry in definitions():
        default = getattr(Settings(), entry.name)
        properties[key_of(entry.name)] = {
            **_schema_of(_types()[entry.name]),
            "default": list(default) if isinstance(default, tuple) else default,
            "description": entry.metadata["description"],
        }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Penmark",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


# ---------------------------------------------------------------- reading


def _upward(start: Path, root: Path) -> Iterable[Path]:
    """`start` and the folders above it as far as `root`; only `root` where `start` is not inside of it."""
    if start != root and root not in start.parents:
        return (root,)
    return [folder for folder in (start, *start.parents) if folder == root or root in folder.parents]


def _read_folder(folder: Path) -> tuple[Settings, tuple[SettingsError, ...]] | None:
    for name in FILES:
        path = folder / name
        try:
            if not path.is_file():
                continue
            text = path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            reason = error.strerror or "error"
            return Settings(folder=folder), (SettingsError(str(path), 0, f"cannot be read: {reason}"),)
        except UnicodeDecodeError:
            return Settings(folder=folder), (SettingsError(str(path), 0, "is not UTF-8"),)
        if name == "pyproject.toml" and not _speaks_of_penmark(text, path):
            continue
        return parse(text, path)
    return None


def _speaks_of_penmark(text: str, path: Path) -> bool:
    if "penmark" not in text:
        return False
    table, error = _table(text, path)
    return table is not None or error is not None


def _table(text: str, path: Path) -> tuple[Mapping[str, object] | None, SettingsError | None]:
    """The settings' table in a file; None where a pyproject.toml has none."""
    try:
        table: object = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = re.search(r"\(at line (\d{1,9}), column \d{1,9}\)", str(error))
        line = int(at.group(1)) if at else max(1, text.count("\n") + (not text.endswith("\n")))
        return None, SettingsError(str(path), line, f"is not TOML: {error}")
    for key in ("tool", "penmark") if path.name == "pyproject.toml" else ():
        table = table.get(key) if isinstance(table, Mapping) else None
    if table is not None and not isinstance(table, Mapping):
        line = _line(text, ("tool", "penmark"))
        return None, SettingsError(str(path), line, "tool.penmark must be a table")
    return table, None


def _validated(
    given: Mapping[str, object],
) -> tuple[dict[str, Any], list[tuple[tuple[str, ...], str]]]:
    """The fields that `given` sets, and what is wrong with the rest: the keys that lead to it, and a sentence."""
    known = {key_of(entry.name): entry.name for entry in definitions()}
    values: dict[str, Any] = {}
    problems: list[tuple[tuple[str, ...], str]] = []
    for key, value in given.items():
        name = known.get(key)
        if name is None:
            problems.append(((key,), f"unknown setting {key!r}{_nearest(key, known)}"))
            continue
        try:
            values[name] = _converted(value, _types()[name])
        except _BadValueError as wrong:
            problems.append(((key, *wrong.keys), f"{key} must be {wrong.expected}"))
    return values, problems


class _BadValueError(Exception):
    def __init__(self, expected: str, *keys: str) -> None:
        self.expected = expected
        self.keys = keys


def _converted(value: object, kind: Any) -> object:
    """`value` as the type of its field. Raises _BadValueError, which says what was expected."""
    origin = typing.get_origin(kind)
    if origin is Literal:
        choices = typing.get_args(kind)
        if value not in choices:
            hint = _nearest(value, choices) if isinstance(value, str) else ""
            raise _BadValueError(f"one of {', '.join(choices)}{hint}")
        return value
    if origin is tuple:
        if not isinstance(value, list | tuple) or not all(isinstance(entry, str) for entry in value):
            raise _BadValueError("a list of texts")
        return tuple(value)
    if origin is not None:
        if not isinstance(value, Mapping):
            raise _BadValueError("a table of lists of texts")
        return {key: _entry(key, entry) for key, entry in value.items()}
    if kind is bool:
        if not isinstance(value, bool):
            raise _BadValueError("true or false")
        return value
    if kind is int:
        if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
            raise _BadValueError("a whole number above 0")
        return value
    if not isinstance(value, str):
        raise _BadValueError("a text")
    return value


def _entry(key: str, value: object) -> object:
    try:
        return _converted(value, tuple[str, ...])
    except _BadValueError:
        raise _BadValueError(f"a table of lists of texts, but {key!r} is none", key) from None


def _nearest(word: str, words: Iterable[str]) -> str:
    near = difflib.get_close_matches(word.replace("_", "-").lower(), list(words), n=1, cutoff=0.6)
    return f": did you mean {near[0]!r}?" if near else ""


def _kebab(key: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda found: "-" + found.group(1).lower(), key)


@cache
def _types() -> Mapping[str, Any]:
    return typing.get_type_hints(Settings)


def _line(text: str, keys: Sequence[str]) -> int:
    """The line (from 1) of a TOML text on which the key with this path is set, or as near as can be found; else 1."""
    table: tuple[str, ...] = ()
    best, depth = 1, 0
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if bare.startswith("["):
            path = _dotted(bare.lstrip("[").partition("]")[0])
            if path == tuple(keys[: len(path)]) or not path:
                if len(path) > depth:
                    best, depth = number, len(path)
                table = path
            else:
                table = ("",)
            continue
        if "=" not in bare or bare.startswith("#"):
            continue
        path = (*table, *_dotted(bare.partition("=")[0]))
        if len(path) > depth and path == tuple(keys[: len(path)]):
            best, depth = number, len(path)
    return best


def _dotted(text: str) -> tuple[str, ...]:
    """The parts of a dotted key, without their quotes."""
    found = re.findall(r"\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_-]+)", text)
    return tuple(double or single or bare for double, single, bare in found)


def _schema_of(kind: Any) -> dict[str, Any]:
    origin = typing.get_origin(kind)
    if origin is Literal:
        return {"enum": list(typing.get_args(kind))}
    if origin is tuple:
        return {"type": "array", "items": {"type": "string"}}
    if origin is not None:
        return {"type": "object", "additionalProperties": _schema_of(typing.get_args(kind)[1])}
    if kind is int:
        return {"type": "integer", "minimum": 1}
    return {"type": "boolean" if kind is bool else "string"}

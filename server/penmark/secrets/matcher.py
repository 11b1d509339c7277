"""The matcher `[[secret]]` of a rule page: what one kind of secret looks like, as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

import re2

from penmark.findings import Confidence, Severity
from penmark.secrets.checks import CHECKS


class Value(StrEnum):
    """What a value must be like for a name that tells of a secret.

    `PASSWORD`: chosen by a person; `KEY`: made by a machine, random; `SIGNING`: signs or encrypts, so that any fixed
    value is known to whoever reads the code, however it was chosen.
    """

    PASSWORD = "password"
    KEY = "key"
    SIGNING = "signing"


@dataclass(frozen=True, slots=True)
class SecretMatcher:
    """One kind of secret. Exactly one of `pattern`, `plugin` and `names` says how it is found.

    `pattern` is an re2 pattern over one line; the secret is its group `secret`, or the whole match. `plugin` is the
    class name of one of detect-secrets' own plugins. `names` are phrases of words with which a name must end
    ("api key" stands for `api_key`, `apiKey`, `DB-API-KEY` and `apikey`). `keywords`: a line that holds none of them is
    not looked at; with `any_case` they are lower case and so is the line that is searched. `boundary` holds the
    characters that may not stand directly before or after the secret. `entropy` is the least number of bits a character
    of the secret's last `tail` characters (0: of all of it). `samples` and `counter_samples` describe texts (see
    `penmark.secrets.samples`) that are found, or not, where they stand in `context` in place of `{sample}`.
    """

    name: str
    label: str
    pattern: str = ""
    plugin: str = ""
    names: tuple[tuple[str, ...], ...] = ()
    unless: tuple[tuple[str, ...], ...] = ()
    value: Value = Value.KEY
    keywords: tuple[str, ...] = ()
    any_case: bool = False
    boundary: str = "0-9A-Za-z_"
    entropy: float = 0.0
    tail: int = 0
    check: str = ""
    tests: bool = True
    environment: str = ""
    severity: Severity | None = None
    confidence: Confidence | None = None
    message: str | None = None
    context: str = "{sample}"
    samples: tuple[str, ...] = ()
    counter_samples: tuple[str, ...] = ()

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> SecretMatcher:
        """The matcher that one `[[secret]]` table describes; ValueError says what is wrong, by key."""
        for key in data:
            if key not in _KEYS:
                raise ValueError(f"secret: unknown key {key!r}; known are {', '.join(sorted(_KEYS))}")
        name = _text(data, "name")
        if not name or _NAME.fullmatch(name) is None:
            raise ValueError("secret: `name` must be lower-case words joined by hyphens")
        where = f"secret {name}"
        ways = [key for key in ("pattern", "plugin", "names") if key in data]
        if len(ways) != 1:
            raise ValueError(f"{where}: exactly one of `pattern`, `plugin` and `names` is needed")
        pattern = _text(data, "pattern", where)
        if pattern:
            _compile(pattern, where)
        keywords = _texts(data, "keywords", where)
        any_case = _flag(data, "any-case", False, where)
        if ways[0] == "names":
            if keywords:
                raise ValueError(f"{where}: `keywords` do not go with `names`")
        elif not keywords or min(map(len, keywords)) < 3:
            raise ValueError(f"{where}: `keywords` of three characters or more are needed")
        if any_case and any(word != word.lower() for word in keywords):
            raise ValueError(f"{where}: with `any-case` the keywords are lower case")
        check = _text(data, "check", where)
        if check and check not in CHECKS:
            raise ValueError(f"{where}: unknown check {check!r}; known are {', '.join(sorted(CHECKS))}")
        return cls(
            name=name,
            label=_text(data, "label", where) or name.replace("-", " "),
            pattern=pattern,
            plugin=_text(data, "plugin", where),
            names=tuple(tuple(phrase.split()) for phrase in _texts(data, "names", where)),
            unless=tuple(tuple(phrase.split()) for phrase in _texts(data, "unless", where)),
            value=_choice(Value, data, "value", where) or Value.KEY,
            keywords=keywords,
            any_case=any_case,
            boundary=_text(data, "boundary", where) if "boundary" in data else "0-9A-Za-z_",
            entropy=_number(data, "entropy", where),
            tail=int(_number(data, "tail", where)),
            check=check,
            tests=_flag(data, "tests", True, where),
            environment=_text(data, "environment", where),
            severity=_choice(Severity, data, "severity", where),
            confidence=_choice(Confidence, data, "confidence", where),
            message=_text(data, "message", where) or None,
            context=_text(data, "context", where) or "{sample}",
            samples=_texts(data, "samples", where),
            counter_samples=_texts(data, "counter-samples", where),
        )


_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEYS = frozenset(
    str.split(
        "name label pattern plugin names unless value keywords any-case boundary entropy tail check tests environment"
        " severity confidence message context samples counter-samples"
    )
)


def compile_pattern(pattern: bytes) -> Any:
    """`pattern` as a compiled re2 pattern over bytes, silent on stderr; `re2.error` where it is none."""
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)  # type: ignore[no-untyped-call]


def escaped(word: str) -> str:
    """`word` as a pattern that matches just it, for re2."""
    return str(re2.escape(word))  # type: ignore[no-untyped-call]


def _compile(pattern: str, where: str) -> None:
    try:
        compiled = compile_pattern(pattern.encode())
    except re2.error as error:
        detail = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        raise ValueError(f"{where}: `pattern` is not an re2 pattern: {detail}") from None
    if any(name != b"secret" for name in compiled.groupindex):
        raise ValueError(f"{where}: `pattern` may name one group only, `secret`")


def _text(data: Mapping[str, Any], key: str, where: str = "secret") -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        raise ValueError(f"{where}: `{key}` must be a string")
    return value


def _texts(data: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ValueError(f"{where}: `{key}` must be a list of strings")
    return tuple(value)


def _flag(data: Mapping[str, Any], key: str, default: bool, where: str) -> bool:
    value = data.get(key, default)
    if not isinstance(value, bool):
        raise ValueError(f"{where}: `{key}` must be true or false")
    return value


def _number(data: Mapping[str, Any], key: str, where: str) -> float:
    value = data.get(key, 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ValueError(f"{where}: `{key}` must be a number, 0 or more")
    return float(value)


_E = TypeVar("_E", bound=StrEnum)


def _choice(kind: type[_E], data: Mapping[str, Any], key: str, where: str) -> _E | None:
    if key not in data:
        return None
    try:
        return kind(_text(data, key, where))
    except ValueError:
        raise ValueError(f"{where}: `{key}` must be one of {', '.join(kind)}") from None

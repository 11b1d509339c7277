"""The baseline file of detect-secrets: secrets that somebody has looked at and accepted, by hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import orjson


@dataclass(frozen=True, slots=True)
class Baseline:
    """The accepted secrets: for each file, by its path relative to the baseline's folder, their SHA-1 digests."""

    files: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))

    def holds(self, path: str, digest: str) -> bool:
        """Whether the secret with this digest (`SecretMatch.digest`) is accepted in the file at `path`.

        `path` is relative to the baseline's folder, with `/` or the system's separator.
        """
        return bool(digest) and digest in self.files.get(_normal(path), frozenset())


def read_baseline(data: bytes) -> Baseline:
    """The baseline in a `.secrets.baseline` file; ValueError says why it is none.

    As in detect-secrets' own hook an entry counts whatever its audit said.
    """
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg}, line {error.lineno}") from None
    results = document.get("results") if isinstance(document, dict) else None
    if not isinstance(results, dict):
        raise ValueError("no `results`: not a baseline of detect-secrets")
    files: dict[str, frozenset[str]] = {}
    for path, entries in results.items():
        if not isinstance(entries, list):
            raise ValueError(f"`results` of {path} is not a list")
        digests = {
            entry["hashed_secret"]
            for entry in entries
            if isinstance(entry, dict) and isinstance(entry.get("hashed_secret"), str)
        }
        files[_normal(path)] = files.get(_normal(path), frozenset()) | digests
    return Baseline(MappingProxyType(files))


def _normal(path: str) -> str:
    return path.replace("\\", "/").removeprefix("./")

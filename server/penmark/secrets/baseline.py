"""The baseline file of detect-secrets: secrets that somebody has looked at and accepted, by hash."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import unquote

import orjson


@dataclass(frozen=True, slots=True)
class Baseline:
    """The accepted secrets: for each file, by its path relative to the baseline's folder, their SHA-1 digests.

    `folder` is the URI of that folder, "" where it does not matter.
    """

    files: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    folder: str = ""

    def accepted_in(self, uri: str) -> frozenset[str]:
        """The digests (`SecretMatch.digest`) of what is accepted in the document of this URI, which lies in the folder."""
        if not self.files:
            return frozenset()
        folder, document = _plain(self.folder).rstrip("/") + "/", _plain(uri)
        if not document.startswith(folder):
            return frozenset()
        return self.files.get(_normal(document[len(folder) :]), frozenset())


NOTHING_ACCEPTED = Baseline()


def read_baseline(data: bytes, folder: str) -> Baseline:
    """The baseline in the `.secrets.baseline` file of the folder with this URI; ValueError says why it is none.

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
    return Baseline(MappingProxyType(files), folder)


def _normal(path: str) -> str:
    return path.replace("\\", "/").removeprefix("./")


_DRIVE = re.compile(r"file:///[A-Za-z]:")


def _plain(uri: str) -> str:
    """The URI without escapes, its drive in lower case: editors spell `file:///C:/` also as `file:///c%3A/`."""
    text = unquote(uri)
    drive = _DRIVE.match(text)
    return text if drive is None else drive.group().lower() + text[drive.end() :]

"""File URIs."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname


@lru_cache(maxsize=1024)
def to_path(uri: str) -> Path | None:
    """The file that a URI names; None for a document that is no file on this machine."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return None
    path = Path(url2pathname(parts.path))
    return path if path.is_absolute() and "\0" not in str(path) else None


def from_path(path: Path) -> str:
    """The URI of a file."""
    return path.absolute().as_uri()

"""What a file is to the search for secrets: which syntax a value has in it, and whether it only tests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit


class Syntax(StrEnum):
    """How names and values are written.

    `FACTS`: read from syntax, not from lines. `CODE`: values are quoted. `SETTINGS`: values may stand bare.
    `PROSE`: anything may stand anywhere.
    """

    FACTS = "facts"
    CODE = "code"
    SETTINGS = "settings"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class FileKind:
    """All that a line's result depends on besides its text. `tests`: the file is test code, test data or a template."""

    syntax: Syntax
    tests: bool = False


_FACTS = frozenset({"python", "terraform", "opentofu"})
_CODE_SUFFIXES = frozenset(
    str.split(
        ".js .jsx .mjs .cjs .ts .tsx .java .kt .go .rs .rb .php .cs .c .h .cc .cpp .hpp .swift .scala .sh .bash .zsh .ps1"
        " .lua .pl .r .dart .groovy .gradle .ipynb .vue .svelte .html .htm .sql .json .jsonc"
    )
)
_SETTINGS_SUFFIXES = frozenset(
    str.split(
        ".yaml .yml .toml .ini .cfg .conf .cnf .config .properties .env .tfvars .npmrc .pypirc .netrc dockerfile containerfile"
    )
)
# Of code only the file's name and its folder's count: a whole project may lie below a folder called `tests`. Data of tests lies
# deeper.
_DATA_DEPTH = 4
_TEST_FOLDERS = frozenset(
    str.split(
        "test tests testing testdata test_data test-data __tests__ spec specs fixtures certdata idle_test"
    )
)
_TEST_NAMES = re.compile(
    r"(?:test_|conftest\.|tests?\.).*|[^.]{1,100}[_-]tests?\.\w{1,4}|.{1,200}\.(?:test|spec)\.\w{1,4}"
    r"|examples[^a-z].*|.{1,200}\.(?:example|sample|dist|template|tmpl|tpl)(?:\.\w{1,10})?"
)


@lru_cache(maxsize=1024)
def kind_of(uri: str, language: str) -> FileKind:
    """What the document of this URI or path, in this language, is."""
    path = unquote(urlsplit(uri).path if "://" in uri else uri).replace("\\", "/")
    place = PurePosixPath(path)
    depth = 1 if language in _FACTS else _DATA_DEPTH
    folders = {part.lower() for part in place.parent.parts[-depth:]}
    tests = bool(folders & _TEST_FOLDERS) or _TEST_NAMES.fullmatch(place.name.lower()) is not None
    if language in _FACTS:
        return FileKind(Syntax.FACTS, tests)
    name = place.name.lower()
    suffix = PurePosixPath(name).suffix or name
    if (
        suffix in _SETTINGS_SUFFIXES
        or name.startswith(".env")
        or language in ("yaml", "toml", "ini", "dotenv", "properties")
    ):
        return FileKind(Syntax.SETTINGS, tests)
    if suffix in _CODE_SUFFIXES or language not in ("text", "plaintext", "markdown", "restructuredtext", ""):
        return FileKind(Syntax.CODE, tests)
    return FileKind(Syntax.PROSE, tests)

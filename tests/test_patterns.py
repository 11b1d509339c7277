"""No regular expression of the server is one that an older Python reads wrongly.

Python 3.11.0 to 3.11.4 lose their place after a possessive group of more than one character whose last try fails
(gh-106052). Debian 12 has 3.11.2.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import penmark

CHARACTER = {_constants.ANY, _constants.IN, _constants.LITERAL, _constants.NOT_LITERAL}
MODULES = sorted(each.name for each in pkgutil.walk_packages(penmark.__path__, "penmark."))


def patterns(value: object) -> Iterator[re.Pattern[Any]]:
    """The compiled patterns in a module's variable."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from patterns(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from patterns(each)


def parts(value: object) -> Iterator[tuple[Any, Any]]:
    """All operations of a parsed pattern, with what they apply to."""
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], int):
        yield value
    if isinstance(value, _parser.SubPattern | list | tuple):
        for each in value:
            yield from parts(each)


def misread(pattern: str | bytes) -> bool:
    """Whether the pattern repeats more than a character possessively."""
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    return any(
        what is _constants.POSSESSIVE_REPEAT and (len(of[2]) > 1 or of[2][0][0] not in CHARACTER)
        for what, of in parts(_parser.parse(text))
    )


def test_what_is_misread_is_known() -> None:
    assert misread(r"(?:[^$]++|\$(?!\{))*+")
    assert misread(rb"(?:,\w)*+")
    assert not misread(r"(?:[^$]++|\$(?!\{))*")
    assert not misread(rb"[ab]*+(?:\w|[\x80-\xff])++a?+")


def test_no_pattern_is_misread() -> None:
    found = [
        (name, each.pattern)
        for name in MODULES
        if not name.endswith("__main__")
        for variable in vars(importlib.import_module(name)).values()
        for each in patterns(variable)
    ]
    assert len(found) > 50
    assert [(name, pattern) for name, pattern in found if misread(pattern)] == []

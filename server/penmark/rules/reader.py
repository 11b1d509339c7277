"""Strict reading of a table of a page: wrong types and unknown keys are errors that name the key."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from penmark.rules.page import Key, Page

E = TypeVar("E", bound=StrEnum)


class Table:
    """One table of a page's data. Every key must be taken before `close`, which complains of the others.

    All methods raise PageError at the line of the key that is wrong.
    """

    def __init__(self, page: Page, data: Any, where: Sequence[Key] = ()) -> None:
        self.page = page
        self.where = tuple(where)
        if not isinstance(data, Mapping):
            self.fail("must be a table")
        self.data: Mapping[str, Any] = data
        self._taken: set[str] = set()

    def fail(self, reason: str, key: str | None = None) -> NoReturn:
        """Raise the error for `key`, or for the whole table."""
        where = self.where if key is None else (*self.where, key)
        name = ".".join(str(part) for part in where if isinstance(part, str))
        raise self.page.error(f"`{name}` {reason}" if name else reason, where)

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self.data

    def text(self, key: str, default: str | None = None) -> str:
        """A non-empty string; without a default the key must be there."""
        value = self._take(key, default)
        if not isinstance(value, str) or (not value and default is None):
            self.fail("must be a string", key)
        return value

    def texts(self, key: str, *, single: bool = False) -> tuple[str, ...]:
        """A list of strings, or with `single` also one string; () where the key is absent."""
        value = self._take(key, [])
        if single and isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            self.fail("must be a list of strings", key)
        return tuple(value)

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers, which must be there."""
        value = self._take(key, None)
        if not isinstance(value, list) or not all(type(item) is int for item in value):
            self.fail("must be a list of whole numbers", key)
        return tuple(value)

    def choice(self, kind: type[E], key: str, default: E | None = None) -> E:
        """One of the values of `kind`."""
        value = self._take(key, default)
        if not isinstance(value, str) or value not in tuple(kind):
            self.fail(f"must be one of {', '.join(kind)}", key)
        return kind(value)

    def tables(self, key: str) -> tuple[Table, ...]:
        """A list of tables; () where the key is absent."""
        value = self._take(key, [])
        if not isinstance(value, list):
            self.fail(f"must be a list of tables: [[{key}]]", key)
        return tuple(Table(self.page, item, (*self.where, key, index)) for index, item in enumerate(value))

    def table(self, key: str) -> Table:
        """A table; an empty one where the key is absent."""
        return Table(self.page, self._take(key, {}), (*self.where, key))

    def one_or_more(self, key: str) -> tuple[Table, ...]:
        """A table or a list of tables; () where the key is absent."""
        value = self._take(key, [])
        if isinstance(value, list):
            return tuple(
                Table(self.page, item, (*self.where, key, index)) for index, item in enumerate(value)
            )
        return (Table(self.page, value, (*self.where, key)),)

    def rest(self) -> dict[str, Any]:
        """The keys that were not taken, for another reader."""
        rest = {key: value for key, value in self.data.items() if key not in self._taken}
        self._taken.update(rest)
        return rest

    def close(self, also: Iterable[str] = ()) -> None:
        """Complain of keys that nobody took. `also`: other keys that would have been right."""
        for key in self.data:
            if key not in self._taken:
                near = difflib.get_close_matches(key, [*self._taken, *also], 1)
                hint = f"; did you mean `{near[0]}`?" if near else ""
                self.fail(f"is not known here{hint}", key)

    def _take(self, key: str, default: Any) -> Any:
        self._taken.add(key)
        if key in self.data:
            return self.data[key]
        if default is None:
            near = difflib.get_close_matches(
                key, [other for other in self.data if other not in self._taken], 1
            )
            if near:
                self.fail(f"is not known here; did you mean `{key}`?", near[0])
            self.fail(f"needs the key `{key}`" if self.where else f"the page needs the key `{key}`")
        return default

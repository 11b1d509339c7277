"""Strict reading of data: every key of a table is asked for by name, and one that nobody asked for is an error."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence


class DataError(ValueError):
    """Data that is not what it should be. `key` is the key that is wrong, as it is written, or ""."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


class Table:
    """A mapping that is read key by key; `name` says in errors which one it is. All methods raise DataError."""

    def __init__(self, data: object, name: str, ignored: Iterable[str] = ()) -> None:
        if not isinstance(data, Mapping):
            raise DataError(f"{name} must be a table", name)
        self.data: Mapping[str, object] = data
        self.name = name
        self._asked: set[str] = set(ignored)

    def get(self, key: str) -> object:
        """Whatever stands under `key`, or None."""
        self._asked.add(key)
        return self.data.get(key)

    def text(self, key: str, default: str = "") -> str:
        """The string under `key`."""
        found = self.get(key)
        if found is None:
            return default
        if not isinstance(found, str):
            raise DataError(f"{self.name}: “{key}” must be a string", key)
        return found

    def flag(self, key: str, default: bool = False) -> bool:
        """The boolean under `key`."""
        found = self.get(key)
        if found is None:
            return default
        if not isinstance(found, bool):
            raise DataError(f"{self.name}: “{key}” must be true or false", key)
        return found

    def number(self, key: str) -> float | None:
        """The number under `key`."""
        found = self.get(key)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, (int, float)):
            raise DataError(f"{self.name}: “{key}” must be a number", key)
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """The strings under `key`."""
        found = self.get(key)
        if found is None:
            return ()
        if (
            not isinstance(found, Sequence)
            or isinstance(found, str)
            or not all(isinstance(one, str) for one in found)
        ):
            raise DataError(f"{self.name}: “{key}” must be a list of strings", key)
        return tuple(found)

    def tables(self, key: str) -> tuple[object, ...]:
        """The list of tables under `key`."""
        found = self.get(key)
        if found is None:
            return ()
        if not isinstance(found, Sequence) or isinstance(found, str):
            raise DataError(f"{self.name}: “{key}” must be a list of tables", key)
        return tuple(found)

    def mapping(self, key: str) -> Mapping[str, object]:
        """The table under `key`."""
        found = self.get(key)
        if found is None:
            return {}
        if not isinstance(found, Mapping):
            raise DataError(f"{self.name}: “{key}” must be a table", key)
        return found

    def choice(self, key: str, choices: Sequence[str]) -> str:
        """The string under `key`, one of these; the first if there is none."""
        found = self.text(key, choices[0])
        if found not in choices:
            raise DataError(f"{self.name}: “{key}” must be one of {', '.join(choices)}, not “{found}”", key)
        return found

    def finish(self) -> None:
        """Raises if there is a key that nobody asked for."""
        for key in self.data:
            if key not in self._asked:
                close = difflib.get_close_matches(key, self._asked, 1)
                hint = f"; did you mean “{close[0]}”?" if close else ""
                raise DataError(f"{self.name}: unknown key “{key}”{hint}", key)

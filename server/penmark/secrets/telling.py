"""A literal that a name gives away: what is common to code, configuration and plain settings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from penmark.text.span import Span


class Place(StrEnum):
    """How the value stands to the name.

    `SETTING` is an attribute, a subscript or a constant that configures something (`app.secret_key = …`,
    `config["SECRET_KEY"] = …`, `SECRET_KEY = …`).
    """

    ASSIGNED = "assigned"
    SETTING = "setting"
    ARGUMENT = "argument"
    DEFAULT = "default"
    ENTRY = "entry"
    COMPARED = "compared"
    FALLBACK = "fallback"
    BARE = "bare"


@dataclass(frozen=True, slots=True)
class TellingLiteral:
    """`value` is called `name`. `span` covers the value without its quotes, relative to the line, part or block.

    `login` says that a user, host or database is named beside it.
    """

    name: str
    value: str
    span: Span
    place: Place
    login: bool = False


_LOGIN_NAMES = frozenset(
    str.split(
        "user username login login_name userid user_id user_name usr uid email host hostname server database db dbname"
        " account account_name port dsn url uri endpoint"
    )
)


def names_a_login(name: str) -> bool:
    """Whether a name beside a password says that this is an account's."""
    return name.lower().replace("-", "_") in _LOGIN_NAMES

"""A literal that a name gives away: what is common to code, configuration and plain settings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum

from penmark.text.span import Span


class Place(StrEnum):
    """How the value stands to the name.

    `SETTING` is an attribute or a subscript that configures something (`app.secret_key = …`,
    `config["SECRET_KEY"] = …`), `CONSTANT` a name in capitals.
    """

    ASSIGNED = "assigned"
    SETTING = "setting"
    CONSTANT = "constant"
    ARGUMENT = "argument"
    DEFAULT = "default"
    ENTRY = "entry"
    COMPARED = "compared"
    FALLBACK = "fallback"
    BARE = "bare"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class TellingLiteral:
    """`value` is called `name`. `span` covers the value without its quotes, relative to the line, part or block.

    `login` says that a user, host or database is named beside it; `binary` that the literal is one of bytes.
    """

    name: str
    value: str = field(repr=False)
    span: Span
    place: Place
    login: bool = False
    binary: bool = False

    def without_scheme(self) -> TellingLiteral:
        """The literal without the scheme that an HTTP header begins with: `Bearer …`."""
        scheme = _SCHEME.match(self.value)
        if scheme is None or self.span.end - self.span.start != len(self.value.encode()):
            return self
        span = Span(self.span.start + scheme.end(), self.span.end)
        return replace(self, value=self.value[scheme.end() :], span=span)


_SCHEME = re.compile(r"(?:Bearer|bearer|Token|token|Basic|basic|ApiKey) (?=[^ ])")

_LOGIN_NAMES = frozenset(
    str.split(
        "user username login login_name userid user_id user_name usr uid email host hostname server database db dbname"
        " account account_name port dsn url uri endpoint"
    )
)


def names_a_login(name: str) -> bool:
    """Whether a name beside a password says that this is an account's."""
    return name.lower().replace("-", "_") in _LOGIN_NAMES

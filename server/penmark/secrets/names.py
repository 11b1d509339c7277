"""Names that tell of a secret: `db_password`, `apiKey`, `CLIENT-SECRET`, but not `password_field`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

Phrase = tuple[str, ...]
"""Lower-case words in a row."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

# What may stand after the telling phrase and leaves it the head of the name: `password_prod`, `api_key_2`.
_QUALIFIERS = frozenset(
    str.split(
        "prod production prd dev development stage staging stg live qa uat local main primary secondary backup default"
        " value val str string raw plain plaintext text b64 base64 new old current admin root master user"
    )
)
# The longest of these must be this long to count inside a run of letters without a boundary: `dbpassword`.
_SHORTEST_TAIL = 8


@lru_cache(maxsize=4096)
def words(name: str) -> Phrase:
    """The lower-case words of a name, however it joins them: `dbAPIKey2` → db, api, key, 2."""
    return tuple(word.lower() for word in _WORD.findall(name[:200]))


def ends_with(name: str, phrases: Iterable[Phrase]) -> bool:
    """Whether a name's last words, without what only qualifies them, are one of the phrases, joined or apart."""
    parts = words(name)
    end = len(parts)
    while end:
        if any(_is_tail(parts[:end], phrase) for phrase in phrases):
            return True
        if not (parts[end - 1].isdigit() or parts[end - 1] in _QUALIFIERS):
            return False
        end -= 1
    return False


def contains(name: str, phrases: Iterable[Phrase]) -> bool:
    """Whether any of the phrases stands in a name's words, joined or apart."""
    parts = words(name)
    for phrase in phrases:
        joined = "".join(phrase)
        for start in range(len(parts)):
            text = ""
            for word in parts[start:]:
                text += word
                if len(text) >= len(joined):
                    break
            if text == joined:
                return True
    return False


def _is_tail(parts: Phrase, phrase: Phrase) -> bool:
    joined = "".join(phrase)
    text = ""
    for word in reversed(parts):
        text = word + text
        if len(text) >= len(joined):
            break
    if text == joined:
        return True
    return len(joined) >= _SHORTEST_TAIL and bool(parts) and parts[-1].endswith(joined)


def environment_name(name: str) -> str:
    """The name of an environment variable for what is called `name` in code: `self.dbPassword` → DB_PASSWORD."""
    parts = list(words(name))
    if parts and parts[0].isdigit():
        parts.insert(0, "secret")
    return "_".join(parts).upper()

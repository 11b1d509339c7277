"""The judgement on a named value: does the name tell of a secret, and does the value look like one?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from penmark.findings import Confidence
from penmark.secrets import names, values
from penmark.secrets.filekind import FileKind, Syntax
from penmark.secrets.matcher import SecretMatcher, Value, compile_pattern, escaped
from penmark.secrets.telling import Place, TellingLiteral
from penmark.secrets.values import Strength

# `AWS::IAM::AccessKey`, a path, a sentence: a key of data, and not what its value is called.
_NAME = re.compile(r"[A-Za-z_$@][A-Za-z0-9_$.\[\]-]{0,100}")

Verdict = tuple[str, SecretMatcher, Confidence]


class Judge:
    """The matchers by `names` of all rules."""

    def __init__(self, matchers: Sequence[tuple[str, SecretMatcher]]) -> None:
        """`matchers`: pairs of a rule's id and a matcher that has `names`."""
        self._matchers = tuple(matchers)

    @cached_property
    def hint_source(self) -> bytes:
        """An re2 pattern that every text with a telling name matches; empty if there are no matchers."""
        phrases = {phrase for _, matcher in self._matchers for phrase in matcher.names}
        if not phrases:
            return b""
        spelled = sorted("[^0-9A-Za-z\r\n]?".join(map(escaped, phrase)) for phrase in phrases)
        return ("(?i:" + "|".join(spelled) + ")").encode()

    @cached_property
    def hint(self) -> Any:
        """`hint_source`, compiled; None if there are no matchers."""
        return compile_pattern(self.hint_source) if self.hint_source else None

    def matcher_for(self, name: str) -> tuple[str, SecretMatcher] | None:
        """The rule and matcher that a name speaks to; of several phrases at its end the longest decides."""
        best: tuple[int, str, SecretMatcher] | None = None
        for rule, matcher in self._matchers:
            for phrase in matcher.names:
                length = sum(map(len, phrase))
                if (best is None or length > best[0]) and names.ends_with(name, (phrase,)):
                    best = (length, rule, matcher)
        if best is None or names.contains(name, best[2].unless):
            return None
        return best[1], best[2]

    def judge(self, literal: TellingLiteral, kind: FileKind) -> Verdict | None:
        """The rule, matcher and confidence with which a literal is a secret; None if it is none."""
        if _NAME.fullmatch(literal.name) is None:
            return None
        chosen = self.matcher_for(literal.name)
        if chosen is None:
            return None
        rule, matcher = chosen
        if kind.tests and not matcher.tests:
            return None
        confidence = _confidence(literal, matcher.value, kind)
        return None if confidence is None else (rule, matcher, confidence)


def _confidence(literal: TellingLiteral, wanted: Value, kind: FileKind) -> Confidence | None:
    strength = values.strength(literal.value, literal.name)
    if strength < Strength.CHOSEN and wanted is Value.SIGNING and _is_key_for_sure(literal):
        return Confidence.MEDIUM if values.is_fixed(literal.value, literal.name) else None
    if values.is_identifier(literal.value) and names.ends_with(literal.name, _REQUESTS):
        return None
    if strength is Strength.RANDOM:
        return Confidence.HIGH
    if kind.syntax is Syntax.PROSE:
        return None
    if wanted is Value.KEY:
        made = values.could_be_key(literal.value) and len(literal.value) >= 12
        random = strength is Strength.CHOSEN and made and values.wordiness(literal.value) < 0.5
        return Confidence.MEDIUM if random else None
    if strength is Strength.CHOSEN:
        doubtful = literal.place in (Place.BARE, Place.COMMENT)
        return Confidence.MEDIUM if doubtful else Confidence.HIGH
    if wanted is Value.SIGNING:
        return Confidence.MEDIUM if _fixed(literal, strength) else None
    return Confidence.LOW if strength is Strength.WORD and _word_is_password(literal) else None


# A UUID that is called a token makes a request unique, or pages through an answer.
_REQUESTS = (("token",),)


def _is_key_for_sure(literal: TellingLiteral) -> bool:
    """Whether what is called a signing or encryption key here is the key itself and no label or option."""
    return literal.place is Place.SETTING or (literal.binary and len(literal.value) >= 8)


def _fixed(literal: TellingLiteral, strength: Strength) -> bool:
    """Whether a signing key is set here to what anybody may read, of whatever quality."""
    if literal.place not in (Place.CONSTANT, Place.ARGUMENT, Place.FALLBACK):
        return False
    return strength is Strength.WORD or values.is_phrase(literal.value, literal.name)


def _word_is_password(literal: TellingLiteral) -> bool:
    """A plain word is a password only where it is one for sure: `connect(user="root", password="toor")`."""
    return literal.login and literal.place in (Place.ARGUMENT, Place.ENTRY, Place.ASSIGNED, Place.SETTING)

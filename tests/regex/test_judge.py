"""What is told of a pattern is what Python's `re` then does."""

from __future__ import annotations

import re

import pytest
from tests.regex.support import Match, finishes, unfinished

from penmark.regex import Flags, judge
from penmark.regex.ambiguity import Automaton

NONE = Flags()
LONG_ENOUGH = 64
"""Repetitions of which each doubles the time: it would end after the sun."""

SLOW = {
    "nested": r"(a+)+$",
    "nested, then something": r"^(?:[a-z]*)*!",
    "three deep": r"(?:(?:a*)*)*$",
    "branches that overlap": r"^(?:a|aa)+$",
    "the same branch twice": r"(?:a|a)*$",
    "branches, one of which is a set": r"(?:[^\n]|.)*z",
    "words and spaces": r"^(\w+\s?)*$",
    "spaces on both sides": r"(\s*\w+\s*)*;",
    "list": r"^(?:\w+\s*,?\s*)+;",
    "quoted string": r'"(?:[^"\\]+|\\.)*"',
    "comment": r"/\*(?:[^*]+|\*+[^/])*\*/",
    "e-mail address": r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
    "address of a page": r"^(https?://)?([\da-z.-]+)\.([a-z.]{2,6})([/\w .-]*)*/?$",
    "path": r"^(/?[\w.-]+)+/$",
    "class name": r"^(([a-z])+.)+[A-Z]([a-z])+$",
    "number": r"^(\d+|\d+,\d+)+$",
    "pairs": r"(x+x+)+y",
    "optional pairs": r"(a?b?)*c",
    "counted inside": r"^(?:a{1,3})*$",
    "counted twice": r"^(?:[a-z]{1,20}-?){2,}$",
    "counted in four ways": r"(((?:(a)+|a[ab]){2}){2})+!",
    "lazy": r"(?:a+?)+?$",
    "look ahead": r"(?=(a+)+b)a",
    "look ahead that must fail": r"(?!(a+)+b)a",
    "after a look ahead": r"^(?=.{1,500}$)(\w+\s?)*$",
    "before another branch": r"^(?:(?:a+)+b|a)",
    "after a group that is repeated": r"(\w+)\s\1(a+)+x",
    "before what depends on a group": r"(<)?(?:a+)+(?(1)>|!)",
    "edges of words": r"^(?:\b\w+\b ?|\b\w ?)+!",
    "beyond ASCII": r"^(?:[à-ö]+)*$",
}
WHOLE = {"nothing after it": r"(a+)+", "optional end": r"(?:\w+\s?)+\s*"}
FLAGGED = {
    "verbose": (r"""( a + )+  \#   # the sign""", Flags(verbose=True), re.VERBOSE),
    "inline": (r"(?x) ^ ( a + )+ $ ", Flags(), 0),
    "any case": (r"^(?:[a-z]|[A-Z]1?)*$", Flags(ignore_case=True), re.IGNORECASE),
    "lines": (r"\n^(?:a+)+!", Flags(multi_line=True), re.MULTILINE),
    "all characters": (r"(?:.|\n)*z", Flags(dot_all=True), re.DOTALL),
    "part of it in any case": (r"(?i:[a-z]|B1?)*$", Flags(), 0),
}

FAST = {
    "no end to fail at": r"(a+)+",
    "a sign between": r"(a+b)*$",
    "numbers": r"^(\d+,)*$",
    "e-mail address": r"[a-z]+@[a-z]+\.com",
    "e-mail address of HTML": r"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$",
    "e-mail user of Django": r"(^[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*\Z)",
    "host": r"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$",
    "address": r"^[\w\-\.]+@([\w-]+\.)+[\w-]{2,}$",
    "quoted string": r'"(?:[^"\\]|\\.)*"',
    "quoted string, unrolled": r'"[^"\\]*(?:\\.[^"\\]*)*"',
    "version": r"v?(?:(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)*)(?:[-_.]?(?:a|b|rc)[-_.]?[0-9]*)?$",
    "slug": r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
    "words": r"^\w+(?:\s\w+)*$",
    "branches that begin differently": r"^(?:a|b+c)*$",
    "words that begin at an edge": r"^(?:\b\w+\s?)*$",
    "possessive": r"(?:a++)+b",
    "atomic": r"(?:(?>a+)b?)+c",
    "possessive outside": r"^(?:\w+\s?)*+!",
    "atomic around": r"(?>(a+))+b",
    "one set": r"(?:[ab]|a)*$",
    "all characters": r"(?:\S|\s)*z",
    "nothing can fail": r"(?:a|b|[\s\S])*",
    "optional": r"(?:a?)*b",
    "found in the end": r"(?:(\d+),(\d+))*,(\d+),(\d+),(\d+),(\d+)",
    "empty": r"(?:)*b",
    "fixed number": r"(?:a{2})*$",
    "look ahead apart": r"^(?:(?!--)[\s\S])*-->",
    "address in numbers": r"^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|$)){4}$",
}
HARD = tuple(
    start + middle * 1000 + end
    for start in ("", '"')
    for middle in ("a", "a ", "ab", "1", "11,", "a1.-", "a\\", "-")
    for end in ("", "!", "\n\n")
)


def attacked(pattern: str, flags: Flags = NONE, given: int = 0, method: str = "search") -> Match:
    attack = judge(pattern, flags, method == "fullmatch")
    assert attack is not None, pattern
    return Match(pattern, [attack.text(LONG_ENOUGH)], given, method)


def test_what_is_told_never_ends() -> None:
    matches = [attacked(pattern) for pattern in SLOW.values()]
    matches += [attacked(pattern, method="fullmatch") for pattern in WHOLE.values()]
    matches += [attacked(*each) for each in FLAGGED.values()]
    assert unfinished(matches, 1) == matches


@pytest.mark.parametrize("pattern", FAST.values(), ids=FAST)
def test_near_misses_are_not_told_and_end(pattern: str) -> None:
    assert judge(pattern, NONE) is None
    assert finishes(Match(pattern, HARD, method="match"))


@pytest.mark.parametrize("pattern", WHOLE.values(), ids=WHOLE)
def test_what_fails_only_if_all_must_match(pattern: str) -> None:
    assert judge(pattern, NONE) is None
    assert finishes(Match(pattern, HARD))


@pytest.mark.parametrize("name", [name for name in FLAGGED if "(?" not in FLAGGED[name][0]])
def test_flags_count(name: str) -> None:
    assert judge(FLAGGED[name][0], NONE) is None


def test_bytes() -> None:
    attack = judge(r"^(?:[\xe0-\xf0]|\xe1)*x", Flags(binary=True))
    assert attack is None  # one set
    attack = judge(r"^(?:[\xe0-\xf0]+\s?)*$", Flags(binary=True))
    assert attack is not None
    text = attack.text(LONG_ENOUGH).encode("latin-1")
    match = Match(rb"^(?:[\xe0-\xf0]+\s?)*$", [text])
    assert unfinished([match], 0.5) == [match]


UNKNOWN = {
    "not a pattern": r"(a+)+$(",
    "longer than is looked at": "(a+)+$" + "|b" * 4000,
    "too many repetitions": r"(?:(?:a{1,200}b){1,200})*",
    "nothing, often": r"(?:){4294967290}(a+)+$",
    "nested too deep": "(" * 200 + "a" + ")+" * 200 + "$",
    "locale": r"(?L)(a+)+$",
}


@pytest.mark.parametrize("pattern", UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_not_known_is_not_told(pattern: str) -> None:
    assert judge(pattern, NONE) is None


def test_many_branches_stay_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    words = "|".join(f"{first}{second}?" for first in "abcdefghij" for second in "abcdefghij")
    counted = 0

    def counting(self: Automaton) -> None:
        nonlocal counted
        counted += 1
        spend(self)

    spend = Automaton._spend
    monkeypatch.setattr(Automaton, "_spend", counting)
    judge(f"(?:{words})*x{{1}}", NONE)
    assert 0 < counted <= 30_001

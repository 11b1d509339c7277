"""A pattern that is written anew finds the same, in no more than linear time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penmark.regex import Flags, judge
from penmark.regex.rewriting import Edit, rewritten

NONE = Flags()
WRITTEN = {
    r"(?:a+)+$": (r"a+$", ()),
    r"(?:a*)+$": (r"a*$", ()),
    r"(?:a+)*$": (r"a*$", ()),
    r"(?:[ab]{1,}){0,}$": (r"[ab]*$", ()),
    r"(a+)+$": (r"(a+)$", ()),
    r"(a+)*$": (r"(a+)?$", ()),
    r"(a*)*$": (r"(a*)$", (1,)),
    r"(?i:a+)*$": (r"(?i:a+)?$", ()),
    r"(b)(?P<x>a+)+(b)$": (r"(b)(?P<x>a+)(b)$", ()),
    r'"(?:[^"\\]+|\\.)*"': (r'"(?:[^"\\]|\\.)*"', ()),
    r'"([^"\\]+|\\.)*"': (r'"([^"\\]|\\.)*"', (1,)),
    r"(?:a+|b+|c)*d": (r"(?:a|b|c)*d", ()),
    r"(?:ba?|a+)*d": (None, ()),
    r"(?:(b)|a+)*d": (None, ()),
    r"^(?:a+b?)*$": (r"^(?:ab?)*$", ()),
    r"^(a+b*)*$": (r"^(ab*)*$", (1,)),
    r"^(?:a+(?:b|c)?)*$": (r"^(?:a(?:b|c)?)*$", ()),
    r"^(?:a+[ab]?)*$": (None, ()),
    r"^(?:a+(b)?)*$": (None, ()),
    r"(?:a+?)+?$": (None, ()),
    r"(a+)+\1$": (None, ()),
    r"(a|aa)+$": (None, ()),
    r"(b?a+b?)*$": (None, ()),
    r"(a+b)*$": (None, ()),
    r"((?:a+)+b?)+$": (None, ()),
}


def applied(pattern: str, edits: tuple[Edit, ...]) -> str:
    for edit in reversed(edits):
        pattern = pattern[: edit.start] + edit.text + pattern[edit.end :]
    return pattern


@pytest.mark.parametrize("pattern", WRITTEN)
def test_written_anew(pattern: str) -> None:
    wanted, groups = WRITTEN[pattern]
    found = rewritten(pattern, NONE, False)
    if wanted is None:
        assert found is None
    else:
        assert found is not None
        assert (applied(pattern, found.edits), found.groups) == (wanted, groups)
        assert judge(wanted, NONE) is None


def test_comments_stay() -> None:
    verbose = Flags(verbose=True)
    for pattern, wanted in {
        "# all\n (?:a+ ) + $": "# all\n a+ $",
        "(?: # all\n a+ )+ $": "(?: # all\n a+ ) $",
    }.items():
        found = rewritten(pattern, verbose, False)
        assert found is not None
        assert applied(pattern, found.edits) == wanted
    assert rewritten("(?:a # all\n + )+ $", verbose, False) is None


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from([pattern for pattern, (wanted, _) in WRITTEN.items() if wanted is not None]),
    st.text('abcd"\\', max_size=9),
    st.sampled_from(["match", "search", "fullmatch"]),
)
def test_same_matches(pattern: str, text: str, method: str) -> None:
    wanted, changed = WRITTEN[pattern]
    assert wanted is not None
    before, after = getattr(re.compile(pattern), method)(text), getattr(re.compile(wanted), method)(text)
    assert (before is None) is (after is None)
    if before is not None:
        assert before.span() == after.span()
        groups = range(1, before.re.groups + 1)
        assert [before[one] for one in groups if one not in changed] == [
            after[one] for one in groups if one not in changed
        ]

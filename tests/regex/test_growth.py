"""Held against a matcher of the tests: what is told grows exponentially, and nothing that grows so is left out.

Patterns that grow too steeply to be tried within the bounds are left out by design; the examples are the same in every run.
"""

from __future__ import annotations

import itertools

from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.regex.backtracking import Counter

from penmark.regex import Attack, Flags, judge

ATOMS = st.sampled_from(["a", "b", "[ab]", "[^a]", ".", "a"])
SIGNS = st.sampled_from(["", "*", "+", "?", "*?", "{1,2}", "*"])
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({}){}".format, inner, SIGNS),
        st.builds("(?:{}){}".format, inner, SIGNS),
        st.builds(str.__add__, inner, inner),
        st.builds("(?:{}|{}){}".format, inner, inner, SIGNS),
    ),
    max_leaves=4,
)
ENDS = st.sampled_from(["", "$", "c", "!"])
WORDS = ["".join(word) for size in (1, 2) for word in itertools.product("ab", repeat=size)]
PREFIXES = ("", "ab")
SUFFIXES = ("", "d", "\n\n")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(PATTERNS, st.sampled_from(["{}", "(?:{})*", "({})+"]), ENDS)
def test_told_if_and_only_if_it_grows(inside: str, form: str, end: str) -> None:
    pattern = form.format(inside) + end
    attack = judge(pattern, Flags())
    event("not told" if attack is None else "told")
    if attack is not None:
        it_grows(pattern, attack)
    else:
        nothing_grows(pattern)


def it_grows(pattern: str, attack: Attack) -> None:
    counter = Counter(pattern, 20_000)
    counts = [counter.count(attack.text(times)) for times in range(10)]
    counts = [count for count in counts if count < 20_000]
    assert len(counts) > 2
    assert counts[-1] - counts[-2] > 1.7 * (counts[-2] - counts[-3])


def nothing_grows(pattern: str) -> None:
    """Five more repetitions would add 32 times what the first five add; the fourth power, the most of four items, adds 15 times."""
    counter = Counter(pattern, 20_000)
    for prefix, pump, suffix in itertools.product(PREFIXES, WORDS, SUFFIXES):
        none, five, ten = (counter.count(prefix + pump * times + suffix) for times in (0, 5, 10))
        assert ten - none < 24 * max(five - none, 1), (prefix, pump, suffix)

"""The matcher of the trials reads and matches as Python's `re` does."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penmark.regex.nodes import Flags, Unreadable
from penmark.regex.parser import parse
from penmark.regex.program import Program
from penmark.regex.trial import Exhausted, attempt

FLAGS = {"I": "ignore_case", "M": "multi_line", "S": "dot_all", "X": "verbose", "A": "ascii"}

ATOMS = st.sampled_from(
    ["a", "b", "A", "[ab]", "[^a]", ".", r"\w", r"\s", r"\d", r"\W", "[a-c_]", r"[\w-]", "^", "$", r"\b", r"\B", r"\A", r"\Z", "\n", " ", "é", r"\x61", r"\1", "#", "", "-", r"\.", "(?#x)", r"[]a]", r"[^]b]", "1"]
)  # fmt: skip
SIGNS = [
    "",
    "*",
    "+",
    "?",
    "*?",
    "+?",
    "??",
    "{2}",
    "{1,2}",
    "{,2}",
    "{1,}",
    "{1,2}?",
    "*+",
    "?+",
    "{a}",
    "{}",
    "{1,2",
    "{2,1}",
]
BRACKETS = ["({})", "(?:{})", "(?={})", "(?!{})", "(?>{})", "(?P<n>{})", "(?i:{})", "(?-i:{})", "(?<={})", "(?<!{})", "(?x: {} )", "()(?(1){}|b)"]  # fmt: skip
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds(lambda form, item, sign: form.format(item) + sign, st.sampled_from(BRACKETS), inner, st.sampled_from(SIGNS)),
        st.builds(str.__add__, inner, st.sampled_from(SIGNS)),
        st.builds(str.__add__, inner, inner),
        st.builds("{}|{}".format, inner, inner),
    ),
    max_leaves=8,
)  # fmt: skip
TEXTS = st.text("abAé1 \n-_", min_size=1, max_size=7)  # `\B` in an empty text is another thing in Python 3.14


def compiled(pattern: str, flags: int) -> re.Pattern[str] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return re.compile(pattern, flags)
        except (re.error, OverflowError):
            return None


def read(pattern: str, flags: Flags, whole: bool = False) -> Program | None:
    try:
        return Program(parse(pattern, flags), flags, whole)
    except Unreadable:
        return None


@settings(max_examples=600, deadline=None)
@given(PATTERNS, TEXTS, st.sets(st.sampled_from(sorted(FLAGS))), st.booleans())
def test_same_end(pattern: str, text: str, letters: set[str], whole: bool) -> None:
    given_flags = sum(int(re.RegexFlag[letter]) for letter in letters)
    python = compiled(pattern, given_flags)
    program = read(pattern, Flags(**{FLAGS[letter]: True for letter in letters}), whole)
    if program is None:
        assert python is None or r"\1" in pattern or "(?<" in pattern
        return
    assert python is not None
    found = python.fullmatch(text) if whole else python.match(text)
    try:
        assert attempt(program, text, 50_000).end == (None if found is None else found.end())
    except Exhausted:
        return


READ = [
    r"\0", r"\01", r"\012", r"\141", r"\400", r"\8", r"[\8]", r"[\1]", r"(a)\1", r"(a\1)", r"(?P<x>a)(?P=x)", r"(?P=x)", r"(?P<1>a)",
    r"(?P<x>a)(?P<x>b)", r"\N{BULLET}", r"\N{NO SUCH NAME}", "\\u00e9", "\\u00e", "\\U0010ffff", "\\U00110000", r"\q", r"[\q]", r"[z-a]",
    r"[\w-z]", r"[a-\w]", r"[a-]", r"[-a]", r"[", r"[]", r"[^]", r"(?i)a", r"a(?i)", r"(?z)", r"(?-:a)", r"(?i-i:a)", r"(?i-:a)", r"(?-a:b)", r"(?i-ms:b)", r"(?--i:a)", r"(?:a", r"a)", r"a**",
    r"a{2}{3}", r"^*", r"(?:^)*", r"\b+", r"(?:)*", r"()*", r"|*", r"*", r"a|*", r"(?<=a+)b", r"(?<=ab|cd)e", r"(?<=a|bc)d", r"(?<!a{2})b",
    r"(?(1)a)", r"(a)(?(1)b|c)", r"(a)(?(1)b|c|d)", r"(a)(?(9)b)", r"(?P<q>a)(?(q)b)", r"(?#", r"(?#a)b", r"(?", r"(", r"\\", "\\", r"a{,}",
    r"a{,3}", r"a{3,}", r"a{3,2}", r"a{x}", r"a{1", r"{", r"{1}", r"(?x) a # b", r"(?x)a #b" "\n" r" +", r"[[a]", r"[a&&b]", r"(?s-i:.)",
    r"(?P>a)", r"(?P", r"(?<", r"(?<a>b)", r"(?>a", r"(?L)a", r"(?au)a", r"\Z\A", r"a*+", r"a++b", r"a{2}+", r"a?+", r"a*?+",
]  # fmt: skip


@pytest.mark.parametrize("pattern", READ)
def test_same_patterns(pattern: str) -> None:
    assert (read(pattern, Flags()) is None) is (compiled(pattern, 0) is None)


@settings(max_examples=300, deadline=None)
@given(st.text(r"ab()[]{}?*+|\^$.-,:=!<>P#x1 w", max_size=14))
def test_any_text_is_read_or_refused(pattern: str) -> None:
    refused = read(pattern, Flags()) is None
    if compiled(pattern, 0) is None:
        assert refused

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from penmark.text.difference import difference
from penmark.text.document import Document
from penmark.text.span import Span

TEXTS = st.lists(
    st.sampled_from(["a", "b", "é", "è", "🦊", "\n", "\r\n", "\r", "line\n", " "]), max_size=40
).map(lambda parts: "".join(parts).encode())


def applied(before: bytes, after: bytes) -> bytes:
    document = Document("", 1, "", before)
    return document.edit([*reversed(difference(before, after))], 2).data


@given(TEXTS, TEXTS)
def test_the_replacements_make_the_one_of_the_other_and_cut_no_character(before, after):
    assert applied(before, after) == after
    for span, text in difference(before, after):
        text.decode()
        before[span.start : span.end].decode()


def test_lines_that_are_the_same_stay_untouched():
    before = b"one\ntwo\nthree\nfour\nfive\n"
    after = b"import os\none\ntwo\nthree 3\nfour\n"
    assert difference(before, after) == (
        (Span(0, 0), b"import os\n"),
        (Span(13, 13), b" 3"),
        (Span(19, 24), b""),
    )


def test_equal_texts_have_no_difference():
    assert difference(b"a\r\nb", b"a\r\nb") == ()


def test_what_is_too_long_to_compare_is_replaced_as_one():
    before = b"".join(b"%d\n" % number for number in range(4_000))
    after = b"".join(b"%d\n" % (number * 7 + 1) for number in range(4_000))
    (only,) = difference(before, after)
    assert only[0] == Span(0, len(before) - 1)
    assert applied(before, after) == after

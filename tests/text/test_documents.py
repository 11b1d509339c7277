"""Documents against a plain model: a Python string, and positions counted character by character."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penmark.text.document import Document
from penmark.text.lines import LineIndex
from penmark.text.positions import Encoding, Position, to_offset, to_position
from penmark.text.span import Span

PIECES = [
    "a",
    "b ",
    "\n",
    "\r\n",
    "\r",
    "é",
    "e\u0301",
    "𝄞",
    "👩\u200d💻",
    "\f",
    "\u2028",
    "\u0085",
    "\x0b",
    "中",
    "",
]
texts = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)
encodings = st.sampled_from(list(Encoding))
places = st.tuples(st.integers(-1, 12), st.integers(-1, 15))


def units(character: str, encoding: Encoding) -> int:
    match encoding:
        case Encoding.UTF8:
            return len(character.encode())
        case Encoding.UTF16:
            return len(character.encode("utf-16-le")) // 2
        case Encoding.UTF32:
            return 1


def model_lines(text: str) -> list[str]:
    """The lines with their ends."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z|\Z", text) if text else [""]


def model_index(text: str, line: int, character: int, encoding: Encoding) -> int:
    """The index in `text` of a position, clamped."""
    if line < 0:
        return 0
    lines = model_lines(text)
    if line >= len(lines):
        return len(text)
    index = sum(map(len, lines[:line]))
    left = character
    for one in lines[line]:
        if one in "\r\n" or left < units(one, encoding):
            break
        left -= units(one, encoding)
        index += 1
    return index


def document(text: str) -> Document:
    return Document("file:///x", 1, "text", text.encode())


@given(texts, places, encodings)
@settings(max_examples=300)
def test_positions_are_what_the_model_says(text: str, place: tuple[int, int], encoding: Encoding) -> None:
    index = model_index(text, *place, encoding)
    assert to_offset(document(text), *place, encoding) == len(text[:index].encode())


@given(texts, encodings)
@settings(max_examples=200)
def test_every_position_round_trips(text: str, encoding: Encoding) -> None:
    made = document(text)
    offset = 0
    for index, character in enumerate(text):
        if not (character == "\n" and index and text[index - 1] == "\r"):
            position = to_position(made, offset, encoding)
            assert to_offset(made, *position, encoding) == offset
        offset += len(character.encode())
    assert to_offset(made, *to_position(made, offset, encoding), encoding) == offset


edits = st.lists(st.tuples(places, places, texts), min_size=1, max_size=8)


@given(texts, edits, encodings)
@settings(max_examples=500)
def test_random_edits_give_the_text_of_the_model(
    text: str, steps: list[tuple[tuple[int, int], tuple[int, int], str]], encoding: Encoding
) -> None:
    first = current = document(text)
    for number, (start, end, new) in enumerate(steps):
        low, high = model_index(text, *start, encoding), model_index(text, *end, encoding)
        high = max(low, high)
        span = Span(to_offset(current, *start, encoding), to_offset(current, *end, encoding))
        current = current.edit([(span, new.encode())], number + 2)
        text = text[:low] + new + text[high:]
        assert current.data.decode() == text
        fresh = LineIndex(current.data)
        assert [current.lines.start_of(line) for line in range(len(current.lines))] == [
            fresh.start_of(line) for line in range(len(fresh))
        ]
        for offset in range(len(current.data) + 1):
            assert current.lines.line_of(offset) == fresh.line_of(offset)
    changes = current.changes_since(first)
    assert changes is not None
    data = first.data
    for change in changes:
        assert 0 <= change.start <= change.old_end <= len(data)
        length = len(data) + change.new_end - change.old_end
        data = data[: change.start] + b"?" * (change.new_end - change.start) + data[change.old_end :]
        assert len(data) == length
    assert len(data) == len(current.data)


def test_only_three_things_end_a_line() -> None:
    made = document("a\x0bb\x0cc\u0085d\u2028e\u2029f\ng\r\nh\ri")
    assert len(made.lines) == 4
    assert to_position(made, len(made.data), Encoding.UTF16) == Position(3, 1)


def test_typing_shares_the_line_starts() -> None:
    current = document("line\n" * 1000)
    shared = current.lines._starts
    offset = current.lines.start_of(500) + 2
    for step in range(20):
        current = current.edit([(Span(offset + step, offset + step), b"x")], step + 2)
        assert current.lines._starts is shared
    assert current.lines.start_of(501) == 501 * 5 + 20
    assert current.lines.start_of(500) == 500 * 5


def test_edits_outside_of_the_text_are_clamped() -> None:
    made = document("abc")
    assert made.edit([(Span(-5, 1), b"x")], 2).data == b"xbc"
    assert made.edit([(Span(2, 99), b"x")], 2).data == b"abx"
    assert made.edit([(Span(9, 4), b"x")], 2).data == b"abcx"


def test_changes_since_knows_only_ancestors() -> None:
    first = document("a")
    second = first.edit([(Span(1, 1), b"b")], 2)
    other = first.edit([(Span(0, 0), b"c")], 2)
    assert second.changes_since(second) == ()
    assert second.changes_since(first) == ((1, 1, 2),)
    assert second.changes_since(other) is None
    assert first.changes_since(second) is None
    current = first
    for version in range(70):
        current = current.edit([(Span(0, 0), b"x")], version)
    assert current.changes_since(first) is None


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [("a\r\nb", 0, 1), ("a\rb", 0, 1), ("a\nb", 1, 3), ("\r\n", 0, 0), ("\n\r", 1, 1)],
)
def test_where_a_line_ends(text: str, line: int, expected: int) -> None:
    assert document(text).line_end(line) == expected

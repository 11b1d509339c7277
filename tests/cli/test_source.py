from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from penmark.cli.source import HIDDEN, Position, SourceText
from penmark.text.span import Span
from penmark.workspace.checking import Text


def test_columns_count_code_points_and_utf16_units() -> None:
    data = "a\r\né𝄞x\ry".encode()
    source = SourceText(Text(data))
    assert source.position(data.index(b"x")) == Position(1, 2, 3)
    assert source.position(data.index(b"y")) == Position(2, 0, 0)
    assert source.position(10_000) == Position(2, 1, 1)
    assert [source.line_span(line) for line in range(3)] == [Span(0, 1), Span(3, 10), Span(11, 12)]


def test_long_secrets_show_four_characters_and_short_ones_none() -> None:
    data = b"key = 'abcdefghijklmnopqrstuvwxyz'; word = 'short one'"
    long, short = Span(7, 33), Span(44, 53)
    source = SourceText(Text(data, (long, short)))
    assert source.shown(Span(0, len(data))) == f"key = 'abcd{HIDDEN}'; word = '{HIDDEN}'"
    assert source.shown(long) == f"abcd{HIDDEN}"
    assert source.shown(short) == HIDDEN
    assert source.shown(Span(20, 40)) == f"{HIDDEN}'; word"
    assert (
        source.cleaned("use 'abcdefghijklmnopqrstuvwxyz' or 'short one'")
        == f"use 'abcd{HIDDEN}' or '{HIDDEN}'"
    )


def test_secrets_that_overlap() -> None:
    data = b"0123456789" * 5
    source = SourceText(Text(data, (Span(0, 30), Span(10, 40), Span(2, 6))))
    assert source.shown(Span(0, 50)) == f"01{HIDDEN}0123456789"


@given(
    st.text(alphabet="ab𝄞é\n", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4),
)
def test_what_is_hidden_is_never_shown(text: str, places: list[tuple[int, int]]) -> None:
    edges = [len(text[:index].encode()) for index in range(len(text) + 1)]
    spans = sorted(
        Span(edges[min(one, other, len(text))], edges[min(max(one, other), len(text))])
        for one, other in places
    )
    data = text.encode()
    source = SourceText(Text(data, tuple(spans)))
    hidden = set()
    for start, end in spans:
        hidden |= set(range(start + (4 if end - start >= 20 else 0), end))
    pieces = list(source.pieces(Span(0, len(data))))
    assert [piece.start for piece in pieces] == [0, *(piece.end for piece in pieces[:-1])]
    for piece in pieces:
        covered = set(range(piece.start, piece.end))
        assert (
            covered <= hidden
            if piece.secret
            else piece.text == data[piece.start : piece.end].decode(errors="replace")
        )
        assert piece.secret or not covered & hidden

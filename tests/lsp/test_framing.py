from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from penmark.lsp.framing import Framing, framed

BODIES = st.lists(st.binary(max_size=200), max_size=8)


@given(BODIES, st.lists(st.integers(1, 50), min_size=1, max_size=20))
def test_however_it_is_cut_the_bodies_come_out(bodies: list[bytes], sizes: list[int]) -> None:
    stream = b"".join(map(framed, bodies))
    framing, found, at, turn = Framing(), [], 0, 0
    while at < len(stream):
        size = sizes[turn % len(sizes)]
        found += framing.feed(stream[at : at + size])
        at, turn = at + size, turn + 1
    assert found == bodies


@given(st.binary(max_size=300).filter(lambda junk: b"\r\n\r\n" not in junk and b":" not in junk))
def test_junk_costs_no_message_behind_it(junk: bytes) -> None:
    assert list(Framing().feed(junk + b"\r\n\r\n" + framed(b"{}"))) == [b"{}"]


def test_a_body_that_no_header_announced_costs_no_message_behind_it() -> None:
    framing = Framing()
    assert list(framing.feed(b'Content-Length: x\r\n\r\n{"a": 1}' + framed(b"{}"))) == [b"{}"]


def test_endless_headers_take_no_memory() -> None:
    framing = Framing()
    for _ in range(100):
        assert list(framing.feed(b"x" * 65_537)) == []
    assert len(framing._buffer) <= 65_536
    assert list(framing.feed(b"\r\n\r\n" + framed(b"{}"))) == [b"{}"]

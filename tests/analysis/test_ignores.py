from __future__ import annotations

from penmark.analysis import ignores
from penmark.text.document import Document
from penmark.text.span import Span


def read(text: str) -> list[tuple[int, tuple[str, ...], str]]:
    document = Document("file:///a.py", 1, "python", text.encode())
    return [(ignore.line, ignore.rules, ignore.reason) for ignore in ignores.read(document, None)]


def test_behind_code_it_speaks_for_its_line() -> None:
    assert read("a\nb()  # penmark: ignore[weak-hash] only a cache key\n") == [
        (1, ("weak-hash",), "only a cache key")
    ]


def test_alone_on_its_line_it_speaks_for_the_next() -> None:
    text = "# penmark: ignore[a] one\n  # penmark: ignore[b, c] two\ncall()\n"
    assert read(text) == [(2, ("a",), "one"), (2, ("b", "c"), "two")]


def test_other_comment_syntaxes() -> None:
    text = (
        "x // penmark: ignore[a] one\ny /* penmark: ignore[b] two */\n<!-- penmark: ignore[c] three -->\nz\n"
    )
    assert read(text) == [(0, ("a",), "one"), (1, ("b",), "two"), (3, ("c",), "three")]


def test_text_that_is_no_comment_is_none() -> None:
    assert read('s = "penmark: ignore[a]"\nt = penmark: ignore[b\n') == []


def test_crlf_and_a_missing_end_of_line() -> None:
    assert read("a()  # penmark: ignore[x]\r\nb()  # penmark: ignore[y] why") == [
        (0, ("x",), ""),
        (1, ("y",), "why"),
    ]


def test_where_the_adapter_knows_comments_it_decides() -> None:
    text = "s = '''\n# penmark: ignore[a]\n'''\n"
    document = Document("file:///a.py", 1, "python", text.encode())
    assert ignores.read(document, []) == ()
    assert len(ignores.read(document, [Span(8, 29)])) == 1

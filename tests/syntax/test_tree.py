"""Trees, adapters and the range between two documents."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from penmark.syntax import CodeAdapter, ConfigAdapter, adapter_for, language_of
from penmark.syntax.tree import changed
from penmark.text.document import Document
from penmark.text.span import Span


def test_languages_by_name() -> None:
    assert language_of("/a/B.PY") == "python"
    assert language_of("a.tf") == "terraform"
    assert language_of("a.tfvars") == "terraform-vars"
    assert language_of("Makefile") == "text"
    assert language_of("a.python.md") == "text"


def test_adapters_are_made_once() -> None:
    python = adapter_for("python")
    assert isinstance(python, CodeAdapter)
    assert adapter_for("python") is python
    assert isinstance(adapter_for("terraform"), ConfigAdapter)
    assert adapter_for("cobol") is None


edits = st.lists(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 10), st.binary(max_size=6)), min_size=1, max_size=3
    ),
    max_size=4,
)


@given(st.binary(max_size=40), edits)
def test_the_changed_range_is_all_that_differs(
    data: bytes, versions: list[list[tuple[int, int, bytes]]]
) -> None:
    first = Document("file:///a", 0, "python", data)
    document = first
    for version in versions:
        changes = []
        size = len(document.data)
        for start, length, text in version:
            start = min(start, size)
            end = min(start + length, size)
            changes.append((Span(start, end), text))
            size += len(text) - (end - start)
        document = document.edit(changes, document.version + 1)
    between = changed(document, first)
    assert between is not None
    start, old_end, new_end = between
    assert 0 <= start <= old_end <= len(first.data)
    assert start <= new_end
    assert first.data[:start] + document.data[start:new_end] + first.data[old_end:] == document.data
    if start < min(old_end, new_end):
        assert first.data[start] != document.data[start]
        assert first.data[old_end - 1] != document.data[new_end - 1]


def test_a_replacement_of_everything_is_as_small_as_what_it_changes() -> None:
    first = Document("file:///a", 0, "python", b"abc def ghi")
    second = first.edit([(Span(0, 11), b"abc xyz! ghi")], 1)
    assert changed(second, first) == (4, 7, 8)


def test_other_documents_have_no_range() -> None:
    first = Document("file:///a", 0, "python", b"a")
    assert changed(Document("file:///a", 1, "python", b"a"), first) is None
    assert changed(first, first) == (0, 0, 0)

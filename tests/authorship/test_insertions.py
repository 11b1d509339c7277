from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from penmark.authorship.insertions import Insertions
from penmark.findings import Confidence
from penmark.text.document import Document
from penmark.text.span import Span

BLOCK = "    one()\n    two()\n    three()\n"
OWN = "def own():\n    pass\n\n\ndef other():\n    pass\n"


class Buffer:
    """A document that is edited, and the insertions in it."""

    def __init__(self, text: str = OWN, disk: str = "") -> None:
        self.document = Document("file:///a.py", 1, "python", text.encode())
        self.insertions = Insertions()
        self.disk = disk.encode()

    def edit(self, start: int, end: int, text: str) -> None:
        before = self.document
        self.document = before.edit([(Span(start, end), text.encode())], before.version + 1)
        self.insertions.follow(before, self.document, lambda: self.document.data == self.disk)

    def type(self, at: int, text: str) -> None:
        for index, key in enumerate(text):
            self.edit(at + index, at + index, key)

    def backspace(self, end: int, count: int) -> None:
        for index in range(count):
            self.edit(end - index - 1, end - index, "")

    @property
    def blocks(self) -> list[str]:
        return [self.document.slice(block.span) for block in self.insertions]


def test_several_lines_are_a_block_without_the_white_space_around():
    buffer = Buffer()
    buffer.edit(11, 11, "\n\n" + BLOCK)
    assert buffer.blocks == [BLOCK.strip()]
    (block,) = buffer.insertions
    assert (block.told, block.confidence, block.assistant) == (False, Confidence.LOW, "")


def test_a_long_line_is_a_block_and_a_short_one_is_not():
    buffer = Buffer()
    buffer.edit(0, 0, "x" * 79 + "\n")
    assert buffer.blocks == []
    buffer.edit(0, 0, "y" * 80)
    assert buffer.blocks == ["y" * 80]


def test_what_is_typed_is_no_block():
    buffer = Buffer()
    buffer.type(11, BLOCK)
    assert buffer.blocks == []


def test_a_block_is_followed_through_edits_around_and_inside_of_it():
    buffer = Buffer()
    buffer.edit(11, 11, BLOCK)
    buffer.type(0, "# head\n")
    buffer.type(buffer.document.data.index(b"two"), "twenty_")
    buffer.type(len(buffer.document.data), "# tail\n")
    assert buffer.blocks == ["one()\n    twenty_two()\n    three()"]


def test_a_block_that_is_edited_away_is_forgotten_and_what_is_left_of_one_is_kept():
    buffer = Buffer()
    buffer.edit(11, 11, BLOCK)
    start = buffer.document.data.index(b"two")
    end = buffer.document.data.index(b"pass") + 4
    buffer.edit(start, end, "")
    assert buffer.blocks == ["one()\n    "]
    buffer.edit(0, start, "")
    assert buffer.blocks == []


def test_undo_of_a_removal_is_no_insertion():
    buffer = Buffer()
    buffer.edit(0, 21, "")
    buffer.edit(0, 0, OWN[:21])
    assert buffer.blocks == []


def test_undo_of_many_keys_is_no_insertion():
    buffer = Buffer()
    buffer.backspace(21, 21)
    buffer.edit(0, 0, OWN[:21])
    assert buffer.blocks == []


def test_undo_line_by_line_of_lines_removed_one_by_one_is_no_insertion():
    long = "a" * 90 + "\n"
    buffer = Buffer(long + long.upper() + OWN)
    buffer.edit(0, 91, "")
    buffer.edit(0, 91, "")
    buffer.edit(0, 0, long.upper())
    buffer.edit(0, 0, long)
    assert buffer.blocks == []


def test_text_that_is_moved_is_no_insertion():
    buffer = Buffer()
    buffer.edit(0, 21, "")
    buffer.edit(len(OWN) - 21, len(OWN) - 21, "\n\n" + OWN[:21])
    assert buffer.blocks == []


def test_redo_brings_an_insertion_back():
    buffer = Buffer()
    buffer.edit(11, 11, BLOCK)
    (first,) = buffer.insertions
    buffer.edit(11, 11 + len(BLOCK), "")
    assert buffer.blocks == []
    buffer.edit(11, 11, BLOCK)
    assert [block.id for block in buffer.insertions] == [first.id]
    assert buffer.blocks == [BLOCK.strip()]


def test_undo_of_a_removal_around_an_insertion_brings_it_back():
    buffer = Buffer()
    buffer.edit(11, 11, BLOCK)
    whole = buffer.document.slice(Span(0, len(buffer.document.data)))
    buffer.edit(0, len(whole), "")
    assert buffer.blocks == []
    buffer.edit(0, 0, whole)
    assert buffer.blocks == [BLOCK.strip()]


def test_a_reload_is_no_insertion_and_keeps_the_blocks_that_it_does_not_touch():
    buffer = Buffer(disk="# from\n# disk\n" + OWN[:11] + BLOCK + OWN[11:])
    buffer.edit(11, 11, BLOCK + " ")
    buffer.edit(0, 11, "# from\n# disk\n" + OWN[:11])
    assert buffer.blocks == ["# from\n# disk", BLOCK.strip()]  # the disk holds no such space

    buffer = Buffer(disk="# from\n# disk\n" + OWN[:11] + BLOCK + OWN[11:])
    buffer.edit(11, 11, BLOCK)
    buffer.edit(0, 11, "# from\n# disk\n" + OWN[:11])
    assert buffer.blocks == [BLOCK.strip()]


def test_layout_is_no_insertion():
    before = "call(one, 'two', three)\nvalue = (1 +\n    2)\n"
    buffer = Buffer(before)
    buffer.edit(0, len(before), 'call(\n    one,\n    "two",\n    three,\n)\nvalue = 1 + 2\n')
    assert buffer.blocks == []
    buffer.edit(0, 0, "    ")
    assert buffer.blocks == []


def test_of_a_text_that_is_replaced_as_a_whole_only_what_is_new_is_inserted():
    buffer = Buffer()
    buffer.edit(0, len(OWN), OWN.replace("def other", "def fresh():\n    one()\n    two()\n\n\ndef other"))
    assert buffer.blocks == ["def fresh():\n    one()\n    two()"]


def test_pieces_that_follow_one_another_are_one_block():
    buffer = Buffer()
    buffer.edit(11, 11, BLOCK)
    buffer.edit(11 + len(BLOCK), 11 + len(BLOCK), BLOCK)
    assert buffer.blocks == [(BLOCK + BLOCK).strip()]


def test_an_editor_may_tell():
    buffer = Buffer()
    buffer.edit(11, 11, BLOCK)
    (seen,) = buffer.insertions
    buffer.insertions.tell(seen.span, "copilot", "a-model")
    (told,) = buffer.insertions
    assert (told.id, told.span) == (seen.id, seen.span)
    assert (told.assistant, told.model, told.told, told.confidence) == (
        "copilot",
        "a-model",
        True,
        Confidence.HIGH,
    )
    buffer.insertions.tell(Span(0, 10))
    assert buffer.blocks == [OWN[:10], BLOCK.strip()]


def test_only_so_many_blocks_are_remembered():
    buffer = Buffer("")
    for number in range(40):
        buffer.edit(0, 0, f"a{number}\nb{number}\n#\n")
        buffer.edit(0, 0, "own\n")
    assert len(buffer.blocks) == 32
    assert buffer.blocks[0] == "a39\nb39\n#"


def test_a_document_that_is_no_child_of_the_one_before_forgets_everything():
    buffer = Buffer()
    buffer.edit(11, 11, BLOCK)
    buffer.insertions.follow(buffer.document, Document("", 9, "", b"other"))
    assert buffer.blocks == []


EDITS = st.lists(
    st.tuples(
        st.integers(0, 200), st.integers(0, 60), st.sampled_from(["", "x", "\n", BLOCK, "é🦊\n" * 3, OWN])
    ),
    max_size=30,
)


@settings(max_examples=200)
@given(EDITS)
def test_blocks_are_always_in_order_apart_and_inside_of_the_text(edits):
    buffer = Buffer()
    for start, length, text in edits:
        size = len(buffer.document.data)
        first = min(start, size)
        buffer.edit(first, min(first + length, size), text)
        spans = [block.span for block in buffer.insertions]
        assert all(0 <= span.start < span.end <= len(buffer.document.data) for span in spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))
        assert len({block.id for block in buffer.insertions}) == len(spans)

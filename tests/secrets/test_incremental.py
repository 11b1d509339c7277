"""After any edits the scan of a document is what the scan of its text alone is."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.secrets.conftest import all_matchers

from penmark.secrets import samples
from penmark.secrets.scanner import Scan, Scanner
from penmark.text.document import Document
from penmark.text.span import Span

SCANNER = Scanner(all_matchers())
PEM = samples.build("{pem:RSA PRIVATE KEY}")
PIECES = [
    samples.build("glpat-{base62:20}"),
    samples.build("ghp_{base62:30}{crc32}"),
    PEM,
    PEM[:28],
    PEM[28:],
    PEM[30:120],
    "password: hunter2!\n",
    'api_key = "' + samples.build("{hex:32}") + '"',
    "postgres://app:" + samples.build("{password}") + "@db.shop.io/x",
    "\n",
    "\r\n",
    "\r",
    "x" * 850,
    "-----END RSA PRIVATE KEY-----",
    " ",
    '"',
    "ä🦊",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
EDITS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 120), TEXTS), min_size=1, max_size=6)


def _aligned(data: bytes, offset: int) -> int:
    while 0 < offset < len(data) and data[offset] & 0xC0 == 0x80:
        offset -= 1
    return offset


@settings(max_examples=250, deadline=None)
@given(
    start=TEXTS,
    rounds=st.lists(EDITS, min_size=1, max_size=5),
    language=st.sampled_from(["yaml", "python", "text"]),
)
def test_incremental_equals_from_scratch(
    start: str, rounds: list[list[tuple[int, int, str]]], language: str
) -> None:
    document = Document(
        "file:///w/settings.yaml" if language == "yaml" else "file:///w/a", 1, language, start.encode()
    )
    scan = SCANNER.scan_document(document)
    for version, edits in enumerate(rounds, 2):
        changes = []
        data = document.data
        for place, length, text in edits:
            begin = _aligned(data, place % (len(data) + 1))
            end = _aligned(data, min(len(data), begin + length))
            changes.append((Span(begin, end), text.encode()))
            data = data[:begin] + text.encode() + data[end:]
        document = document.edit(changes, version)
        scan = SCANNER.scan_document(document, scan)
        fresh = SCANNER.scan_document(Document(document.uri, 1, language, document.data))
        assert (scan.lines, scan.problems) == (fresh.lines, fresh.problems)


def _three() -> tuple[Document, Scan]:
    lines = [samples.build(f"glpat-{{base62:{length}}}") for length in (20, 21, 22)]
    document = Document("file:///a.txt", 1, "text", "\n".join(lines).encode())
    return document, SCANNER.scan_document(document)


def test_lines_that_did_not_change_keep_their_matches() -> None:
    document, scan = _three()
    middle = scan.lines[1].offset
    edited = document.edit([(Span(middle, middle), b"moved = 1\nx = ")], 2)
    after = SCANNER.scan_document(edited, scan)
    assert [entry.line for entry in after.lines] == [0, 2, 3]
    assert after.lines[0].matches is scan.lines[0].matches
    assert after.lines[2].matches is scan.lines[2].matches
    assert after.lines[1].matches[0].span.start == len("x = ")


def test_a_key_appears_when_its_material_is_typed_below_the_header() -> None:
    header, _, rest = PEM.partition("\n")
    document = Document("file:///a.txt", 1, "text", (header + "\n").encode())
    scan = SCANNER.scan_document(document)
    assert scan.lines == ()
    end = len(document.data)
    document = document.edit([(Span(end, end), rest.encode())], 2)
    scan = SCANNER.scan_document(document, scan)
    assert [(entry.line, entry.matches[0].rule) for entry in scan.lines] == [(0, "private-key")]
    document = document.edit([(Span(end, len(document.data)), b"")], 3)
    assert SCANNER.scan_document(document, scan).lines == ()


def test_line_ends_are_those_of_the_protocol() -> None:
    token = samples.build("glpat-{base62:20}")
    document = Document("file:///a.txt", 1, "text", f"a\r{token}\r\n\u2028\x0c{token}".encode())
    assert [(entry.line, entry.offset) for entry in SCANNER.scan_document(document).lines] == [
        (1, 2),
        (2, 2 + len(token) + 2),
    ]

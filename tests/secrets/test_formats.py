"""Every format of every page: its samples are found with exact columns, its counter-samples are not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import penmark.secrets
from penmark.secrets import samples
from penmark.secrets.filekind import FileKind, Syntax
from penmark.secrets.matcher import SecretMatcher
from penmark.secrets.scanner import MOST_IN_A_LINE, Scanner, SecretMatch
from penmark.text.document import Document
from penmark.text.span import Span

CODE = FileKind(Syntax.FACTS)


def _cases(key: str) -> list[object]:
    found: list[object] = []
    for path in sorted((Path(penmark.secrets.__file__).parent.parent / "rules" / "secrets").glob("*.md")):
        block = path.read_text(encoding="utf-8").partition("```toml\n")[2].partition("\n```")[0]
        for table in tomllib.loads(block)["secret"]:
            for number, description in enumerate(table.get(key, []), 1):
                context = table.get("context", "{sample}")
                found.append(
                    pytest.param(
                        path.stem, table["name"], context, description, id=f"{table['name']}-{number}"
                    )
                )
    return found


def _found(scanner: Scanner, text: str) -> tuple[bytes, tuple[SecretMatch, ...]]:
    first, newline, rest = text.encode().partition(b"\n")
    return first, scanner.scan_line(first, CODE, newline + rest)


@pytest.mark.parametrize(("rule", "name", "context", "description"), _cases("samples"))
def test_sample_is_found_where_it_stands(
    scanner: Scanner, rule: str, name: str, context: str, description: str
) -> None:
    sample = samples.build(description)
    text = context.replace("{sample}", sample)
    line, matches = _found(scanner, text)
    assert [(match.rule, match.matcher.name) for match in matches] == [(rule, name)]
    span = matches[0].span
    if "private-key" in matches[0].matcher.check:
        assert line[span.start : span.end] == sample.partition("-----")[2].partition("-----")[0].encode()
    else:
        assert span == Span(text.index(sample), text.index(sample) + len(sample))


@pytest.mark.parametrize(("rule", "name", "context", "description"), _cases("counter-samples"))
def test_counter_sample_is_not_found(
    scanner: Scanner, rule: str, name: str, context: str, description: str
) -> None:
    _, matches = _found(scanner, context.replace("{sample}", samples.build(description)))
    assert name not in [match.matcher.name for match in matches]


def test_names_are_unique_and_each_format_has_both_kinds_of_samples(
    matchers: list[tuple[str, SecretMatcher]],
) -> None:
    names = [matcher.name for _, matcher in matchers]
    assert len(names) == len(set(names))
    lacking = [
        matcher.name
        for _, matcher in matchers
        if not matcher.names and not (matcher.samples and matcher.counter_samples)
    ]
    assert lacking == []


def test_columns_count_bytes(scanner: Scanner) -> None:
    token = samples.build("glpat-{base62:20}")
    line = f'größe = "äöü 🦊", "{token}"'.encode()
    (match,) = scanner.scan_line(line, CODE)
    assert line[match.span.start : match.span.end] == token.encode()


def test_nothing_that_is_kept_holds_the_secret(scanner: Scanner) -> None:
    token = samples.build("ghp_{base62:30}{crc32}")
    line = f'password = "hunter2!", token="{token}"'.encode()
    kept = repr(scanner.scan_line(line, FileKind(Syntax.CODE)))
    assert kept.count("SecretMatch(") == 2
    assert token[4:12] not in kept
    assert "hunter2!" not in kept
    (_, match) = scanner.scan_line(line, FileKind(Syntax.CODE))
    assert match.prefix == "ghp_"


def test_a_wrong_checksum_lowers_the_confidence(scanner: Scanner) -> None:
    (right,) = scanner.scan_line(samples.build("ghp_{base62:30}{crc32}").encode(), CODE)
    (wrong,) = scanner.scan_line(samples.build("ghp_{base62:36}").encode(), CODE)
    assert (right.confidence, wrong.confidence) == ("high", "medium")


def test_example_keys_of_the_vendors_are_silent(scanner: Scanner) -> None:
    documented = [
        "AKIA" + "IOSFODNN7" + "EXAMPLE",
        'aws_secret_access_key = "wJalrXUtnFEMI/K7MDENG/' + 'bPxRfiCYEXAMPLEKEY"',
        "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/"
        + "K1SZFPTOtr/KBHBeksoGMGw==;",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwi"
        + "aWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    ]
    assert [scanner.scan_line(line.encode(), CODE) for line in documented] == [(), (), (), ()]


def test_the_most_specific_format_wins(scanner: Scanner) -> None:
    line = ('{"private_key": "' + samples.build("{pemline:PRIVATE KEY}") + '"}').encode()
    (match,) = scanner.scan_line(line, CODE)
    assert match.rule == "google-service-account"


def test_test_code_may_hold_keys_but_not_live_tokens(scanner: Scanner) -> None:
    tests = FileKind(Syntax.FACTS, tests=True)
    assert scanner.scan_line(samples.build("{jwt}").encode(), tests) == ()
    assert len(scanner.scan_line(samples.build("glpat-{base62:20}").encode(), tests)) == 1


@pytest.mark.parametrize(
    ("line", "count"),
    [
        (b"eyJ" * 350_000, 0),
        (b"password=" * 110_000, 0),
        (b"://a:" * 200_000, 0),
        (b"ibm_key " + b" " * 1_000_000, 0),
        (b"-----BEGIN PRIVATE KEY-----" * 40_000, 0),
        (b'"' * 1_000_000, 0),
    ],
    ids=["jwt", "names", "urls", "spaces", "headers", "quotes"],
)
def test_a_megabyte_in_one_line_is_read(scanner: Scanner, line: bytes, count: int) -> None:
    for syntax in Syntax:
        assert len(scanner.scan_line(line, FileKind(syntax))) == count


def test_too_many_secrets_in_a_line_are_said_to_be_left_out(scanner: Scanner) -> None:
    line = " ".join(samples.build(f"glpat-{{base62:{20 + index % 9}}}") for index in range(5_000))
    document = Document("file:///a.min.js", 1, "javascript", line.encode())
    scan = scanner.scan_document(document)
    assert len(scan.lines[0].matches) > MOST_IN_A_LINE
    assert [problem.message for problem in scan.problems] == [
        f"more than {MOST_IN_A_LINE} secrets in one line: the rest of it was not checked for secrets"
    ]

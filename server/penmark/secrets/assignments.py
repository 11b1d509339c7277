"""Named values in lines of text, where there are no facts: `KEY=value`, `key: value`, `"key": "value"`."""

from __future__ import annotations

from collections.abc import Iterator

from penmark.secrets.filekind import FileKind, Syntax
from penmark.secrets.matcher import compile_pattern
from penmark.secrets.telling import Place, TellingLiteral
from penmark.text.span import Span

_NAME = rb"""([A-Za-z_][A-Za-z0-9_.\-]{2,60})"""
# A quote may be escaped: code in a string, in the JSON of a notebook.
_QUOTED = rb"""(?:\\?"([^"\\\r\n]{4,512})\\?"|'([^'\\\r\n]{4,512})'|`([^`\\\r\n]{4,512})`)"""
_IN_CODE = compile_pattern(
    _NAME + rb"""["'\]]{0,2}[ \t]{0,20}(?:={1,3}|:=|:|=>|!={1,2})[ \t]{0,20}""" + _QUOTED
)
_BARE = compile_pattern(
    rb"""^[ \t]{0,40}(?:- )?(?:export[ \t]+|set[ \t]+|ENV[ \t]+)?["']?""" + _NAME
    + rb"""["']?[ \t]{0,20}[=:][ \t]{0,20}([^\s"'`#;,{}\[\]()<>&*!|$%@\\][^\s"'`,{}<>\\]{3,200})[ \t]{0,40}(?:[#;].{0,400})?$"""
)  # fmt: skip
_IN_PROSE = compile_pattern(
    rb"""^[ \t]{0,8}(?:export[ \t]+|\$[ \t])?([A-Z][A-Z0-9_]{2,60})=["']?([^\s"'`,{}<>\\]{4,200})["']?[ \t]{0,40}$"""
)


def telling(line: bytes, kind: FileKind) -> Iterator[TellingLiteral]:
    """The named values of a line, whether their names tell or not; spans are relative to the line.

    Of a language with facts only what its comments say, since that is in no facts: code that was commented out.
    """
    if kind.syntax is Syntax.FACTS:
        if line.lstrip().startswith(b"#"):
            yield from _matches(_IN_CODE, line, Place.COMMENT)
        return
    if kind.syntax is Syntax.PROSE:
        yield from _matches(_IN_PROSE, line, Place.BARE)
        return
    yield from _matches(_IN_CODE, line, Place.ENTRY)
    if kind.syntax is Syntax.SETTINGS:
        yield from _matches(_BARE, line, Place.BARE)


def _matches(pattern: object, line: bytes, place: Place) -> Iterator[TellingLiteral]:
    for match in pattern.finditer(line):  # type: ignore[attr-defined]
        if line[match.start(1) - 1 : match.start(1)] in (b":", b"/"):
            continue  # the end of a longer name: `AWS::IAM::AccessKey`
        for group in range(2, pattern.groups + 1):  # type: ignore[attr-defined]
            start, end = match.span(group)
            if start >= 0:
                value = line[start:end].decode("utf-8", "replace")
                yield TellingLiteral(match.group(1).decode(), value, Span(start, end), place)

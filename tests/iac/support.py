"""Modules from text, and what is found in them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from penmark.iac import Checked, Checker, ConfigMatcher, Module
from penmark.iac.evaluate import Evaluator
from penmark.iac.terraform import local
from penmark.iac.values import Absent, Array, Encoded, Known, Object, Record, Unknown, Value
from penmark.syntax.hcl import create
from penmark.text.document import Document

ADAPTER = create()
MAIN = "main.tf"


def module(*texts: str, **files: str) -> Module:
    """The module of `main.tf` with `texts`, and of other files by the stems of their names."""
    sources = {MAIN: "\n".join(texts), **{f"{stem}.tf": text for stem, text in files.items()}}
    return Module.build(
        {
            uri: ADAPTER.read(ADAPTER.parse(Document(uri, 1, "terraform", text.encode())))
            for uri, text in sources.items()
        }
    )


def worth(expression: str, *texts: str, **files: str) -> object:
    """What an expression is worth in a module: Python data, in which "?" stands for what is not known."""
    made = module(f"locals {{\n  wanted = {expression}\n}}", *texts, **files)
    return plain(local(Evaluator(made), "wanted"))


def plain(value: Value) -> object:
    match value:
        case Known(value=scalar):
            return scalar
        case Array(items=items, complete=complete):
            return [plain(item) for item in items] + ([] if complete else ["..."])
        case Object(entries=entries, complete=complete):
            return {name: plain(entry) for name, entry in entries.items()} | (
                {} if complete else {"...": "?"}
            )
        case Encoded(inner=inner):
            return {"json": plain(inner)}
        case Record() | Unknown():
            return "?"
        case Absent():
            return "absent"


def matcher(page: str) -> ConfigMatcher:
    return ConfigMatcher.from_data(tomllib.loads(page))


def check(matchers: list[ConfigMatcher], texts: str, **files: str) -> tuple[Checked, Module]:
    made = module(texts, **files)
    return Checker(matchers).check(made, MAIN), made


def said(
    checked: Checked, made: Module, uri: str = MAIN, texts: Mapping[str, str] | None = None
) -> list[str]:
    """The text that each match underlines, in order."""
    source = source_of(made, uri)
    return [
        source[part.offset + match.span.start : part.offset + match.span.end].decode()
        for part in checked.parts
        for match in part.matches
    ]


def source_of(made: Module, uri: str) -> bytes:
    """The text of a file as far as its blocks hold it, blanks elsewhere."""
    body = made.files[uri]
    end = max((offset + len(unit.text) for offset, unit in body.units), default=0)
    data = bytearray(b" " * end)
    for offset, unit in body.units:
        data[offset : offset + len(unit.text)] = unit.text
    return bytes(data)

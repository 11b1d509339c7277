"""The comment that suppresses a finding, put where it is a comment and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from penmark.analysis import ignores
from penmark.analysis.result import Analysis
from penmark.findings import Edit, Finding
from penmark.syntax.adapter import adapter_for
from penmark.text.document import Document
from penmark.text.span import Span

_REASON = "reason"
_MARKS = {
    "#": "python terraform terraform-vars opentofu opentofu-vars hcl yaml dockercompose shellscript dockerfile toml "
    "properties makefile ruby perl r julia powershell elixir coffeescript dotenv ignore cmake nix",
    "//": "javascript javascriptreact typescript typescriptreact java go c cpp csharp rust php swift kotlin scala dart "
    "groovy jsonc objective-c zig",
    "--": "sql lua haskell",
    "<!--": "html xml markdown vue svelte",
    "/*": "css scss less",
    ";": "ini clojure lisp",
}
_OPENERS = {language: opener for opener, languages in _MARKS.items() for language in languages.split()}
_CLOSERS = {"<!--": " -->", "/*": " */"}


def ignore_edit(analysis: Analysis, finding: Finding) -> Edit | None:
    """The edit that makes the finding ignored; None where there is no place for a comment, or the language has none."""
    document = analysis.document
    first, last = document.lines.line_of(finding.span.start), document.lines.line_of(finding.span.end)
    for ignore in _ignores(analysis, document):
        if first <= ignore.line <= last and ignore.rules:
            close = document.data.find(b"]", ignore.span.start)
            place = Span(close, close)
            return Edit(place, f", {finding.rule}") if analysis.allows(place) else None
    opener = _OPENERS.get(document.language)
    if opener is None:
        return None
    comment = f"{opener} penmark: ignore[{finding.rule}] {_REASON}{_CLOSERS.get(opener, '')}"
    for edit in _places(document, comment, first, last):
        if analysis.allows(edit.span) and _works(analysis, edit, finding.rule):
            return edit
    return None


def _places(document: Document, comment: str, first: int, last: int) -> Iterator[Edit]:
    """Behind the first line, behind the last, above the first; never where a backslash joins two lines."""
    for line in dict.fromkeys((first, last)):
        end = document.line_end(line)
        if not _joined(document, line):
            yield Edit(Span(end, end), f"  {comment}")
    if first and _joined(document, first - 1):
        return
    start, end = document.lines.start_of(first), document.line_end(first)
    text = document.slice(Span(start, end))
    indent = text[: len(text) - len(text.lstrip())]
    line_break = "\r\n" if document.data[end : end + 2] == b"\r\n" else "\n"
    yield Edit(Span(start, start), f"{indent}{comment}{line_break}")


def _joined(document: Document, line: int) -> bool:
    """Whether the line may go on in the next."""
    end = document.line_end(line)
    return document.data[end - 1 : end] == b"\\"


def _works(analysis: Analysis, edit: Edit, rule: str) -> bool:
    """Whether the comment is read as one, and breaks nothing: it might stand in a string, or behind a backslash."""
    before = analysis.document
    after = before.edit([(edit.span, edit.text.encode())], before.version)
    comments = [ignore for ignore in _ignores(analysis, after) if rule in ignore.rules]
    if len(comments) <= sum(rule in ignore.rules for ignore in _ignores(analysis, before)):
        return False
    adapter = adapter_for(before.language)
    if adapter is None or analysis.tree is None:
        return True
    return len(adapter.parse(after, analysis.tree).errors()) <= len(analysis.tree.errors())


def _ignores(analysis: Analysis, document: Document) -> tuple[ignores.Ignore, ...]:
    adapter = adapter_for(document.language)
    if adapter is None or analysis.tree is None:
        return ignores.read(document, None)
    tree = analysis.tree if document is analysis.document else adapter.parse(document, analysis.tree)
    return ignores.read(document, adapter.comment_spans(tree))

"""Hover: the page of the rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from penmark.findings import Finding
from penmark.text.positions import to_offset
from penmark.text.span import Span

if TYPE_CHECKING:
    from penmark.lsp.session import PenmarkServer


def register(ls: PenmarkServer) -> None:
    """The methods of this file."""
    ls.feature(types.TEXT_DOCUMENT_HOVER)(hover)


def hover(ls: PenmarkServer, params: types.HoverParams) -> types.Hover | None:
    """The pages of the rules whose findings stand at the position."""
    opened = ls.documents.get(params.text_document.uri)
    if opened is None:
        return None
    ls.scheduler.finish(opened)
    position, document = params.position, opened.document
    at = to_offset(document, position.line, position.character, ls.client.encoding)
    found = [finding for finding in opened.findings if finding.span.touches(Span(at, at))]
    rules = ls.projects.of(opened.folder).rules
    pages = [
        rule.markdown(document.language)
        for name in dict.fromkeys(finding.rule for finding in found)
        if (rule := rules.get(name)) is not None
    ]
    if not pages:
        return None
    kind = types.MarkupKind.Markdown if ls.client.markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, "\n---\n\n".join(pages)), ls.range(document, _common(found)))


def _common(findings: list[Finding]) -> Span:
    """The part that all of them underline."""
    return Span(max(one.span.start for one in findings), min(one.span.end for one in findings))

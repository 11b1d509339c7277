"""What is known of each open document, for clients that show it: the notification `penmark/status`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penmark.lsp.documents import OpenDocument

if TYPE_CHECKING:
    from penmark.lsp.session import PenmarkServer

_METHOD = "penmark/status"
_CHECKING, _CHECKED, _NOT_CHECKED = "checking", "checked", "not-checked"

Status = tuple[str, int, str]
"""State, number of findings, and why something was not checked."""

UNTOLD: Status = ("", 0, "")


def starts(ls: PenmarkServer, opened: OpenDocument) -> None:
    """A document is looked at for the first time, or wholly anew."""
    _tell(ls, opened, (_CHECKING, opened.count, ""))


def settled(ls: PenmarkServer, opened: OpenDocument) -> None:
    """A document was checked as far as it can be."""
    if ls.client.shows_status:
        reason = _reason(opened)
        _tell(ls, opened, (_NOT_CHECKED if reason else _CHECKED, opened.count, reason))


def _reason(opened: OpenDocument) -> str:
    """Why something of the document is not checked, in a few words; "" if all is."""
    analysis = opened.analysis
    problems = (*opened.problems, *(analysis.problems if analysis is not None else ()))
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        return problems[0].message + more
    if analysis is not None and analysis.errors:
        line = opened.document.lines.line_of(analysis.errors[0].start) + 1
        return f"syntax error on line {line}: what stands around it may be missed"
    return ""


def _tell(ls: PenmarkServer, opened: OpenDocument, status: Status) -> None:
    if not ls.client.shows_status or status == opened.status:
        return
    opened.status = status
    state, findings, reason = status
    params: dict[str, Any] = {
        "uri": opened.document.uri,
        "version": opened.document.version,
        "state": state,
        "findings": findings,
    }
    ls.protocol.notify(_METHOD, params | ({"reason": reason} if reason else {}))

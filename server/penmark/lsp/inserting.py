"""The moment of acceptance: blocks that were inserted at once, and one action that makes such a block safe.

A block is noticed by the edit that brings it (see `penmark.authorship.insertions`); an editor that knows more tells by the
notification `penmark/didInsert`. The action stands at the top of the code actions, and above the block as a code lens.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from penmark.analysis.repairing import choice, repair, repairable
from penmark.authorship.insertions import Insertion
from penmark.findings import Applicability, Edit, Finding
from penmark.lsp.documents import MalformedChange, OpenDocument, span_of
from penmark.lsp.editing import apply, workspace_edit

if TYPE_CHECKING:
    from penmark.lsp.session import PenmarkServer

log = logging.getLogger(__name__)

MAKE_SAFE = "penmark.makeSafe"
_LABEL = "Make the inserted code safe"
_DID_INSERT = "penmark/didInsert"
_LENS_PATIENCE_SECONDS = 0.25
"""How long a client that has just changed a document is given to ask for its lenses by itself."""


def register(ls: PenmarkServer) -> None:
    """The methods and commands of this file."""
    ls.commands[MAKE_SAFE] = make_safe
    ls.feature(_DID_INSERT)(did_insert)
    ls.feature(types.TEXT_DOCUMENT_CODE_LENS)(code_lens)


def did_insert(ls: PenmarkServer, params: Any) -> None:
    """An editor tells what was inserted, and by whom. What is malformed or of another version is logged and left out."""
    try:
        document, source = params["textDocument"], params.get("source") or {}
        opened = ls.documents.get(document["uri"])
        if opened is None or document.get("version") not in (None, opened.document.version):
            log.info("an insertion into another version than the newest")
            return
        span = span_of(opened.document, params["range"], ls.client.encoding)
        told = [source.get(key) or "" for key in ("assistant", "model")]
    except (MalformedChange, AttributeError, KeyError, TypeError):
        log.warning("a %s is malformed", _DID_INSERT)
        return
    opened.insertions.tell(span, *(value if isinstance(value, str) else "" for value in told))
    notice(ls, opened)


# ---------------------------------------------------------------- what can be made safe


def unsafe_blocks(opened: OpenDocument) -> Iterator[tuple[Insertion, Sequence[Finding]]]:
    """The inserted blocks of a settled document in which something can be repaired, with what can."""
    analysis = opened.analysis
    if analysis is None:
        return
    for block in opened.insertions:
        found = [finding for finding, _ in repairable(analysis, block.span, opened.known)]
        if found:
            yield block, found


def title(findings: Sequence[Finding]) -> str:
    """What the action is called: it says how many fixes it makes, and how many of them change behaviour."""
    fixes = "1 fix" if len(findings) == 1 else f"{len(findings)} fixes"
    changing = sum(not wholly_safe([finding]) for finding in findings)
    if changing:
        fixes += " to review" if changing == len(findings) else f", {changing} to review"
    return f"{_LABEL} ({fixes})"


def wholly_safe(findings: Sequence[Finding]) -> bool:
    """Whether all that is repaired keeps its behaviour."""
    chosen = [choice(finding) for finding in findings]
    return all(fix is not None and fix.applicability is Applicability.SAFE for fix in chosen)


def repairs(ls: PenmarkServer, opened: OpenDocument, number: int) -> Sequence[Edit]:
    """The edits that make the block with this id safe; none if it is no longer there."""
    block = opened.insertions.get(number)
    if block is None or opened.analysis is None:
        return ()
    engine = opened.engine(ls.projects.of(opened.folder))
    return repair(engine, opened.analysis, block.span, opened.known)


async def make_safe(
    ls: PenmarkServer, arguments: Sequence[Any], _token: types.ProgressToken | None
) -> dict[str, bool]:
    """Have the client make the edits of a block. Its argument is that of the code lens."""
    given = arguments[0] if arguments else None
    if not isinstance(given, dict) or not isinstance(given.get("uri"), str):
        raise JsonRpcInvalidParams("the argument must be that of the code lens")
    opened = ls.documents.get(given["uri"])
    if opened is None:
        return {"applied": False}
    ls.scheduler.finish(opened)
    block = given.get("block")
    edits = repairs(ls, opened, block) if isinstance(block, int) else ()
    return {"applied": bool(edits) and await apply(ls, workspace_edit(ls, opened, edits), _LABEL)}


# ---------------------------------------------------------------- code lenses


def code_lens(ls: PenmarkServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    """A lens above each inserted block that can be made safe."""
    opened = ls.documents.get(params.text_document.uri)
    if opened is None or not ls.client.applies_edits:
        return []
    ls.scheduler.finish(opened)
    opened.lenses = _lenses(opened)
    return [_lens(ls, opened, number, name) for number, name in opened.lenses]


def notice(ls: PenmarkServer, opened: OpenDocument) -> None:
    """The document was checked: have the client ask for the lenses, if they are not what it was last told."""
    if not ls.client.refreshes_lenses or (not opened.lenses and not any(opened.insertions)):
        return
    if _lenses(opened) != opened.lenses:
        ls.later(_LENS_PATIENCE_SECONDS, lambda: _refresh(ls, opened))


def _refresh(ls: PenmarkServer, opened: OpenDocument) -> None:
    if opened.settled and ls.documents.get(opened.document.uri) is opened:
        lenses = _lenses(opened)
        if lenses != opened.lenses:
            opened.lenses = lenses
            ls.ask_quietly(types.WORKSPACE_CODE_LENS_REFRESH, None)


def _lenses(opened: OpenDocument) -> tuple[tuple[int, str], ...]:
    """The id and the title of each block that has a lens."""
    return tuple((block.id, title(found)) for block, found in unsafe_blocks(opened))


def _lens(ls: PenmarkServer, opened: OpenDocument, number: int, name: str) -> types.CodeLens:
    document, block = opened.document, opened.insertions.get(number)
    assert block is not None
    command = types.Command(name, MAKE_SAFE, arguments=[{"uri": document.uri, "block": number}])
    return types.CodeLens(ls.range(document, block.span), command)

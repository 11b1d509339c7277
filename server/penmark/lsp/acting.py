"""Code actions: repairs, and the comment that suppresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified, JsonRpcInvalidParams

from penmark.analysis.edits import combine
from penmark.analysis.repairing import choice
from penmark.analysis.result import Analysis
from penmark.findings import Applicability, Edit, Finding, Fix
from penmark.lsp import inserting
from penmark.lsp.editing import workspace_edit
from penmark.lsp.initializing import FIX_ALL
from penmark.lsp.notebooks import acting as of_notebooks
from penmark.lsp.suppressing import ignore_edit
from penmark.text.positions import to_offset
from penmark.text.span import Span

if TYPE_CHECKING:
    from penmark.lsp.documents import OpenDocument
    from penmark.lsp.session import PenmarkServer

_QUICK = types.CodeActionKind.QuickFix.value


@dataclass(frozen=True, slots=True)
class _Offer:
    """One action. `recipe` says how its edits are made, so that they can be made when the action is chosen."""

    title: str
    kind: str
    recipe: Mapping[str, Any]
    findings: Sequence[Finding] = ()
    preferred: bool = False
    disabled: str = ""


def register(ls: PenmarkServer) -> None:
    """The methods of this file."""
    ls.feature(types.TEXT_DOCUMENT_CODE_ACTION)(code_action)
    ls.feature(types.CODE_ACTION_RESOLVE)(resolve)


def code_action(ls: PenmarkServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done about the findings that touch the range."""
    opened = ls.documents.get(params.text_document.uri)
    if opened is None:
        return []
    ls.scheduler.finish(opened)
    analysis = opened.analysis
    if analysis is None:
        return []
    document, encoding, asked = opened.document, ls.client.encoding, params.range
    span = Span(
        to_offset(document, asked.start.line, asked.start.character, encoding),
        to_offset(document, asked.end.line, asked.end.character, encoding),
    )
    only = (
        None
        if params.context.only is None
        else [getattr(kind, "value", kind) for kind in params.context.only]
    )
    actions = []
    for offer in _offers(ls, opened, span):
        if not _wanted(offer.kind, only) or (offer.disabled and not ls.client.disabled_actions):
            continue
        action = _action(ls, opened, analysis, offer, params.context.diagnostics)
        if action is not None:
            actions.append(action)
    return [*actions, *of_notebooks.actions(ls, opened, only)]


def resolve(ls: PenmarkServer, params: types.CodeAction) -> types.CodeAction:
    """The action with its edits. Refused when the document or its findings have changed since it was offered."""
    if params.edit is not None:
        return params
    recipe = params.data
    if not isinstance(recipe, dict) or not isinstance(recipe.get("uri"), str):
        raise JsonRpcInvalidParams("this is no action of Penmark's")
    opened = ls.documents.get(recipe["uri"])
    if (
        opened is None
        or not opened.settled
        or opened.analysis is None
        or recipe.get("version") != opened.document.version
        or recipe.get("serial") != opened.serial
    ):
        raise JsonRpcContentModified("the document has changed")
    try:
        edits = _edits(ls, opened, opened.analysis, recipe)
    except (KeyError, IndexError, TypeError):
        raise JsonRpcInvalidParams("this is no action of Penmark's") from None
    params.edit = workspace_edit(ls, opened, edits)
    return params


# ---------------------------------------------------------------- what is offered


def _offers(ls: PenmarkServer, opened: OpenDocument, span: Span) -> Iterator[_Offer]:
    rules = ls.projects.of(opened.folder).rules
    touched = [
        (index, finding) for index, finding in enumerate(opened.findings) if finding.span.touches(span)
    ]
    blocks = [block for block in inserting.unsafe_blocks(opened) if block[0].span.touches(span)]
    for block, found in blocks:
        yield _Offer(
            inserting.title(found),
            _QUICK,
            {"do": "inserted", "block": block.id},
            found,
            preferred=inserting.wholly_safe(found),
        )
    for index, finding in touched:
        # An editor puts what is preferred at the top, and there the whole block stands.
        yield from _fixes(index, finding, alone=not blocks)
    for name in dict.fromkeys(finding.rule for _, finding in touched):
        if sum(choice(finding) is not None for finding in opened.findings if finding.rule == name) > 1:
            rule = rules.get(name)
            title = f"Fix all: {rule.title if rule is not None else name}"
            yield _Offer(title, _QUICK, {"do": "all", "rule": name})
    for index, finding in touched:
        if rules.get(finding.rule) is not None:
            title = f"Ignore {finding.rule} on this line"
            yield _Offer(title, _QUICK, {"do": "ignore", "finding": index}, [finding])
    if any(_safe(finding) is not None for finding in opened.findings):
        yield _Offer("Fix all that is safe to fix", FIX_ALL, {"do": "safe"})


def _fixes(index: int, finding: Finding, *, alone: bool) -> Iterator[_Offer]:
    preferred = _safe(finding) if alone else None
    for number, fix in enumerate(finding.fixes):
        by_hand = fix.applicability is Applicability.MANUAL
        yield _Offer(
            fix.title,
            _QUICK,
            {"do": "fix", "finding": index, "fix": number},
            [finding],
            preferred=fix is preferred,
            disabled="this has to be done by hand" if by_hand else "",
        )


def _safe(finding: Finding) -> Fix | None:
    """The first fix that may be made without asking."""
    return next((fix for fix in finding.fixes if fix.applicability is Applicability.SAFE), None)


def _wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether `kind` is one of `only` or below one of them."""
    return only is None or any(wanted in ("", kind) or kind.startswith(f"{wanted}.") for wanted in only)


# ---------------------------------------------------------------- what is sent


def _action(
    ls: PenmarkServer,
    opened: OpenDocument,
    analysis: Analysis,
    offer: _Offer,
    diagnostics: Sequence[types.Diagnostic],
) -> types.CodeAction | None:
    action = types.CodeAction(title=offer.title, kind=offer.kind, is_preferred=offer.preferred or None)
    places = [(finding.rule, ls.range(opened.document, finding.span)) for finding in offer.findings]
    action.diagnostics = [one for one in diagnostics if (one.code, one.range) in places] or None
    if offer.disabled:
        action.disabled = types.CodeActionDisabled(offer.disabled)
        return action
    if ls.client.resolves_edits and offer.recipe["do"] != "ignore":
        action.data = {
            **offer.recipe,
            "uri": opened.document.uri,
            "version": opened.document.version,
            "serial": opened.serial,
        }
        return action
    edits = _edits(ls, opened, analysis, offer.recipe)
    if not edits:
        return None
    action.edit = workspace_edit(ls, opened, edits)
    return action


def _edits(
    ls: PenmarkServer, opened: OpenDocument, analysis: Analysis, recipe: Mapping[str, Any]
) -> Sequence[Edit]:
    """The edits of an action. Raises KeyError, IndexError or TypeError for a recipe that is none of ours."""
    what, findings = recipe["do"], opened.findings
    if what == "inserted":
        return inserting.repairs(ls, opened, recipe["block"])
    if what == "ignore":
        edit = ignore_edit(analysis, findings[recipe["finding"]])
        return () if edit is None else (edit,)
    if what == "fix":
        fix = findings[recipe["finding"]].fixes[recipe["fix"]]
        chosen = [] if fix.applicability is Applicability.MANUAL else [fix]
    elif what == "all":
        chosen = [
            fix
            for finding in findings
            if finding.rule == recipe["rule"] and (fix := choice(finding)) is not None
        ]
    elif what == "safe":
        chosen = [fix for finding in findings if (fix := _safe(finding)) is not None]
    else:
        raise KeyError(what)
    edits, _ = combine(analysis, chosen)
    return edits

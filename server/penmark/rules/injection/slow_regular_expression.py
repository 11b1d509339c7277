"""Repairs of slow-regular-expression."""

from __future__ import annotations

from itertools import pairwise

from penmark.dataflow.regexes import flags_of
from penmark.findings import Applicability, Edit, Fix
from penmark.regex.rewriting import rewritten
from penmark.rules.repairs.place import Place, RepairError
from penmark.rules.repairs.template import Char, characters
from penmark.syntax import code
from penmark.text.span import Span

_FLAGS = {"split": "3:flags", "sub": "4:flags", "subn": "4:flags", "compile": "1:flags"}


def repeat_once(place: Place) -> Fix | None:
    """The pattern with a nested repetition written as one; its text must stand in the call."""
    given = place.given("0:pattern") or place.given("0:regex") or place.given("0:pat")
    if given is None or not isinstance(given.value, code.Constant) or not isinstance(given.value.value, str):
        return None
    name = place.path.rpartition(".")[2]
    chosen = place.given(_FLAGS.get(name, "1:flags" if name.lower() == "regexp" else "2:flags"))
    if place.hidden:
        return None
    flags = flags_of(None if chosen is None else chosen.value)
    found = None if flags is None else rewritten(given.value.value, flags, name == "fullmatch")
    if found is None:
        return None
    written = characters(place.text, given.value)
    if "".join(one.text for one in written) != given.value.value:
        raise RepairError
    edits = [Edit(_span(written, edit.start, edit.end), edit.text) for edit in found.edits]
    if not found.groups:
        return place.fix("Repeat once instead of twice", edits, Applicability.SAFE)
    named = ", ".join(map(str, found.groups))
    title = f"Repeat once instead of twice (group {named} then holds another part of the text)"
    return place.fix(title, edits, Applicability.REVIEW)


def _span(written: list[Char], start: int, end: int) -> Span:
    """Where these characters of the pattern are written; they must stand in one piece."""
    chosen = written[start:end]
    for one, other in pairwise(chosen):
        if one.end != other.start:
            raise RepairError
    return Span(chosen[0].start, chosen[-1].end)

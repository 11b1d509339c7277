"""Makes the fixes of a check at one place."""

from __future__ import annotations

import logging
import re

from penmark.findings import Addition, Edit, Fix
from penmark.rules.repairs.place import Place, RepairError
from penmark.rules.repairs.spec import Repair
from penmark.rules.rule import Check
from penmark.syntax import code

log = logging.getLogger(__name__)

_HOLE = re.compile(r"\{(\w{1,60})\}")


def fixes(check: Check, place: Place) -> tuple[Fix, ...]:
    """The fixes that apply at this place, in the order of the page. Never raises: a repair that fails is logged and left out."""
    made: list[Fix] = []
    for repair in check.repairs:
        try:
            fix = repair.function(place) if repair.function is not None else _from_data(repair, place)
        except RepairError:
            continue
        except Exception:
            log.exception("a repair of %s failed", check.rule)
            continue
        if fix is not None:
            made.append(_titled(fix, repair))
    return tuple(made)


def holds(check: Check, place: Place) -> bool:
    """Whether the match counts: what the page's `only` says, which is asked of this place. Never raises: a failure is logged."""
    if check.condition is None:
        return True
    try:
        return check.condition(place)
    except RepairError:
        return False
    except Exception:
        log.exception("a condition of %s failed", check.rule)
        return False


def _titled(fix: Fix, repair: Repair) -> Fix:
    if fix.title:
        return fix
    return Fix(repair.title, fix.edits, fix.applicability, fix.additions)


def _from_data(repair: Repair, place: Place) -> Fix:
    edits: list[Edit] = []
    additions: list[Addition] = []
    if repair.callee:
        more, needed = place.callee_replaced(repair.callee)
        edits += more
        additions += needed
    for name, text in repair.set_arguments:
        edits += place.argument_set(name, _spelled(text, place, additions))
    for spec in repair.remove_arguments:
        argument = place.given(spec)
        if argument is None:
            raise RepairError
        edits.append(place.argument_removed(argument))
    for spec, text in repair.replace_arguments:
        argument = place.given(spec)
        if argument is None:
            raise RepairError
        old = place.source(argument.value)
        edits.append(
            place.argument_replaced(argument, _spelled(text, place, additions).replace("{text}", old))
        )
    if repair.value:
        edits.append(_value_replaced(repair.value, place, additions))
    if repair.wrap:
        edits.append(place.replaced(place.node, _filled(_spelled(repair.wrap, place, additions), place)))
    additions += [Addition("import", dotted) for dotted in repair.imports]
    return place.fix(repair.title, edits, repair.applicability, additions)


def _value_replaced(text: str, place: Place, additions: list[Addition]) -> Edit:
    node = place.node
    if not isinstance(node, code.Assign) or node.value is None:
        raise RepairError
    return place.replaced(node.value, _spelled(text, place, additions))


def _spelled(text: str, place: Place, additions: list[Addition]) -> str:
    """Source text in which `<module.name>` is written as it can be here."""

    def spell(found: re.Match[str]) -> str:
        spelled, needed = place.spell(found.group(1))
        additions.extend(needed)
        return spelled

    return re.sub(r"<([A-Za-z_]\w{0,60}(?:[.:]\w{1,60}){1,6})>", spell, text)


def _filled(text: str, place: Place) -> str:
    """Source text with `{text}`, `{0}` and `{name}` filled in; every argument that is given must be asked for."""
    asked: set[int] = set()

    def fill(found: re.Match[str]) -> str:
        name = found.group(1)
        if name == "text":
            asked.update(range(len(place.call.arguments)))
            return place.source(place.node)
        argument = place.given(name)
        if argument is None:
            raise RepairError
        asked.add(id(argument))
        return place.source(argument.value)

    filled = _HOLE.sub(fill, text)
    if "{text}" not in text and any(id(argument) not in asked for argument in place.call.arguments):
        raise RepairError
    return filled

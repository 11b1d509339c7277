"""Conditions and repairs of timing-unsafe-comparison."""

from __future__ import annotations

from penmark.dataflow.conditions import Given
from penmark.findings import Fix
from penmark.rules.repairs.place import Place, RepairError
from penmark.syntax import code

_BYTES = (".digest()", ".finalize()", "hmac.digest()")


def one_side_is_outside(place: Place) -> bool:
    """Whether the other side is the program's own: two things that are both sent are no secret from the sender."""
    return not all(one.value.all_flows() and _is_sent(one) for one in place.arguments.positional)


def checks_what_is_given(place: Place) -> bool:
    """Whether the other side may be a forgery: not one that is made here in the same way."""
    return not all(_is_made_here(one) for one in place.arguments.positional)


def in_constant_time(place: Place) -> Fix | None:
    """`hmac.compare_digest` of both."""
    if not isinstance(place.call.callee, code.Name):
        return None  # operator.eq(…), by name
    spelled, additions = place.spell("hmac.compare_digest")
    empty = 'b""' if any(_is_bytes(one) for one in place.arguments.positional) else '""'
    given = [_present(place, one, empty) for one in place.arguments.positional]
    if len(given) != 2:
        raise RepairError
    denied = "not " if place.path == "operator.ne" else ""
    edit = place.replaced(place.node, f"{denied}{spelled}({given[0]}, {given[1]})")
    return place.fix(
        "Compare with hmac.compare_digest (bytes, or text of ASCII)", [edit], additions=additions
    )


def _present(place: Place, given: Given, empty: str) -> str:
    """The source of a value, where one that may be missing is empty."""
    written = place.source(given.node)
    match given.node:
        case code.Call(callee=code.Attribute(name="get"), arguments=[_]):
            return f"{written} or {empty}"
        case _:
            return written


def _is_bytes(given: Given) -> bool:
    return any(path.endswith(_BYTES) and not path.endswith("hexdigest()") for path in given.value.paths)


def _is_made_here(given: Given) -> bool:
    return any(path.endswith(("digest()", "finalize()")) for path in given.value.paths)


def _is_sent(given: Given) -> bool:
    return any(getattr(flow.origin, "trust", "") == "remote" for flow in given.value.all_flows())

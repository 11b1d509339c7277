"""Whether data can choose the host of an address that is built: a condition that several pages share."""

from __future__ import annotations

from penmark.rules.repairs.place import Place
from penmark.syntax import code

_REQUESTS = frozenset({"request", "req", "self.request"})
_DEEPEST = 4


def host_is_open(place: Place) -> bool:
    """Whether the data may stand in the scheme or the host of the address, or be all of it."""
    if place.argument is None:
        return True
    built: code.Node | None = place.argument.node
    if isinstance(built, code.Name) and place.argument.value.text is not None:
        built = place.argument.value.text.node
    return not isinstance(built, code.Text) or not _is_fixed(_beginning(place, built, 0))


def _beginning(place: Place, node: code.Expr, depth: int) -> str | None:
    """The text with which a value begins, as far as it is literal; None where it begins with something fixed elsewhere."""
    match node:
        case code.Constant(value=str() as text):
            return text
        case code.Text(parts=parts):
            text = ""
            for part in parts:
                more = _beginning(place, part, depth + 1) if depth < _DEEPEST else ""
                if more is None:
                    return text or None
                text += more
                if not isinstance(part, code.Constant):
                    break
            return text
        case code.Name():
            return _of_name(place, node.id, depth)
        case code.Attribute():
            return "" if place.source(node.base) in _REQUESTS else None
    return ""


def _of_name(place: Place, name: str, depth: int) -> str | None:
    """A name that this function does not bind was fixed before any request came."""
    bound = [node for one, node in place.bound if one == name]
    if not bound:
        return None
    first = bound[0]
    if len(bound) == 1 and isinstance(first, code.Assign) and first.value is not None and depth < _DEEPEST:
        return _beginning(place, first.value, depth + 1)
    return ""


def _is_fixed(beginning: str | None) -> bool:
    """Whether an address that begins so has its host: `https://host/…`, or a path of this site (`/path`, not `//`)."""
    if beginning is None:
        return True
    scheme, mark, rest = beginning.partition("://")
    if mark:
        return bool(scheme) and any(rest.find(end) > 0 for end in "/?#")
    return len(beginning) > 1 and beginning[0] == "/" and beginning[1] not in "/\\"

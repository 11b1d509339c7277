"""Source text for values that are taken out of a built string."""

from __future__ import annotations

from collections.abc import Sequence

from penmark.rules.repairs.place import Place, RepairError
from penmark.rules.repairs.template import Hole
from penmark.syntax import code


def plain(place: Place, node: code.Expr) -> str:
    """The source of a value that can stand as an argument or an element."""
    text = place.source(node)
    if isinstance(node, (code.Bind, code.Await)) or (
        isinstance(node, code.Comprehension) and text[0] not in "([{"
    ):
        return f"({text})"
    return text


def format_string(place: Place, pieces: Sequence[str | Hole]) -> str:
    """An f-string of text and values. Raises RepairError where they cannot be quoted."""
    inside = [_field(place, piece) for piece in pieces if isinstance(piece, Hole)]
    quotes = [place.quote, "'" if place.quote == '"' else '"']
    for quote in quotes:
        if any(quote in text or "\n" in text or "\\" in text or "#" in text for text in inside):
            continue
        fields = iter(inside)
        body = "".join(
            next(fields) if isinstance(piece, Hole) else _escaped(piece, quote) for piece in pieces
        )
        return f"f{quote}{body}{quote}"
    raise RepairError


def _field(place: Place, hole: Hole) -> str:
    spec = {"%s": "", "%d": "", "%i": "", "%r": "!r", "%a": "!a"}.get(hole.spec, hole.spec)
    if spec.startswith("%") or "{" in spec:
        raise RepairError
    text = place.source(hole.value)
    if text.startswith("{"):
        text = f" {text}"
    if isinstance(hole.value, (code.Lambda, code.Bind)):
        raise RepairError
    return "{" + text + spec + "}"


def _escaped(text: str, quote: str) -> str:
    written = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return written.replace("{", "{{").replace("}", "}}").replace(quote, f"\\{quote}")

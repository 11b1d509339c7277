"""Condition and repair of cleartext-login."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.place import Place, RepairError
from penmark.syntax import code
from penmark.syntax.walk import walk

_NEAR = ("localhost", "127.0.0.1", "::1", "")


def is_unencrypted(place: Place) -> bool:
    """Whether the connection to another host is made here, and nothing here asks for TLS."""
    made = False
    for node in walk(place.body):
        if not isinstance(node, code.Call):
            continue
        name = _called(node)
        if name == "starttls":
            return False
        if name == "SMTP":
            host = node.arguments[0].value if node.arguments else None
            near = host is None or (isinstance(host, code.Constant) and host.value in _NEAR)
            made = made or not near
    return made


def encrypted_first(place: Place) -> Fix | None:
    """`starttls` before the login, as a statement of its own."""
    callee, statement = place.call.callee, place.parent()
    if not isinstance(callee, code.Attribute) or not isinstance(statement, code.Evaluate):
        return None
    line = max(place.text.rfind(b"\n", 0, statement.start), place.text.rfind(b"\r", 0, statement.start)) + 1
    indentation = place.slice(line, statement.start)
    if indentation.strip():
        raise RepairError
    text = f"{place.source(callee.base)}.starttls(){place.newline}{indentation}"
    return place.fix(
        "Encrypt before the password is sent (the server must speak TLS)",
        [place.inserted(statement.start, text)],
    )


def _called(call: code.Call) -> str:
    callee = call.callee
    if isinstance(callee, code.Attribute):
        return callee.name
    return callee.id if isinstance(callee, code.Name) else ""

"""Condition and repairs of assert-as-guard."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.place import Place, RepairError
from penmark.syntax import code


def outside_of_tests(place: Place) -> bool:
    """Whether the function is none of a test, where an assertion is what is meant."""
    functions = [node.name for node in place.chain if isinstance(node, (code.Function, code.Class))]
    imported = {target.partition(".")[0] for target in place.imported.values()}
    tests = any(name.startswith(("test", "Test", "setUp", "assert", "_assert")) for name in functions)
    return not tests and not imported & {"pytest", "unittest"}


def permission_asked(place: Place) -> Fix | None:
    """`if not …: raise PermissionError`."""
    return _raising(place, "PermissionError")


def value_checked(place: Place) -> Fix | None:
    """`if not …: raise ValueError`."""
    return _raising(place, "ValueError")


def _raising(place: Place, kind: str) -> Fix | None:
    statement = next((node for node in reversed(place.chain) if isinstance(node, code.Assert)), None)
    if statement is None:
        raise RepairError
    start, end = statement.start, statement.end
    line = place.text.rfind(b"\n", 0, start) + 1
    indentation = place.slice(line, start)
    after = place.text[end:].split(b"\n", 1)[0].strip()
    if indentation.strip() or after[:1] not in (b"", b"#"):
        raise RepairError  # other statements on its line
    step = "\t" if indentation.startswith("\t") else "    "
    message = "" if statement.message is None else f"({place.source(statement.message)})"
    text = f"if {_denied(place, statement.test)}:{place.newline}{indentation}{step}raise {kind}{message}"
    return place.fix(f"Raise {kind} (in place of AssertionError)", [place.replaced(statement, text)])


def _denied(place: Place, test: code.Expr) -> str:
    written = place.source(test)
    simple = (code.Name, code.Attribute, code.Index, code.Call)
    if isinstance(test, simple) and "\n" not in written:
        return f"not {written}"
    return f"not ({written})"

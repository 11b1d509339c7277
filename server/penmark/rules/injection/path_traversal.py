"""Repairs of path-traversal."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.place import Place
from penmark.rules.repairs.wrapping import is_wrapped, wrapped
from penmark.syntax import code

_PASSED = frozenset({"basename", "secure_filename", "safe_join"})
_VALUES = (code.Name, code.Attribute, code.Index, code.Call)


def file_name_only(place: Place) -> Fix | None:
    """`os.path.basename` around the one piece of data at the end of a path that is put together in the call."""
    if place.argument is None:
        return None
    data = _last_piece(place, _built(place, place.argument.node))
    if data is None or is_wrapped(place, data, _PASSED):
        return None
    edit, additions = wrapped(place, data, "os:path.basename")
    return place.fix(
        "Keep the file name only (os.path.basename); folders in it are dropped", [edit], additions=additions
    )


def _built(place: Place, node: code.Expr) -> code.Expr:
    """What a variable holds that is bound once in this part; else the node itself."""
    if not isinstance(node, code.Name):
        return node
    bound = [one for name, one in place.bound if name == node.id]
    if len(bound) != 1 or not isinstance(bound[0], code.Assign) or len(bound[0].targets) != 1 or bound[0].op:
        return node
    return bound[0].value or node


def _last_piece(place: Place, node: code.Expr) -> code.Expr | None:
    """The last component of a path, where all that stands before it is fixed; None where it is put together elsewhere."""
    match node:
        case code.Call(callee=callee, arguments=arguments) if place.source(callee) in (
            "os.path.join",
            "path.join",
            "join",
        ):
            values = [argument.value for argument in arguments]
            if len(values) < 2 or any(argument.spread for argument in arguments):
                return None
            return _data(values[:-1], values[-1])
        case code.Call(callee=callee, arguments=[code.Argument(value=inner)]) if place.source(callee) in (
            "Path", "pathlib.Path",
        ):  # fmt: skip
            return _last_piece(place, inner)
        case code.Binary(op="/", left=left, right=right):
            return _data([left], right)
        case code.Text(parts=parts, how=("+" | "fstring" | "%" | "format")):
            holes = [part for part in parts if not isinstance(part, code.Constant)]
            before = [part for part in parts if part.start < holes[-1].start] if holes else []
            if not holes or not _ends_in_slash(before) or not all(_is_fixed(part) for part in before):
                return None
            return holes[-1] if isinstance(holes[-1], _VALUES) else None
    return None


def _data(before: list[code.Expr], last: code.Expr) -> code.Expr | None:
    if all(_is_fixed(one) for one in before) and isinstance(last, _VALUES):
        return last
    return None


def _is_fixed(node: code.Expr) -> bool:
    """A literal, or a name that is written like a constant or an attribute."""
    if isinstance(node, code.Constant):
        return True
    if isinstance(node, code.Name):
        return node.id.isupper()
    if isinstance(node, code.Index):
        return _is_fixed(node.base) and isinstance(node.key, code.Constant)
    return isinstance(node, code.Attribute) and node.name != "filename"


def _ends_in_slash(before: list[code.Expr]) -> bool:
    last = before[-1] if before else None
    return (
        isinstance(last, code.Constant) and isinstance(last.value, str) and last.value.endswith(("/", "\\"))
    )

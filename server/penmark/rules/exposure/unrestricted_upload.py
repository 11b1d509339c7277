"""Condition of unrestricted-upload."""

from __future__ import annotations

import re
from collections.abc import Sequence

from penmark.rules.repairs.place import Place
from penmark.syntax import code
from penmark.syntax.walk import walk

_SERVED = re.compile(r"""["'/](?:static|public|media|www|wwwroot|htdocs)(?:/|["'])""")
_INSIDE = re.compile(r"\b(?:secure_filename|basename)\b|\.name\b")
_LOOKED_AT = re.compile(
    r"(?i)allow|ext\b|ext_|extension|suffix|splitext|endswith|content_type|mime|magic|imghdr|filetype|valid|verify|check|kind"
    r"|image\.open|is_"
)


def is_served_unseen(place: Place) -> bool:
    """Whether a folder that is served takes the file, and the function looks at nothing that tells of its kind.

    Where the name may leave the folder, path-traversal speaks of it.
    """
    functions = [node for node in place.chain if isinstance(node, code.Function)]
    text = place.source(functions[-1]) if functions else place.slice(0, len(place.text))
    return (
        _SERVED.search(_path(place)) is not None
        and _INSIDE.search(text) is not None
        and _LOOKED_AT.search(text) is None
    )


def _path(place: Place) -> str:
    """How the path is written, with what the names in it are assigned in this part."""
    if place.argument is None:
        return ""
    path = place.argument.node
    names = {node.id for node in walk([path]) if isinstance(node, code.Name)}
    texts = [place.source(path)]
    for node in walk(place.body):
        if isinstance(node, code.Assign) and node.value is not None and _named(node.targets) & names:
            texts.append(place.source(node.value))
    return "\n".join(texts)


def _named(targets: Sequence[code.Expr]) -> set[str]:
    return {target.id for target in targets if isinstance(target, code.Name)}

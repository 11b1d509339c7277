"""Options of a program that a call elsewhere in the file declares: `add_argument("--port", type=int)` and `args.port`.

In the local phase what is read of an object with options has the mark `?-{name}`. The link phase puts all marks in its place if
every call that declares an option of that name lets only harmless values through.
"""

from __future__ import annotations

from collections.abc import Sequence

from penmark.dataflow.conditions import Arguments
from penmark.dataflow.knowledge import Models
from penmark.dataflow.results import LocalResult

Marks = frozenset[str]


def read(models: Models, paths: Sequence[str], name: object) -> Marks:
    """The mark of the option `name` of a value of these paths; none if it has no options."""
    if not isinstance(name, str) or not any(map(models.has_options, paths)):
        return frozenset()
    return frozenset((f"?-{name}",))


def option(mark: str) -> str | None:
    """The name of the option whose mark this is."""
    return mark[2:] if mark.startswith("?-") else None


def declare(models: Models, method: str, arguments: Arguments, result: LocalResult) -> None:
    """Notes the option that a call of `method` declares, and whether its values are harmless."""
    name = _name(arguments)
    if name:
        harmless = any(one.hold(arguments) for one in models.options[method])
        result.options.setdefault(name, []).append(harmless)


def _name(arguments: Arguments) -> str:
    """`dest`, or the first long spelling, or else the first."""
    named = arguments.keywords.get("dest")
    given = arguments.positional if named is None else [named]
    texts = [text for one in given for text in one.value.constants or () if isinstance(text, str)]
    chosen = next((text for text in texts if text.startswith("--")), texts[0] if texts else "")
    return chosen.lstrip("-").replace("-", "_")

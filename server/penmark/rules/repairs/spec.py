"""What a page says of a fix, as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from penmark.findings import Applicability, Fix

if TYPE_CHECKING:
    from penmark.rules.reader import Table
    from penmark.rules.repairs.place import Place

Function = Callable[["Place"], "Fix | None"]
Condition = Callable[["Place"], bool]


@dataclass(frozen=True, slots=True)
class Repair:
    """One fix of a check; all that it says is done together, or nothing.

    `callee`: the dotted name that is called instead. `set_arguments`: keyword and source text. `remove_arguments`: argument
    specifications. `replace_arguments`: specification and source text, in which `{text}` is the old text. `value`: source
    text in place of the value of an assignment. `wrap`: source text in place of the call, in which `{text}` is the call
    and `{0}`, `{name}` are its arguments. `statement`: the statement of the call is removed, or replaced by this text.
    `imports`: dotted names that must be importable. `function`: makes the whole fix itself.
    """

    title: str
    applicability: Applicability
    callee: str = ""
    set_arguments: tuple[tuple[str, str], ...] = ()
    remove_arguments: tuple[str, ...] = ()
    replace_arguments: tuple[tuple[str, str], ...] = ()
    value: str = ""
    wrap: str = ""
    imports: tuple[str, ...] = ()
    function: Function | None = None


def read_repair(table: Table, function_named: Callable[[str], Function | None]) -> Repair:
    """The repair that one `[[….fix]]` describes. `function_named` finds functions beside the page. Raises PageError."""
    function = None
    if table.has("python"):
        name = table.text("python")
        function = function_named(name)
        if function is None:
            table.fail(f"there is no function {name!r} beside the page", "python")
    edits = []
    for one in table.one_or_more("set-argument"):
        edits.append((one.text("name"), one.text("value")))
        one.close()
    replaced = table.table("replace-argument")
    repair = Repair(
        title=table.text("title", "" if function else None),
        applicability=table.choice(Applicability, "applicability", Applicability.REVIEW),
        callee=table.text("replace-callee", ""),
        set_arguments=tuple(edits),
        remove_arguments=table.texts("remove-argument", single=True),
        replace_arguments=tuple((spec, replaced.text(spec)) for spec in replaced.data),
        value=table.text("replace-value", ""),
        wrap=table.text("wrap", ""),
        imports=table.texts("imports"),
        function=function,
    )
    table.close()
    works = (
        repair.callee, repair.set_arguments, repair.remove_arguments, repair.replace_arguments, repair.value, repair.wrap
    )  # fmt: skip
    if function is not None and any(works):
        table.fail("`python` makes the whole fix; nothing else can be said beside it")
    if function is None and not any(works):
        table.fail("a fix must say what it does")
    return repair

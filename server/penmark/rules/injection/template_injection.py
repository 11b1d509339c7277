"""Repairs of template-injection."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.origin import origin
from penmark.rules.repairs.parameters import name_of
from penmark.rules.repairs.place import Place, RepairError
from penmark.rules.repairs.template import Hole, read


def pass_as_variable(place: Place) -> Fix | None:
    """A variable in the template, and the data beside it, for functions that render at once."""
    if (
        place.path not in ("flask.render_template_string", "flask.templating.render_template_string")
        or place.hidden
    ):
        return None
    source = place.given("0:source")
    if source is None:
        return None
    built = origin(place, source.value)
    template = read(place.text, built.node)
    taken = {argument.name for argument in place.call.arguments}
    names: dict[str, str] = {}
    replacements = []
    for index, item in enumerate(template.items):
        if not isinstance(item, Hole):
            continue
        if item.spec not in ("", "!s", "%s"):
            raise RepairError
        value = place.source(item.value)
        if value not in names:
            name = name_of(item.value) or "value"
            options = (name, *(f"{name}_{number}" for number in range(2, 50)))
            names[value] = next(one for one in options if one not in taken)
            taken.add(names[value])
        replacements.append((index, index, "{{ " + names[value] + " }}"))
    edits = [place.replaced(built.node, template.rewritten(replacements))]
    last = place.call.arguments[-1]
    edits += place.argument_added(", ".join(f"{name}={value}" for value, name in names.items()), last)
    return place.fix("Pass the data as variables of the template, which escapes it", edits)

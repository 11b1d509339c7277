"""Text of an event in a script: whether others write it, and how it is passed through the environment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from penmark.findings import Applicability, Edit, Fix
from penmark.iac.place import Place
from penmark.iac.values import Array, Value, text_of
from penmark.rules.pipelines.expressions import Expression, events_with, expressions, given, is_untrusted
from penmark.rules.pipelines.workflows import (
    TRUSTED_WITH_SECRETS,
    entry,
    expressions_in,
    job_of,
    mark,
    triggers,
    variable,
)
from penmark.syntax import config
from penmark.syntax.config import Additions
from penmark.text.span import Span

_ANY = frozenset({"workflow_call"})
_INTERPRETERS = re.compile(
    r"\beval\b|\bssh\b|\b(?:ba|z|da)?sh -\w*c\b|\bpython[\d.]* -c\b|\b(?:node|ruby|perl) -e\b"
)


def runs_with_secrets(place: Place) -> bool:
    """Whether an event that runs with secrets brings text of others into the script."""
    return _marked(place, triggers(place) & TRUSTED_WITH_SECRETS)


def runs_without_secrets(place: Place) -> bool:
    """Whether another event brings text of others into the script, and none that runs with secrets."""
    events = triggers(place)
    return not _dangerous(place, events & TRUSTED_WITH_SECRETS) and _marked(place, events)


def runs_in_action(place: Place) -> bool:
    """Whether text of others gets into a script of an action, whatever starts the workflow."""
    return _marked(place, _ANY)


def through_environment(place: Place) -> Fix | None:
    """Each such text as a variable of the step, read in quotes."""
    own = place.context.value.origin
    if own is None or own.unit is not place.unit:
        return None
    step = config.mapping_at(place.unit.block, own.span)
    text = place.unit.text
    if step is None or text[step.start : step.start + 1] == b"{":
        return None
    script = _script(place)
    span = script.origin.span if script is not None and script.origin is not None else None
    events = triggers(place) if place.type == "workflow" else _ANY
    found = _dangerous(place, events)
    if span is None or not found:
        return None
    is_shell = entry(place.context.value, "run") is script
    names: dict[str, str] = {}
    additions = Additions()
    for expression in found:
        name, known = _name(place, expression)
        if names.get(name, expression.text) != expression.text:
            return None
        there = entry(place.context.value, "env", name)
        if not known and there is not None and there.origin is not None:
            return None
        if not known and name not in names:
            value = f"${{{{ {expression.text} }}}}"
            if re.search(r": | #|[\"\n]", value):
                return None
            additions.blocks.setdefault("env", Additions()).attributes[name] = config.Expression(value)
        names[name] = expression.text
    wanted = [(expression.span, _name(place, expression)[0]) for expression in found]
    edits = _in_shell(place, span, wanted) if is_shell else _in_javascript(text, wanted)
    added = place.unit.layout.add(text, step, additions) if additions.blocks else []
    if edits is None or added is None:
        return None
    return Fix("Pass it through an environment variable", (*edits, *added), Applicability.REVIEW)


def _script(place: Place) -> Value | None:
    step = place.context.value
    run = entry(step, "run")
    return run if run is not None and text_of(run) is not None else entry(step, "with", "script")


def _marked(place: Place, events: frozenset[str]) -> bool:
    found = _dangerous(place, events)
    return bool(found) and mark(place, found[0].span)


def _dangerous(place: Place, events: frozenset[str]) -> list[Expression]:
    """The expressions in the script that give what others write."""
    return [one for one in expressions_in(place, _script(place)) if any(_paths(place, one, events))]


def _paths(place: Place, expression: Expression, events: frozenset[str]) -> Iterator[str]:
    for path in given(expression.text):
        if path.startswith("env."):
            variable_ = _variable_of(place, expression.text)
            inner = expressions(variable_.encode(), Span(0, len(variable_.encode())))
            paths = [one for each in inner for one in given(each.text)]
        else:
            paths = [path]
        yield from (
            one for one in paths if is_untrusted(one) and (events & _ANY or events & events_with(one))
        )


def _variable_of(place: Place, text: str) -> str:
    """What `env.NAME` is, where that is all of an expression."""
    found = re.fullmatch(r"env\.(\w+)", text)
    return (variable(place, found[1]) or "") if found is not None else ""


def _name(place: Place, expression: Expression) -> tuple[str, bool]:
    """How the variable is called, and whether it is there already."""
    if (found := re.fullmatch(r"env\.(\w+)", expression.text)) is not None:
        return found[1], True
    path = next((path for path in given(expression.text) if is_untrusted(path)), "github.event")
    steps = [step for step in path.split(".") if step not in ("*", "github", "event")]
    return "_".join(steps[-2:] or ["event"]).upper(), False


def _in_javascript(text: bytes, wanted: list[tuple[Span, str]]) -> list[Edit] | None:
    """A string that holds nothing else becomes the variable."""
    edits: list[Edit] = []
    for span, name in wanted:
        before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
        if before != after or before not in (b"'", b'"', b"`"):
            return None
        edits.append(Edit(Span(span.start - 1, span.end + 1), f"process.env.{name}"))
    return edits


def _in_shell(place: Place, span: Span, wanted: list[tuple[Span, str]]) -> list[Edit] | None:
    """Each expression as a quoted variable, by the quotes that it stands in. None where that is not certain."""
    script = place.unit.text[span.start : span.end]
    style = script[:1]
    if not _is_bash(place) or _INTERPRETERS.search(script.decode(errors="replace")):
        return None
    if style in (b"'", b'"') and (b"\\" in script or b"''" in script):
        return None
    inner = Span(span.start + 1, span.end - 1) if style in (b"'", b'"') else span
    starts = {at.start - inner.start: name for at, name in wanted}
    quotes = _quotes(place.unit.text[inner.start : inner.end].decode("latin-1"))
    if quotes is None:
        return None
    edits: list[Edit] = []
    for at, name in wanted:
        begin, end = at.start, at.end
        around = place.unit.text[begin - 1 : begin] + place.unit.text[end : end + 1]
        following = place.unit.text[end : end + 1]
        match quotes.get(begin - inner.start):
            case '"' | "#":
                new = f"${{{name}}}" if following.isalnum() or following in (b"_", b"[") else f"${name}"
            case "'" if around == b"''" and style != b"'":
                begin, end, new = begin - 1, end + 1, f'"${name}"'
            case "'":
                new = f"'\"${name}\"'"
            case "":
                new = f'"${name}"'
            case _:
                return None
        if style == b'"':
            new = new.replace('"', '\\"')
        if (style == b"'" and "'" in new) or (begin == span.start and style not in (b"|", b">")):
            return None
        edits.append(Edit(Span(begin, end), new))
    return edits if len(starts) == len(edits) else None


def _is_bash(place: Place) -> bool:
    """Whether the step's script is certainly one for Bash, or for sh."""
    job = job_of(place)
    for holder, path in (
        (place.context.value, ("shell",)),
        (job, ("defaults", "run", "shell")),
        (place.resource, ("defaults", "run", "shell")),
    ):
        value = entry(holder, *path) if holder is not None else None
        shell = text_of(value) if value is not None else None
        if shell is not None:
            return shell.split(" ")[0] in ("bash", "sh")
    labels = entry(job, "runs-on") if job is not None else None
    named = [text_of(one) or "" for one in labels.items] if isinstance(labels, Array) else []
    if labels is not None and not named:
        named = [text_of(labels) or ""]
    return any(name.lower().startswith(("ubuntu", "macos", "linux")) for name in named)


def _quotes(script: str) -> dict[int, str] | None:
    """The quotes in which each `${{` of a script stands: `"`, `'`, none, or `#` in a comment.

    None where that is not certain: backticks, documents that stand in the script, quotes that do not close.
    """
    found: dict[int, str] = {}
    open_: list[str] = [""]
    at = 0
    while at < len(script):
        here, two = open_[-1], script[at : at + 2]
        if script.startswith("${{", at):
            found[at] = "" if here in ("(", "") else here
            end = script.find("}}", at)
            at = len(script) if end < 0 else end + 2
            continue
        character = script[at]
        if here == "#":
            if character == "\n":
                open_.pop()
        elif here == "'":
            if character == "'":
                open_.pop()
        elif character == "`" or (
            here != '"' and (two == "$'" or (two == "<<" and script[at + 2 : at + 3] != "<"))
        ):
            return None
        elif character == "\\":
            at += 1
        elif two == "$(":
            open_.append("(")
            at += 1
        elif character == '"':
            open_.pop() if here == '"' else open_.append('"')
        elif here != '"' and character in "'(":
            open_.append(character)
        elif here == "(" and character == ")":
            open_.pop()
        elif here != '"' and character == "#" and (at == 0 or script[at - 1].isspace()):
            open_.append("#")
        elif two == "<<":
            at += 2
        at += 1
    return found if open_ in ([""], ["", "#"]) else None

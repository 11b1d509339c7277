"""Repairs of command-injection: the program is started with a list of arguments."""

from __future__ import annotations

from penmark.findings import Edit, Fix
from penmark.rules.repairs.origin import Origin, origin
from penmark.rules.repairs.place import Place, RepairError
from penmark.rules.repairs.shell import words_of
from penmark.syntax import code

_RUN = "subprocess.run"
_WITH_OPTIONS = (
    "subprocess.run",
    "subprocess.call",
    "subprocess.check_call",
    "subprocess.check_output",
    "subprocess.Popen",
)


def without_shell(place: Place) -> Fix | None:
    """A list of arguments in place of a command line, where the shell does nothing but split it."""
    command = place.given("0:args") or place.given("0:cmd")
    if command is None or place.hidden:
        return None
    built = origin(place, command.value)
    program, words = words_of(place, built.node)
    title = f"Run {program} without a shell, with a list of arguments"
    if place.path in _WITH_OPTIONS:
        return _with_list(place, built, words, title)
    if built.name:
        return None
    listed = f"[{', '.join(words)}]"
    if place.path == "asyncio.create_subprocess_shell":
        edits, additions = place.callee_replaced("asyncio.create_subprocess_exec")
        return place.fix(
            title, [*edits, place.argument_replaced(command, ", ".join(words))], additions=additions
        )
    if len(place.call.arguments) != 1:
        return None
    run, additions = place.spell(_RUN)
    if place.path == "os.system":
        return place.fix(title, [_system(place, run, listed)], additions=additions)
    if place.path == "subprocess.getoutput":
        text = f'{run}({listed}, capture_output=True, text=True, check=False).stdout.rstrip("\\n")'
        return place.fix(
            f"{title} (errors are no longer part of the output)",
            [place.replaced(place.call, text)],
            additions=additions,
        )
    if place.path == "os.popen":
        return place.fix(title, [_popen(place, run, listed)], additions=additions)
    return None


def _with_list(place: Place, built: Origin, words: list[str], title: str) -> Fix:
    shell = place.given("shell")
    if shell is None or not isinstance(shell.value, code.Constant):
        raise RepairError
    if any(argument.name == "executable" for argument in place.call.arguments):
        raise RepairError
    listed = f"[{', '.join(words)}]"
    return place.fix(title, [place.replaced(built.node, listed), place.argument_removed(shell)])


def _system(place: Place, run: str, listed: str) -> Edit:
    """`os.system` gives the exit status, which is the return code on Windows and holds it elsewhere."""
    text = f"{run}({listed}, check=False)"
    if not isinstance(place.parent(), code.Evaluate):
        text += ".returncode"
    return place.replaced(place.call, text)


def _popen(place: Place, run: str, listed: str) -> Edit:
    """`os.popen(…).read()`: the output as text."""
    chain = place.chain
    if len(chain) < 3:
        raise RepairError
    attribute, outer = chain[-2], chain[-3]
    reads = isinstance(attribute, code.Attribute) and attribute.name == "read"
    if not (reads and isinstance(outer, code.Call) and outer.callee is attribute and not outer.arguments):
        raise RepairError
    pipe, _ = place.spell("subprocess.PIPE")
    return place.replaced(outer, f"{run}({listed}, stdout={pipe}, text=True, check=False).stdout")

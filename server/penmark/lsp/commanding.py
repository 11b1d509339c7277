"""Commands: explain a rule, scan the workspace, fix it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

if TYPE_CHECKING:
    from penmark.lsp.session import PenmarkServer

Command = Callable[["PenmarkServer", Sequence[Any], types.ProgressToken | None], Awaitable[Any]]


def register(ls: PenmarkServer) -> None:
    """The methods and commands of this file."""
    ls.commands["penmark.explainRule"] = explain_rule
    ls.commands["penmark.scanWorkspace"] = scan_workspace
    ls.commands["penmark.fixWorkspace"] = fix_workspace
    ls.feature(types.WORKSPACE_EXECUTE_COMMAND)(execute_command)
    ls.feature(types.WINDOW_WORK_DONE_PROGRESS_CANCEL)(cancel)


async def execute_command(ls: PenmarkServer, params: types.ExecuteCommandParams) -> Any:
    """Run a command by name. Raises JsonRpcInvalidParams for a name that is none."""
    command = ls.commands.get(params.command)
    if command is None:
        raise JsonRpcInvalidParams(f"there is no command {params.command!r}")
    return await command(ls, params.arguments or (), params.work_done_token)


async def explain_rule(
    ls: PenmarkServer, arguments: Sequence[Any], _token: types.ProgressToken | None
) -> str:
    """The page of a rule, as Markdown. Its argument is an id or a former id."""
    name = arguments[0] if arguments else None
    rule = None
    if isinstance(name, str):
        roots = ls.projects.roots or (None,)
        projects = (ls.projects.of(root) for root in roots)
        rule = next((found for project in projects if (found := project.rules.get(name)) is not None), None)
    if rule is None:
        raise JsonRpcInvalidParams("the argument must be the id of a rule")
    return rule.markdown()


async def scan_workspace(
    ls: PenmarkServer, _arguments: Sequence[Any], token: types.ProgressToken | None
) -> dict[str, Any]:
    """Check every file of the workspace. The result counts files, findings, and what was not checked."""
    from penmark.lsp import scanning  # what starts processes is not needed at the start

    return await scanning.scan(ls, token)


async def fix_workspace(
    ls: PenmarkServer, _arguments: Sequence[Any], token: types.ProgressToken | None
) -> dict[str, Any]:
    """Have the client make the safe fixes of all files of the workspace. The result counts files and fixes."""
    from penmark.lsp import fixing

    return await fixing.fix(ls, token)


def cancel(ls: PenmarkServer, params: types.WorkDoneProgressCancelParams) -> None:
    """The person does not want to wait for it."""
    stop = ls.cancels.get(params.token)
    if stop is not None:
        stop.set()

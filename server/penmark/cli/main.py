"""The `penmark` command. Imports nothing heavy before it knows what is wanted."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence

from penmark import __version__

CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: nothing found; something found; something could not be checked, or misuse; interrupted."""

_EXITS = "exit code: 0 nothing found, 1 something found, 2 something could not be checked (even if something was found)"


class UsageError(Exception):
    """What a person asked for cannot be done; the text says why, without a final dot."""


Serve = Callable[[tuple[str, int] | None], int]
"""Runs the language server, over standard input and output or at a host and port, to its end; returns the exit code."""


def main(argv: Sequence[str] | None = None, serve: Serve | None = None) -> int:
    """Runs the command with these arguments, or the process's own; returns the exit code.

    `serve` is what `penmark lsp` runs: the two front doors do not know each other.
    """
    _make_output_safe()
    try:
        arguments = _parser().parse_args(argv)
        return _run(arguments, serve)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else CLEAN
    except UsageError as error:
        print(f"penmark: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _leave_the_pipe()
        return FAILED


def _run(arguments: argparse.Namespace, serve: Serve | None) -> int:
    """Imports the subcommand and runs it."""
    command: str = arguments.command
    if command != "lsp":
        from penmark.workspace.logs import quiet_logs

        quiet_logs()
    if command == "scan":
        from penmark.cli.scan import scan

        return scan(arguments)
    if command == "fix":
        from penmark.cli.fix import fix

        return fix(arguments)
    if command == "rules":
        from penmark.cli.rules import rules

        return rules(arguments)
    if command == "demo":
        from penmark.cli.demo import demo

        return demo(arguments)
    from penmark.cli.lsp import address_of

    address = address_of(arguments.tcp) if arguments.tcp else None
    if serve is None:
        raise UsageError("there is no language server here")
    return serve(address)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="penmark",
        description="Marks insecure code while it is being written, and offers the safe pattern in its place.",
    )
    parser.add_argument("--version", action="version", version=f"penmark {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_scan(commands.add_parser("scan", help="check files and folders", epilog=_EXITS))
    _add_fix(commands.add_parser("fix", help="apply fixes to files", epilog=_EXITS))
    rules = commands.add_parser("rules", help="list the rules, or explain one")
    rules.add_argument("rule", nargs="?", metavar="ID", help="the rule to explain")
    rules.add_argument("--format", choices=("text", "json", "md"), default="text")
    _add_color(rules)
    demo = commands.add_parser("demo", help="watch the language server at work on code that is being typed")
    demo.add_argument(
        "--speed",
        type=_speed,
        default=1.0,
        metavar="FACTOR",
        help="how fast it types (default 1; 0: at once)",
    )
    demo.add_argument("--scene", choices=("python", "terraform"), help="only this scene")
    _add_color(demo)
    lsp = commands.add_parser("lsp", help="run the language server")
    channel = lsp.add_mutually_exclusive_group()
    channel.add_argument(
        "--stdio", action="store_true", help="speak over standard input and output (the default)"
    )
    channel.add_argument("--tcp", metavar="HOST:PORT", help="listen on this address")
    return parser


def _add_scan(parser: argparse.ArgumentParser) -> None:
    _add_selection(parser)
    parser.add_argument(
        "--format", choices=("text", "json", "sarif", "github"), default="text", help="(default: text)"
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write the report there instead of to standard output"
    )
    parser.add_argument("--baseline", metavar="FILE", help="report only what this file does not know")
    parser.add_argument(
        "--write-baseline", metavar="FILE", help="write what is found there, as known from now on"
    )
    parser.add_argument(
        "--show-ignored", action="store_true", help="show what comments in the files suppress as well"
    )
    parser.add_argument(
        "--exit-zero", action="store_true", help="exit with 0 instead of 1 when something is found"
    )
    parser.add_argument(
        "--jobs", type=_positive, metavar="N", help="number of processes (default: as many as pay off)"
    )
    parser.add_argument(
        "--stdin-filename", metavar="PATH", help="check standard input as if it were this file"
    )


def _add_fix(parser: argparse.ArgumentParser) -> None:
    _add_selection(parser)
    parser.add_argument(
        "--unsafe-fixes", action="store_true", help="apply fixes that are to be reviewed as well"
    )
    parser.add_argument("--diff", action="store_true", help="show what would change and write nothing")


def _add_selection(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files and folders (default: this folder)")
    parser.add_argument(
        "--select", action="append", metavar="RULES", help="only these rules or families (commas)"
    )
    parser.add_argument(
        "--ignore", action="append", metavar="RULES", help="not these rules or families (commas)"
    )
    parser.add_argument("--min-severity", choices=("critical", "high", "medium", "low"))
    parser.add_argument("--min-confidence", choices=("high", "medium", "low"))
    _add_color(parser)


def _add_color(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-color", action="store_true", help="plain output (also: the variable NO_COLOR)")


def _positive(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 1000:
        raise argparse.ArgumentTypeError("must be a whole number from 1 to 999")
    return int(text)


def _speed(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1000:
        raise argparse.ArgumentTypeError("must be a number from 0 to 1000")
    return number


def _make_output_safe() -> None:
    """Characters that a console cannot show become escapes there instead of errors."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _leave_the_pipe() -> None:
    """Whoever read our output has gone; Python must not try to flush what is left when it ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

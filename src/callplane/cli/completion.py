"""`callplane completion SHELL`: what makes a shell complete commands and options. Knows shells by name, and no command."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import shtab

from callplane.cli.main import whole_parser

SHELLS = ("bash", "zsh", "fish")
_FILES = {"FILE": shtab.FILE, "DIR": shtab.DIRECTORY}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "completion",
        help="let your shell complete commands and options",
        description="Prints what lets a shell complete the commands of callplane, with their actions and options.",
        epilog="It takes effect in the next shell.",
    )
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=f"one of {', '.join(SHELLS)}")


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    print(script(options.shell))
    return 0


def script(shell: str) -> str:
    """The script for a shell."""
    parser = whole_parser()
    for action in _actions(parser):
        if isinstance(action.metavar, str) and action.metavar in _FILES:
            action.complete = _FILES[action.metavar]  # type: ignore[attr-defined] # where shtab looks for it
    return str(shtab.complete(parser, shell=shell))


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:  # noqa: SLF001 (argparse has no public way to see its arguments)
        yield action
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for child in action.choices.values():
                yield from _actions(child)

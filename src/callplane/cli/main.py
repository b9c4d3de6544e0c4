"""The entry point `callplane`: finds the command, runs it, and turns errors into one line and an exit code.

Exit codes: 0 done, 1 refused, 2 wrong usage or configuration, 130 interrupted; a command that has more says so. It knows the
names of the commands only; the module of a command is imported when it is asked for.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from callplane import __version__
from callplane.cli.examples import Formatter, teach
from callplane.errors import CallplaneError, ConfigurationError

COMMANDS = (
    "demo",
    "init",
    "check-config",
    "asterisk",
    "serve",
    "reload",
    "user",
    "phone",
    "line",
    "grant",
    "token",
    "webhook",
    "tapi",
    "number",
    "bluetooth",
    "lines",
    "watch",
    "top",
    "call",
    "completion",
)
_DESCRIPTION = "An open CTI server: remote call control over phone lines, with a PBX built in."
_FIRST_STEPS = """\
To try it: callplane demo. To run it: callplane init, then callplane serve. Each command has its own --help, with examples.

Exit codes: 0 done, 1 refused, 2 wrong usage or configuration, 130 interrupted; a command that has more says so. Results are
printed to standard output, as a table or with --json as one object a line; errors to standard error, with what to do."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that `argv` (without the program's name) says; returns the exit code."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    wanted = arguments[0] if arguments else ""
    options = _parser([wanted] if wanted in COMMANDS else COMMANDS).parse_args(arguments)
    try:
        code: int = _module(options.command).run(options)
    except CallplaneError as error:
        print(f"callplane: {error}", file=sys.stderr)
        return 2 if isinstance(error, ConfigurationError) else 1
    except KeyboardInterrupt:
        return 130
    return code


def _parser(commands: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="callplane", description=_DESCRIPTION, epilog=_FIRST_STEPS, formatter_class=Formatter)
    parser.add_argument("--version", action="version", version=f"callplane {__version__}")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", title="commands")
    for command in commands:
        _module(command).add_parser(subparsers)
        teach(command, subparsers.choices[command])
    return parser


def whole_parser() -> argparse.ArgumentParser:
    """The parser with all commands."""
    return _parser(COMMANDS)


def _module(command: str) -> ModuleType:
    return import_module(f"callplane.cli.{command.replace('-', '_')}")


if __name__ == "__main__":
    sys.exit(main())

"""`callplane reload`: makes a running server read its configuration again."""

from __future__ import annotations

import argparse

from callplane.cli.control import tell_server
from callplane.cli.output import say
from callplane.cli.place import Subparsers, add_place_options, settings_of
from callplane.errors import Refusal


def add_parser(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "reload",
        help="make a running server read its configuration again",
        description="Makes the running server of this configuration read it again, and waits until it has.",
    )
    add_place_options(parser)


def run(options: argparse.Namespace) -> int:
    """Reload. Raises Refusal when no server is running or when it refuses the new configuration."""
    data = settings_of(options).data
    if not tell_server(data, "reload"):
        raise Refusal(f"no server is running on {data}: start it with 'callplane serve'")
    say(options, "The server has read its configuration again.", done="reloaded")
    return 0

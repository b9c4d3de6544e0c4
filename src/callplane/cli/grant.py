"""`callplane grant`: gives a user rights on a line of another one, or withdraws them."""

from __future__ import annotations

import argparse

from callplane.cli.line import LINE_HELP
from callplane.cli.output import say
from callplane.cli.place import Subparsers, add_place_options, changing
from callplane.service.rights import parse_rights, rights_text


def add_parser(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "grant",
        help="give a user rights on a line, or withdraw them",
        description="Gives a user rights on a line in place of those he had. A running server takes the change over at once.",
        epilog="FLAGS is company (7: see all numbers), team (519: pick up too), personal (775: set forwards too), control"
        " (4096: full control), none (0: withdraw), or a sum of 1, 2, 4 (numbers of outbound, inbound, redirected calls),"
        " 256 (set forwards and do-not-disturb), 512 (pick up and redirect ringing calls) and 4096.",
    )
    parser.add_argument("user", metavar="USER")
    parser.add_argument("line", metavar="LINE", help=LINE_HELP)
    parser.add_argument("flags", metavar="FLAGS", help="a name or a sum, see below")
    add_place_options(parser)


def run(options: argparse.Namespace) -> int:
    """Grant or withdraw. Raises Refusal, UnknownObject or ConfigurationError."""
    rights = parse_rights(options.flags)
    with changing(options) as store:
        line = store.find_line(options.line)
        store.grant(options.user, line.uri, rights)
    told = rights_text(rights)
    say(
        options,
        f"'{options.user}' has now '{told}' on {line.uri}.",
        done="granted",
        user=options.user,
        line=line.uri,
        rights=told,
    )
    return 0

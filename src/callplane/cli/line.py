"""`callplane line ...`: lists the lines, and says whose they are and in which order."""

from __future__ import annotations

import argparse

from callplane.cli.output import say, show
from callplane.cli.place import Subparsers, add_place_options, changing, reading, settings_of
from callplane.errors import Refusal, UnknownObject
from callplane.service.rights import Rights, rights_text
from callplane.store.records import LineRecord, Snapshot, parse_line_uri
from callplane.store.store import Store

LINE_HELP = "URI (tel:NUMBER@PBX), number, or the last digits of a number where they fit one line only"


def add_parser(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "line",
        help="list lines, give them to users, order them",
        description="Lines and their owners. A running server takes each change over at once.",
        epilog="Lines appear when their PBX reports them, or when one is assigned by its full URI.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="list all lines with their owners and who else has rights on them")
    assign = actions.add_parser("assign", help="make a line one of a user's own")
    assign.add_argument("user", metavar="USER")
    assign.add_argument("line", metavar="LINE", help=LINE_HELP)
    assign.add_argument("--primary", action="store_true", help="put it first: it becomes his primary line")
    unassign = actions.add_parser("unassign", help="take a line away from a user")
    unassign.add_argument("user", metavar="USER")
    unassign.add_argument("line", metavar="LINE", help=LINE_HELP)
    order = actions.add_parser("order", help="put some of a user's own lines first, in this order")
    order.add_argument("user", metavar="USER")
    order.add_argument("lines", metavar="LINE", nargs="+", help=LINE_HELP)
    for action_parser in actions.choices.values():
        add_place_options(action_parser)


def run(options: argparse.Namespace) -> int:
    """Do the action. Raises Refusal, UnknownObject or ConfigurationError."""
    if options.action == "list":
        with reading(options) as store:
            _list(options, store.snapshot())
        return 0
    with changing(options) as store:
        match options.action:
            case "assign":
                uri = _assignable(store, options)
                store.assign_line(options.user, uri, 0 if options.primary else None)
                say(options, f"{uri} is now a line of '{options.user}'.", done="assigned", line=uri, user=options.user)
            case "unassign":
                uri = store.find_line(options.line).uri
                store.unassign_line(options.user, uri)
                say(options, f"{uri} is no longer a line of '{options.user}'.", done="unassigned", line=uri, user=options.user)
            case _:
                uris = [store.find_line(line).uri for line in options.lines]
                store.order_lines(options.user, uris)
                say(options, f"The lines of '{options.user}' have a new order.", done="ordered", lines=uris, user=options.user)
    return 0


def _assignable(store: Store, options: argparse.Namespace) -> str:
    """The URI of a known line, or of one that is named by its full URI before its PBX has reported it."""
    try:
        return store.find_line(options.line).uri
    except UnknownObject:
        line = parse_line_uri(options.line)
        if line is None:
            raise
    pbxes = settings_of(options).pbxes
    if pbxes and line.pbx not in pbxes:
        raise Refusal(f"there is no PBX '{line.pbx}' in the configuration: use one of {', '.join(pbxes)}")
    store.put_lines([line])
    return line.uri


def _list(options: argparse.Namespace, snapshot: Snapshot) -> None:
    def facts(line: LineRecord) -> dict[str, object]:
        grants = {user: rights_text(Rights(flags)) for (user, uri), flags in snapshot.grants.items() if uri == line.uri}
        return {
            "line": line.uri,
            "number": line.number,
            "description": line.descriptor,
            "owners": sorted(user for user, own in snapshot.ownership.items() if line.uri in own),
            "rights": [f"{user}:{rights}" for user, rights in sorted(grants.items())],
        }

    columns = {"LINE": "line", "DESCRIPTION": "description", "OWNERS": "owners", "RIGHTS OF OTHERS": "rights"}
    show(options, snapshot.lines, facts, columns)

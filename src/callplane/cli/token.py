"""`callplane token ...`: lists the tokens that the server has issued, and revokes them."""

from __future__ import annotations

import argparse
import time

from callplane.cli.output import say, show
from callplane.cli.place import Subparsers, add_place_options, changing, reading
from callplane.store.records import TokenRecord, user_key


def add_parser(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "token",
        help="list and revoke the tokens of users",
        description="Tokens with which programs log on for a user, or prove him to other services. Those of an OpenID provider"
        " are not listed here: revoke them there, or disable the user.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="list all valid tokens")
    listing.add_argument("user", metavar="USER", nargs="?", help="of this user only")
    revoke = actions.add_parser("revoke", help="make tokens invalid and end the sessions that they opened")
    which = revoke.add_mutually_exclusive_group(required=True)
    which.add_argument("user", metavar="USER", nargs="?", help="all tokens of this user")
    which.add_argument("--id", metavar="ID", help="this token, and those that were issued in sessions which it opened")
    for action_parser in actions.choices.values():
        add_place_options(action_parser)


def run(options: argparse.Namespace) -> int:
    """Do the action. Raises UnknownObject or ConfigurationError."""
    if options.action == "list":
        return _list(options)
    with changing(options) as store:
        count = store.revoke_token(options.id) if options.id else store.revoke_tokens(options.user)
    say(options, f"Revoked {count} token{'' if count == 1 else 's'}.", done="revoked", tokens=count)
    return 0


def _list(options: argparse.Namespace) -> int:
    with reading(options) as store:
        tokens = store.tokens(time.time())
    wanted = [token for token in tokens if options.user is None or token.user == user_key(options.user)]
    columns = {"ID": "id", "USER": "user", "TYPE": "type", "ISSUED (UTC)": "issued", "EXPIRES (UTC)": "expires"}
    show(options, wanted, _facts, columns)
    return 0


def _facts(token: TokenRecord) -> dict[str, object]:
    kind = "login" if token.login else "external"
    return {"id": token.id, "user": token.user, "type": kind, "issued": _time(token.issued), "expires": _time(token.expires)}


def _time(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(seconds))

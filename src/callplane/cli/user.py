"""`callplane user ...`: adds, lists, enables, disables and removes users, and gives them passwords."""

from __future__ import annotations

import argparse
import time

from callplane.cli.output import say, show
from callplane.cli.password import add_password_option, new_password
from callplane.cli.place import Subparsers, add_place_options, changing, reading
from callplane.store.records import UserRecord


def add_parser(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "user",
        help="add, list, enable, disable and remove users, and give them passwords",
        description="Users who can log on. A running server takes each change over at once.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="add a user")
    add.add_argument("name", metavar="NAME", help="the name to log on with; upper and lower case are the same")
    add.add_argument("--display-name", metavar="TEXT", default="", help="the name that others see (default: NAME)")
    add.add_argument("--administrator", action="store_true", help="may see all lines and use the control interfaces")
    add_password_option(add)
    passwd = actions.add_parser("passwd", help="give a user a new password; his sessions end, a lock-out too")
    passwd.add_argument("name", metavar="NAME")
    add_password_option(passwd)
    for action, help_text in (
        ("enable", "let a user log on again; ends a lock-out too"),
        ("disable", "end a user's sessions and let him log on no more"),
        ("remove", "remove a user with his lines and rights"),
    ):
        actions.add_parser(action, help=help_text).add_argument("name", metavar="NAME")
    actions.add_parser("list", help="list all users")
    for action_parser in actions.choices.values():
        add_place_options(action_parser)


def run(options: argparse.Namespace) -> int:
    """Do the action. Raises Refusal, UnknownObject or ConfigurationError."""
    if options.action == "list":
        return _list(options)
    with changing(options) as store:
        match options.action:
            case "add":
                password, told = new_password(options, options.name)
                user = store.add_user(
                    options.name,
                    password,
                    display_name=options.display_name,
                    administrator=options.administrator,
                    now=time.time(),
                )
                text = f"Added user '{user.name}'.{told}\nNext: callplane line assign {user.name} LINE"
                say(options, text, done="added", user=user.name, password=password if told else None)
            case "passwd":
                password, told = new_password(options, options.name)
                store.set_password(options.name, password)
                text = f"User '{options.name}' has a new password.{told}"
                say(options, text, done="password set", user=options.name, password=password if told else None)
            case "remove":
                store.remove_user(options.name)
                say(options, f"Removed user '{options.name}'.", done="removed", user=options.name)
            case _:
                store.enable_user(options.name, options.action == "enable")
                say(options, f"User '{options.name}' is {options.action}d.", done=f"{options.action}d", user=options.name)
    return 0


def _list(options: argparse.Namespace) -> int:
    with reading(options) as store:
        snapshot, failures, now = store.snapshot(), store.logon_failures().users, time.time()
    locked = {name for name, state in failures.items() if state.locked_until > now}

    def facts(user: UserRecord) -> dict[str, object]:
        return {
            "name": user.name,
            "display_name": user.display_name,
            "state": "disabled" if not user.enabled else "locked out" if user.name in locked else "enabled",
            "role": "administrator" if user.administrator else "",
            "lines": snapshot.ownership.get(user.name, ()),
        }

    columns = {"NAME": "name", "DISPLAY NAME": "display_name", "STATE": "state", "ROLE": "role", "LINES": "lines"}
    show(options, snapshot.users, facts, columns)
    return 0

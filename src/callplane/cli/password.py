"""Where a new password comes from: standard input, a prompt, or chance. Knows no user and no store."""

from __future__ import annotations

import argparse
import getpass
import sys

from callplane.errors import Refusal
from callplane.store.passwords import generate_password


def add_password_option(parser: argparse.ArgumentParser) -> None:
    """Add --password-stdin."""
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from the first line of standard input; without it you are asked at a terminal, and elsewhere"
        " a password is made and printed once",
    )


def new_password(options: argparse.Namespace, user: str) -> tuple[str, str]:
    """The new password of a user, and what is to be said of it when it is set (it was made here), else an empty text.

    Raises Refusal when it is empty or was typed differently the second time.
    """
    if options.password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = getpass.getpass(f"New password for {user}: ")
        if password != getpass.getpass("Again: "):
            raise Refusal("the two passwords differ: try again")
    else:
        password = generate_password()
        return password, f"\nPassword: {password} (shown this once)"
    if not password:
        raise Refusal("an empty password protects nothing: give one")
    return password, ""

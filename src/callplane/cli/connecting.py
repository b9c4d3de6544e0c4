"""How a command finds its server and logs on: the common options, the connection, the choice of a line by what people type.

Knows the client library and the terminal; no command.
"""

from __future__ import annotations

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from callplane.client import Client, LogonRefused, connect
from callplane.client.structures import AsnCtiLineInfo
from callplane.errors import ConfigurationError, InvalidLine

DEFAULT_URL = "http://127.0.0.1:7224"
_PRIMARY = 1  # iType of a user's first own line

_REMEDIES = {
    101: "check --user and --password; in the demo: --user alice --password demo",
    107: "an administrator can enable the user: callplane user enable NAME",
    129: "the user is locked after too many failures: wait a quarter of an hour",
    131: "too many attempts: wait a minute",
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add --url, --user, --password and --json."""
    group = parser.add_argument_group("connection")
    url = os.environ.get("CALLPLANE_URL") or DEFAULT_URL
    group.add_argument("--url", default=url, help=f"the server, http(s) or ws(s); else CALLPLANE_URL, else {DEFAULT_URL}")
    group.add_argument("--user", default=os.environ.get("CALLPLANE_USER", ""), help="who you are; else CALLPLANE_USER")
    group.add_argument("--password", help="else CALLPLANE_PASSWORD, which others cannot see; else you are asked")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line, with the interface's names")


def run_client(command: Coroutine[Any, Any, int]) -> int:
    """Run a command to its exit code; a reader of our output that goes away (`| head`) just ends it."""
    try:
        return asyncio.run(command)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


@asynccontextmanager
async def connected(options: argparse.Namespace, *, reconnect: bool = False) -> AsyncIterator[Client]:
    """A logged-in client by the common options. ConfigurationError when user or password is missing, and what connect raises."""
    password = _password(options)
    try:
        async with connect(options.url, options.user, password, reconnect=reconnect) as client:
            yield client
    except LogonRefused as refused:
        remedy = _REMEDIES.get(refused.detail)
        raise LogonRefused(refused.detail, f"{refused} ({remedy})" if remedy else str(refused)) from None


def _password(options: argparse.Namespace) -> str:
    if not options.user:
        raise ConfigurationError("say who you are with --user or CALLPLANE_USER (in the demo: --user alice --password demo)")
    given: str | None = options.password if options.password is not None else os.environ.get("CALLPLANE_PASSWORD")
    if given is None and not sys.stdin.isatty():
        raise ConfigurationError("set CALLPLANE_PASSWORD or give --password: there is no terminal to ask at")
    return getpass.getpass(f"Password of {options.user}: ") if given is None else given


async def find_line(client: Client, wanted: str) -> str:
    """The URI of the line that somebody means by a URI, number, extension or name; his primary line first. InvalidLine."""
    if wanted.startswith("tel:"):
        return wanted
    lines = (await client.enum_phone_lines()).seqLines
    found = [line for line in lines if line.u8sPhoneNumber == wanted] or [line for line in lines if _fits(line, wanted)]
    primary = [line for line in found if line.iType == _PRIMARY]
    for choice in (found, primary):
        if len(choice) == 1:
            return choice[0].u8sLinePhoneNumber
    known = ", ".join(line.u8sLinePhoneNumber for line in found or lines) or "none"
    problem = f"several lines fit {wanted!r}" if found else f"you have no line {wanted!r}"
    raise InvalidLine(f"{problem}: take one of {known}")


def _fits(line: AsnCtiLineInfo, wanted: str) -> bool:
    is_extension = wanted.isdecimal() and len(wanted) > 1 and line.u8sPhoneNumber.endswith(wanted)
    return is_extension or line.u8sDescriptor.casefold() == wanted.casefold()

"""`callplane bluetooth ...`: finds phones near this computer's adapter, pairs with them, lists and forgets them."""

from __future__ import annotations

import argparse
import asyncio
import sys
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from callplane.cli.output import add_json_option, say, show
from callplane.cli.place import Subparsers
from callplane.errors import ConfigurationError

if TYPE_CHECKING:
    from callplane.drivers.bluetooth.pairing import Found, Pairing

_COLUMNS = {"ADDRESS": "address", "NAME": "name", "ADAPTER": "adapter", "STATE": "state", "CALLS": "calls"}
_NOBODY = "Found none. Is Bluetooth on, on the phone?"
ADDRESS_HELP = "the phone's Bluetooth address, such as 00:11:22:33:44:55"


def add_parser(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "bluetooth",
        help="find mobile phones, pair with them, list and forget them",
        description="Pairs mobile phones with this computer. A running server with the driver 'bluetooth' sees them at once.",
        epilog="Needs BlueZ, an adapter, and the right to use them (root, or the group 'bluetooth' on Debian).",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    scan = actions.add_parser("scan", help="show the phones that can be paired")
    scan.add_argument("--seconds", type=float, default=20.0, metavar="N", help="how long to look (%(default)g)")
    scan.add_argument("--all", action="store_true", help="show all devices, not only phones")
    pair = actions.add_parser("pair", help="pair with a phone")
    pair.add_argument("address", metavar="ADDRESS", help=ADDRESS_HELP)
    pair.add_argument("--seconds", type=float, default=30.0, metavar="N", help="how long to look for the phone (%(default)g)")
    pair.add_argument("--yes", action="store_true", help="confirm the number without asking, whatever it is")
    listing = actions.add_parser("list", help="list the phones that are paired")
    forget = actions.add_parser("forget", help="remove a pairing")
    forget.add_argument("address", metavar="ADDRESS", help=ADDRESS_HELP)
    for action in actions.choices.values():
        add_json_option(action)
    for action in (scan, pair, listing, forget):
        action.add_argument(
            "--bus", default="system", metavar="BUS", help="the D-Bus: system, session or an address (%(default)s)"
        )


def run(options: argparse.Namespace) -> int:
    """Do the action. Raises Refusal, UnknownObject or ConfigurationError."""
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    try:
        module = import_module("callplane.drivers.bluetooth.pairing")
    except ModuleNotFoundError as error:
        text = f"this needs a package that is not installed here ({error.name})"
        raise ConfigurationError(f"{text}: pip install 'callplane[bluetooth]'") from error
    async with module.open_pairing(options.bus) as pairing:
        match options.action:
            case "scan":
                await _scan(pairing, options)
            case "pair":
                await _pair(pairing, options)
            case "list":
                show(options, [found for found in pairing.devices if found.paired], _facts, _COLUMNS)
            case _:
                found = pairing.find(options.address)
                await pairing.forget(found)
                text = f"{_named(found)} is forgotten. Remove this computer on the phone, too."
                say(options, text, forgotten=found.address, name=found.name)
    return 0


async def _scan(pairing: Pairing, options: argparse.Namespace) -> None:
    _progress(options, f"Looking for phones for {options.seconds:g} seconds. Open the Bluetooth settings on the phone.")
    seen: set[str] = set()

    def found(device: Found) -> bool:
        if options.all or device.phone:
            seen.add(device.address)
            paired = "  (paired)" if device.paired else ""
            say(options, f"  {device.address}  {device.name}{paired}", **_facts(device))
        return False

    await pairing.scan(options.seconds, found)
    _progress(options, f"Found {len(seen)}. To pair: callplane bluetooth pair ADDRESS" if seen else _NOBODY)


async def _pair(pairing: Pairing, options: argparse.Namespace) -> None:
    address = options.address.upper()
    if all(found.address != address for found in pairing.devices):
        _progress(options, f"Looking for {address}. Open the Bluetooth settings on the phone.")
        await pairing.scan(options.seconds, lambda found: found.address == address)
    found = pairing.find(address)
    if not found.paired:
        _progress(options, f"Pairing with {_named(found)}.")
        found = await pairing.pair(found, partial(_confirm, options))
    text = f"{_named(found)} is paired."
    if found.handsfree:
        entry = f'{{address = "{found.address}", number = "+49...", name = "{found.name}"}}'
        text += f" For its number, put this into 'phones' of the PBX in callplane.toml:\n  {entry}"
    else:
        text += " It offers no hands-free service, and so is no line: is it a phone?"
    say(options, text, **_facts(found))


async def _confirm(options: argparse.Namespace, number: str) -> bool:
    """Whether the phone shows that number: somebody looks, unless --yes was said."""
    _progress(options, f"The phone shows a number. It must be {number}; confirm it there.")
    return bool(options.yes) or await asyncio.to_thread(_agrees)


def _agrees() -> bool:
    print("Is it the same number? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _progress(options: argparse.Namespace, text: str) -> None:
    """What is under way; with --json it goes where programs do not read."""
    print(text, file=sys.stderr if options.json else sys.stdout, flush=True)


def _facts(found: Found) -> dict[str, object]:
    state = "connected" if found.connected else "away"
    facts = {"address": found.address, "name": found.name, "adapter": found.adapter, "paired": found.paired}
    return facts | {"state": state, "calls": found.handsfree}


def _named(found: Found) -> str:
    return f"{found.name} ({found.address})"

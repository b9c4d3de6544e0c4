"""`callplane asterisk`: looks whether an Asterisk is ready, and prints the dialplan that it needs. Needs no running server."""

from __future__ import annotations

import argparse
import asyncio
from importlib.resources import files

from callplane.cli.output import show
from callplane.cli.place import Subparsers, add_place_options, settings_of
from callplane.drivers.asterisk.checkup import Checkup, Finding
from callplane.drivers.asterisk.options import Options
from callplane.errors import ConfigurationError
from callplane.numbers.location import Location
from callplane.settings import Settings

DRIVER = "asterisk"


def add_parser(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "asterisk",
        help="look whether an Asterisk is ready, or print the dialplan that it needs",
        description="For PBXs whose driver is asterisk.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="test address, log-in, rights, dialplan, phones, and say what will not work")
    check.add_argument("--pbx", metavar="NAME", default="", help="the PBX (default: the only one with this driver)")
    add_place_options(check)
    actions.add_parser("dialplan", help="print the contexts to include in extensions.conf")


def run(options: argparse.Namespace) -> int:
    """Do it. Returns 0, or 1 when something will not work. Raises ConfigurationError."""
    if options.action == "dialplan":
        print(dialplan(), end="")
        return 0
    table, location = _chosen(settings_of(options), options.pbx)
    read, faults = Options.read(table)
    if faults:
        raise ConfigurationError("\n".join(faults))
    findings = asyncio.run(_look(read, location))
    show(options, findings, _facts, {"": "state", "WHAT": "what", "FOUND": "found"})
    return 0 if all(finding.good for finding in findings) else 1


def _facts(finding: Finding) -> dict[str, object]:
    return {"state": "ok" if finding.good else "NO", "what": finding.subject, "found": finding.text}


def dialplan() -> str:
    """The contexts that callplane needs."""
    return files("callplane.drivers.asterisk").joinpath("dialplan/callplane.conf").read_text(encoding="utf-8")


async def _look(options: Options, location: Location) -> list[Finding]:
    return await Checkup(options, location).run()


def _chosen(settings: Settings, name: str) -> tuple[dict[str, object], Location]:
    """The table and the location of the PBX that is meant."""
    found = {key: pbx for key, pbx in settings.pbxes.items() if pbx.driver == DRIVER and name in ("", key)}
    if len(found) != 1:
        known = ", ".join(key for key, pbx in settings.pbxes.items() if pbx.driver == DRIVER) or "none"
        raise ConfigurationError(f'name the PBX with --pbx: the configuration has {known} with driver = "{DRIVER}"')
    ((_key, pbx),) = found.items()
    location = Location.from_mapping(settings.locations[pbx.location], f"[locations.{pbx.location}]", pbx.location)
    return dict(pbx.options), location

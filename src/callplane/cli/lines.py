"""`callplane lines`: your own and additional lines and what is going on there. Knows the client library and tables."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from callplane.cli.connecting import add_options, connected, run_client
from callplane.cli.output import print_table
from callplane.cli.progress import progress
from callplane.cli.wording import call_summary, forwards, line_kind, line_status
from callplane.client import Client, LineScope, OperationRefused
from callplane.client.structures import AsnCtiLineInfo, AsnCtiSnapshotPhoneLineResult, to_json

_HEADER = ("LINE", "NAME", "NUMBER", "KIND", "STATUS", "DND", "FORWARDS", "CALLS")
_AT_ONCE = 50  # snapshots asked for at the same time


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "lines",
        help="list your lines, their state and calls",
        description="List the lines that you can reach: your own first, then those that others let you see.",
        epilog="Then: callplane watch LINE, callplane call FROM TO. LINE is a URI, number, extension or name of the list.",
    )
    parser.add_argument("--all", action="store_true", help="all lines of the system (administrators only)")
    add_options(parser)


def run(options: argparse.Namespace) -> int:
    """List the lines; returns 0."""
    return run_client(_run(options))


async def _run(options: argparse.Namespace) -> int:
    async with connected(options) as client:
        scope = LineScope.systemGlobalLines if options.all else LineScope.userMonitorLines
        infos = (await client.enum_phone_lines(scope)).seqLines
        gate = asyncio.Semaphore(_AT_ONCE)
        with progress("Reading lines", len(infos)) as advance:
            snapshots = await asyncio.gather(*(_snapshot(client, info, gate, advance) for info in infos))
    if options.json:
        for info, snapshot in zip(infos, snapshots, strict=True):
            print(to_json(snapshot or {"lineInfo": info}))
    elif infos:
        print_table(_HEADER, [_row(info, snapshot) for info, snapshot in zip(infos, snapshots, strict=True)])
    else:
        print("You have no lines. An administrator can give you one: callplane line assign LINE USER")
    return 0


async def _snapshot(
    client: Client, info: AsnCtiLineInfo, gate: asyncio.Semaphore, advance: Callable[[], object]
) -> AsnCtiSnapshotPhoneLineResult | None:
    """The state of a line; None when it may not be seen, or went away meanwhile."""
    async with gate:
        try:
            return await client.snapshot_phone_line(info.u8sLinePhoneNumber)
        except OperationRefused:
            return None
        finally:
            advance()


def _row(info: AsnCtiLineInfo, snapshot: AsnCtiSnapshotPhoneLineResult | None) -> tuple[str, ...]:
    head = (info.u8sLinePhoneNumber, info.u8sDescriptor, info.u8sPhoneNumber, line_kind(info), line_status(info))
    if snapshot is None:
        return (*head, "", "", "")
    now = datetime.now(UTC)
    calls = "; ".join(call_summary(call, now) for call in snapshot.seqCalls)
    return (*head, "on" if snapshot.iDoNotDisturb else "off", forwards(snapshot.seqLineForwards), calls)

"""`callplane watch LINE`: tells live what happens on a line. Knows the client library and the narrator."""

from __future__ import annotations

import argparse

from callplane.cli.connecting import add_options, connected, find_line, run_client
from callplane.cli.narration import Narrator
from callplane.cli.wording import forwards, line_status
from callplane.client import Monitor


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "watch",
        help="tell live what happens on a line",
        description="Tell what happens on a line, one event a line, until Ctrl-C (exit code 130).",
        epilog="With --json: first {time, snapshot}, then {time, event, argument}. Exit code 1: the line can be watched no more.",
    )
    parser.add_argument("line", help="a line's URI, number, extension or name; callplane lines lists them")
    add_options(parser)


def run(options: argparse.Namespace) -> int:
    """Watch until interrupted; returns 1 when the server ends it."""
    return run_client(_run(options))


async def _run(options: argparse.Namespace) -> int:
    narrator = Narrator(as_json=options.json)
    async with connected(options) as client, client.monitor(await find_line(client, options.line)) as line:
        _introduce(line, narrator)
        async for event in line:
            narrator.event(event)
    return 1


def _introduce(line: Monitor, narrator: Narrator) -> None:
    """What is so before the first event."""
    snapshot = line.snapshot
    info = snapshot.lineInfo
    remarks = [line_status(info)]
    if snapshot.iDoNotDisturb:
        remarks.append("do not disturb")
    if snapshot.seqLineForwards:
        remarks.append(f"forwarded {forwards(snapshot.seqLineForwards)}")
    narrator.say(f"Watching {info.u8sDescriptor or 'line'} {info.u8sPhoneNumber} ({', '.join(remarks)}). Ctrl-C ends.")
    narrator.fact({"snapshot": snapshot})
    for call in snapshot.seqCalls:
        narrator.call("already there", call)

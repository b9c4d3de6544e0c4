"""`callplane watch [LINE ...]`: tells live what happens on lines. Knows the client library, the narrator and the live view."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from callplane.cli.connecting import add_options, connected, find_line, run_client
from callplane.cli.narration import Narrator, wants_live
from callplane.cli.wording import forwards, line_status
from callplane.client import Client, Event, EventStream, LineScope, Monitor, monitor_of
from callplane.client.structures import AsnCtiNotifyMonitorStoppedArgument
from callplane.errors import InvalidLine


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "watch",
        help="tell live what happens on lines",
        description="Tell what happens on lines, one event a line, until Ctrl-C (exit code 130). On a terminal the lines and"
        " their calls are shown below the events, and a connection that breaks comes back.",
        epilog="With --json: first {time, snapshot} of each line, then {time, event, argument}. Exit code 1: no line can be"
        " watched any more.",
    )
    parser.add_argument("lines", metavar="LINE", nargs="*", help="a URI, number, extension or name (default: your own lines)")
    parser.add_argument("--plain", action="store_true", help="print events only, also on a terminal")
    add_options(parser)


def run(options: argparse.Namespace) -> int:
    """Watch until interrupted; returns 1 when the server ends it."""
    return run_client(_run(options))


async def _run(options: argparse.Namespace) -> int:
    narrator = Narrator(as_json=options.json)
    live = wants_live() and not (options.json or options.plain)
    async with connected(options, reconnect=live) as client:
        events = client.events()
        async with _monitors(client, options.lines) as monitors:
            if live:
                await _show(client, monitors, events, narrator)
            else:
                for monitor in monitors:
                    _introduce(monitor, narrator)
                async for _ in _told(monitors, events, narrator):
                    pass
    return 1


@asynccontextmanager
async def _monitors(client: Client, wanted: Sequence[str]) -> AsyncIterator[list[Monitor]]:
    """Monitors of the lines that somebody named, or of his own."""
    if wanted:
        uris = [await find_line(client, line) for line in wanted]
    else:
        own = (await client.enum_phone_lines(LineScope.userOwnLines)).seqLines
        uris = [line.u8sLinePhoneNumber for line in own]
    if not uris:
        raise InvalidLine("you have no line of your own: name one that you may see; callplane lines lists them")
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(client.monitor(uri)) for uri in dict.fromkeys(uris)]


async def _told(monitors: Sequence[Monitor], events: EventStream, narrator: Narrator) -> AsyncIterator[Event]:
    """Tell each event and hand it out, until the last monitor ends."""
    living = {monitor.snapshot.u8sMonitorCrossRefID for monitor in monitors}
    while living:
        event = await anext(events)
        narrator.event(event)
        yield event
        if isinstance(event, AsnCtiNotifyMonitorStoppedArgument):
            living.discard(monitor_of(event))


async def _show(client: Client, monitors: Sequence[Monitor], events: EventStream, narrator: Narrator) -> None:
    """Tell events above a view of the lines as they are."""
    from rich.live import Live  # noqa: PLC0415 - what only terminals need is loaded only there

    from callplane.cli.board import Board  # noqa: PLC0415

    board = Board(monitors, lambda: client.state)
    with Live(get_renderable=lambda: board, refresh_per_second=2):
        async for event in _told(monitors, events, narrator):
            board.take(event)


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

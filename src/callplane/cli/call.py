"""`callplane call FROM TO`: places a call and follows it. Knows the client library and the narrator."""

from __future__ import annotations

import argparse
import asyncio
from contextlib import suppress
from enum import Enum

from callplane.cli.connecting import add_options, connected, find_line, run_client
from callplane.cli.narration import Narrator
from callplane.client import CallState, Client, ClientError, ConnectionLost, DisconnectReason, EventStream, NumberFormat
from callplane.client import structures as s


class Outcome(Enum):
    """What became of a call: its word and exit code."""

    CONNECTED = ("connected", 0)
    BUSY = ("busy", 3)
    FAILED = ("not connected", 4)


_TALKING = (CallState.eCALLSTATECONNECTED, CallState.eCALLSTATECONFERENCED)
_OVER = (CallState.eCALLSTATEDISCONNECTED, CallState.eCALLSTATEDESTROYED)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "call",
        help="place a call and follow it",
        description="Place a call and follow it until it is connected, busy or has failed. Ctrl-C hangs up.",
        epilog="Exit codes: 0 connected, 1 refused or the connection was lost, 3 busy, 4 not answered or not reachable,"
        " 130 interrupted. With --json: {time, event, argument} an event, then {outcome, u8sConnectionID}.",
    )
    parser.add_argument("source", metavar="FROM", help="your line: its URI, number, extension or name")
    parser.add_argument("destination", metavar="TO", help="the number to call, written as you like: 102, +49 89 1234-0, ...")
    parser.add_argument("--wait", action="store_true", help="stay until the call has ended")
    parser.add_argument("--as-given", action="store_true", help="dial TO as it stands, without the rules of the location")
    add_options(parser)


def run(options: argparse.Namespace) -> int:
    """Place the call; the exit code tells what became of it."""
    return run_client(_run(options))


async def _run(options: argparse.Namespace) -> int:
    narrator = Narrator(as_json=options.json)
    formatting = NumberFormat.eTAPIDIALNUMBERFORMATSUPERCANONIC
    if options.as_given:
        formatting = NumberFormat.eTAPIDIALNUMBERFORMATNORMAL
    async with connected(options) as client, client.monitor(await find_line(client, options.source)) as line:
        events = client.events()
        made = await client.make_call(line.uri, options.destination, number_format=formatting)
        call_id = made.u8sConnectionID
        try:
            outcome = await _follow(events, call_id, narrator, wait=options.wait)
        except asyncio.CancelledError:
            await _hang_up(client, call_id)
            raise
        if outcome is Outcome.BUSY:
            await _hang_up(client, call_id)
    word, code = outcome.value
    narrator.say(f"Outcome: {word}.")
    narrator.fact({"outcome": word, "u8sConnectionID": call_id})
    return code


async def _follow(events: EventStream, call_id: str, narrator: Narrator, *, wait: bool) -> Outcome:
    """Tell what happens to the call until its outcome is known; with `wait` until it has ended."""
    connected_once = False
    async for event in events:
        match event:
            case s.AsnCtiNotifyMakeCallResultArgument(u8sConnectionID=id_) if id_ == call_id and not event.success:
                narrator.event(event)
                return Outcome.FAILED
            case s.AsnCtiNotifyLineCallInformationChangedArgument(callinformation=call) if call.u8sConnectionID == call_id:
                narrator.event(event)
            case _:
                continue
        connected_once = connected_once or call.iCallState in _TALKING
        over = call.iCallState in _OVER
        if connected_once and (over or not wait):
            return Outcome.CONNECTED
        if call.iCallState == CallState.eCALLSTATEBUSY or call.iDisconnectedReason == DisconnectReason.eDISCONNECTEDREASONBUSY:
            return Outcome.BUSY
        if over:
            return Outcome.FAILED
    raise ConnectionLost("The connection ended before the call's outcome was known")


async def _hang_up(client: Client, call_id: str) -> None:
    with suppress(ClientError):  # it may be over already
        await client.drop_call(call_id)

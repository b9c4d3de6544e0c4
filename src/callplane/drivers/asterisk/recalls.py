"""What is done for calls without a command: a held call whose phone hung up rings again, a leg without anybody is released, made
calls that reach nobody are looked after. Knows the desk; no commands.
"""

from __future__ import annotations

from callplane.drivers.asterisk.call_records import Call
from callplane.drivers.asterisk.desk import Desk
from callplane.drivers.asterisk.phones import connected_line, instrument
from callplane.errors import CommandFailed
from callplane.model.call import CallState

RECALL_SECONDS = 30.0


async def release(desk: Desk, uid: str) -> None:
    """Hang up a leg that has nobody left."""
    leg = desk.calls.board.channels.get(uid)
    if leg is not None and not desk.calls.on_leg(uid):
        await desk.ask("Hangup", ("Channel", leg.name), ("Cause", "16"))


async def recall(desk: Desk, call: Call) -> None:
    """The phone hung up while the driver held a call for it: ring it, and connect the held party when it is lifted."""
    peer = desk.calls.board.channels.get(call.parked)
    if peer is None or call.id not in desk.calls.calls:
        return
    uid = instrument("recall", call)
    desk.calls.reserve(uid)
    party = call.told.remote if call.told is not None else None
    fields = [
        ("Channel", call.line.device),
        ("Application", "Bridge"),
        ("Data", peer.name),
        ("Timeout", str(int(RECALL_SECONDS * 1000))),
        ("Async", "true"),
        ("ChannelId", uid),
        *connected_line(peer.number, party.name if party is not None else peer.caller_name),
    ]
    try:
        await desk.do("Originate", *fields)
        await desk.until(lambda: peer.gone or _talk(desk, uid, call), "the phone was not lifted", RECALL_SECONDS + 2)
    except CommandFailed:
        desk.calls.release(uid)
        if not peer.gone:
            await desk.hang_up(peer)
        return
    if not peer.gone:
        desk.calls.release(uid)
        desk.calls.move(call, uid)
        desk.calls.park(call, "")
        desk.refresh(call)


def _talk(desk: Desk, uid: str, call: Call) -> bool:
    own, peer = desk.calls.board.channels.get(uid), desk.calls.board.channels.get(call.parked)
    return own is not None and peer is not None and own.bridge is peer.bridge is not None


async def probe(desk: Desk) -> None:
    """Ask what the dialplan does with made calls whose own phone is up and that reach nobody: a tone, a mailbox, a menu."""
    for call in list(desk.calls.calls.values()):
        own = desk.calls.channel(call)
        waits = call.state in (CallState.DIALING, CallState.RINGBACK, CallState.BUSY) and call.made
        if own is None or not waits or not own.up or own.bridge is not None or own.dials:
            continue
        reply = await desk.list("Status", ("Channel", own.name))
        for item in reply:
            if item["Uniqueid"] == own.uid and item["Application"] != own.application:
                own.application = item["Application"]
                desk.refresh(call)
                desk.tracker.check_consultation(call)

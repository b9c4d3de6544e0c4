"""Hold and retrieve. Knows the desk and phones; no other command.

The driver's own way needs nothing of the phone: the own leg is sent to the wait context, the other party to music. Both carry the
same mark as extension, so that they are found again after a restart. The own leg can serve another call meanwhile.
"""

from __future__ import annotations

from callplane.drivers.asterisk import phones
from callplane.drivers.asterisk.call_records import Call
from callplane.drivers.asterisk.desk import Desk
from callplane.errors import CommandFailed
from callplane.model.call import CallState


async def hold(desk: Desk, call: Call) -> None:
    """Hold a connected call."""
    if call.state is not CallState.CONNECTED:
        raise CommandFailed("only a connected call can be held")
    own = desk.own(call)
    if call.is_controller:
        await desk.move(own, desk.options.wait_context, mark(call))
        await desk.until(lambda: call.state is CallState.HOLD or own.gone, "the leg did not leave the conference")
        return
    if call.line.ways.hold != "driver":
        await phones.hold(desk, call, own, "hold")
        return
    peer = await desk.peer(call)
    waiting, music = desk.options.wait_context, desk.options.hold_context
    bridge = own.bridge
    await desk.move(own, waiting, mark(call), and_also=(peer, music, mark(call)))
    await desk.until(
        lambda: own.gone or peer.gone or (own.bridge is not bridge and peer.bridge is not bridge),
        "the call was not held: check that the dialplan has callplane's contexts",
    )
    own.context, peer.context = waiting, music
    if own.gone or peer.gone:
        raise CommandFailed("the call ended in this moment")
    if call.recorder:
        await desk.ask("MixMonitorMute", ("Channel", own.name), ("Direction", "both"), ("State", "1"))
    desk.calls.park(call, peer.uid)
    desk.refresh(call)


async def retrieve(desk: Desk, call: Call) -> None:
    """Go on with a held call."""
    if call.state is not CallState.HOLD:
        raise CommandFailed("only a held call can be retrieved")
    own = desk.own(call)
    if call.is_controller:
        assert call.conference is not None
        await desk.move(own, desk.options.conference_context, call.conference.room)
        await desk.until(lambda: own.room or own.gone, "the leg did not come back to the conference")
        return
    if not call.parked:
        if call.line.ways.hold not in ("talk", "http"):
            raise CommandFailed("the phone itself holds this call: retrieve it there")
        await phones.hold(desk, call, own, "talk")
        return
    peer = await desk.peer(call)
    await desk.do("Bridge", ("Channel1", own.name), ("Channel2", peer.name), ("Tone", "no"))
    await desk.until(lambda: own.gone or peer.gone or (own.bridge is peer.bridge is not None), "the parties were not connected")
    if own.gone or peer.gone:
        raise CommandFailed("the call ended in this moment")
    if call.recorder:
        await desk.ask("MixMonitorMute", ("Channel", own.name), ("Direction", "both"), ("State", "0"))
    desk.calls.park(call, "")
    desk.refresh(call)


def mark(call: Call) -> str:
    """The extension that ties the legs of a held call together: letters and digits of its id."""
    return "h" + "".join(sign for sign in call.id if sign.isalnum())

"""Commands that end or move calls: drop, redirect, transfer, merge, conference. Knows the desk, holding and phones."""

from __future__ import annotations

from collections.abc import Callable

from callplane.drivers import commands as c
from callplane.drivers.asterisk.call_records import Call, Conference
from callplane.drivers.asterisk.channels import Channel
from callplane.drivers.asterisk.desk import Desk
from callplane.errors import CommandFailed
from callplane.model.call import CallState, CallType, DisconnectCause
from callplane.model.events import ConferenceCreated, ConferencePartyAdded
from callplane.model.features import MAX_CONFERENCE_MEMBERS

_S, _NONE = CallState, DisconnectCause.NONE
_NORMAL, _USER_BUSY = 16, 17  # ITU-T Q.850


async def drop(desk: Desk, command: c.Drop) -> None:
    """Hang up, or reject an offered call."""
    call = desk.call(command.line, command.call_id)
    ended = _has_ended(desk, call)
    if call.parked or call.member:
        call.leaves = _NONE
        await desk.hang_up(await desk.peer(call))
        await desk.until(ended, "the other party is still there")
        return
    own = desk.own(call)
    if _serves_others(desk, call):
        await _free_leg(desk, call, own)
        return
    call.leaves = DisconnectCause.UNCONNECTED if call.state is _S.OFFERING else _NONE
    await desk.hang_up(own, _USER_BUSY if call.state is _S.OFFERING and not call.outbound else _NORMAL)
    await desk.until(ended, "the phone is still in the call")


def _has_ended(desk: Desk, call: Call) -> Callable[[], bool]:
    return lambda: call.id not in desk.calls.calls


def _serves_others(desk: Desk, call: Call) -> bool:
    """Whether the own leg is needed for other calls, which the driver holds."""
    return any(other is not call and not other.member for other in desk.calls.on_leg(call.uid))


async def _free_leg(desk: Desk, call: Call, own: Channel) -> None:
    """End a call whose leg goes on waiting for a held one."""
    others = [*own.mates(), *own.dials.values()]
    await desk.move(own, desk.options.wait_context, "s")
    for other in others:
        if not other.gone:
            await desk.ask("Hangup", ("Channel", other.name), ("Cause", str(_NORMAL)))
    await desk.until(lambda: own.gone or all(other.gone for other in others), "the other party is still there")
    if call.id in desk.calls.calls:
        desk.tell(desk.calls.end(call, _NONE, by_other=False))


async def redirect(desk: Desk, command: c.Redirect) -> None:
    """Send an offered call elsewhere: it is the caller who is moved. Moving the channel that rings would destroy the call."""
    call = desk.call(command.line, command.call_id)
    if call.state is not _S.OFFERING:
        raise CommandFailed("only a call that rings can be redirected")
    await _check_target(desk, call, command.number)
    own = desk.own(call)
    if own.dialler is None:
        raise CommandFailed("the caller cannot be moved: the call was made by another program, or has just ended")
    caller = own.rung_by() or own.dialler
    before = caller.redirecting, caller.dialled
    caller.redirecting, caller.dialled = call.line.extension, command.number
    call.leaves = DisconnectCause.REDIRECTED_BY_OWNER
    try:
        await desk.move(own.dialler, desk.options.context, command.number)
        await desk.until(_has_ended(desk, call), "the phone still rings")
    except CommandFailed:
        caller.redirecting, caller.dialled = before
        call.leaves = None
        raise


async def transfer(desk: Desk, command: c.BlindTransfer) -> None:
    """Send the other party of a connected call elsewhere."""
    call = desk.call(command.line, command.call_id)
    if call.state is not _S.CONNECTED or call.is_controller:
        raise CommandFailed("only a connected call can be transferred")
    await _check_target(desk, call, command.number)
    own, peer = desk.own(call), await desk.peer(call)
    call.leaves = DisconnectCause.REDIRECTED_BY_OWNER
    try:
        if _serves_others(desk, call):
            here, there = desk.options.wait_context, desk.options.context
            _remember_transfer(call, peer, command.number)
            await desk.move(peer, there, command.number, and_also=(own, here, "s"))
            await desk.until(lambda: own.context == here or own.gone, "the parties are still connected")
            if call.id in desk.calls.calls:
                desk.tell(desk.calls.end(call, call.leaves, by_other=False))
            return
        if own.room:
            _remember_transfer(call, peer, command.number)
            await desk.move(peer, desk.options.context, command.number)
            await desk.hang_up(own)
        else:
            where = (("Context", desk.options.context), ("Exten", command.number))
            await desk.do("BlindTransfer", ("Channel", own.name), *where)
        await desk.until(_has_ended(desk, call), "the parties are still connected")
    except CommandFailed:
        call.leaves = None
        raise


def _remember_transfer(call: Call, peer: Channel, number: str) -> None:
    """Redirect tells nobody who transferred; BlindTransfer does."""
    peer.redirecting, peer.dialled = call.line.extension, number


async def _check_target(desk: Desk, call: Call, number: str) -> None:
    """Asterisk says Success to an unknown target, and the party is lost."""
    await desk.check_number(call.line, number)
    target = desk.lines.with_extension(number)
    if target is not None:
        desk.check_phone(target)


async def merge(desk: Desk, command: c.Merge) -> None:
    """Connect the two other parties; both own legs leave."""
    active, held = desk.call(command.line, command.active_id), desk.call(command.line, command.held_id)
    if active.state is not _S.CONNECTED or held.state is not _S.HOLD:
        raise CommandFailed("merging takes one active and one held call")
    one, other = await desk.peer(held), await desk.peer(active)
    legs = {call.uid: desk.own(call) for call in (active, held)}
    active.leaves = held.leaves = _NONE
    try:
        await desk.do("Bridge", ("Channel1", one.name), ("Channel2", other.name), ("Tone", "no"))
        await desk.until(lambda: one.bridge is other.bridge is not None or one.gone or other.gone, "they were not connected")
    except CommandFailed:
        active.leaves = held.leaves = None
        raise
    for call in (held, active):
        if call.parked and call.id in desk.calls.calls:
            desk.tell(desk.calls.end(call, _NONE, by_other=False))
    for leg in legs.values():
        if not leg.gone:
            await desk.ask("Hangup", ("Channel", leg.name), ("Cause", str(_NORMAL)))
    await desk.until(lambda: all(leg.gone for leg in legs.values()), "the own phone is still in the call")


async def conference(desk: Desk, command: c.Conference) -> None:
    """Join two calls of a line, or add one to the conference that runs."""
    first, second = desk.call(command.line, command.first_id), desk.call(command.line, command.second_id)
    running = first.conference
    if running is None:
        await _start_conference(desk, first, second)
    elif second.conference is None:
        await _add_party(desk, running, second)
    else:
        raise CommandFailed("that call is in the conference already")


async def _start_conference(desk: Desk, first: Call, second: Call) -> None:
    if {first.state, second.state} != {_S.CONNECTED, _S.HOLD}:
        raise CommandFailed("a conference begins with one active and one held call")
    active, held = (first, second) if first.state is _S.CONNECTED else (second, first)
    own, one, other = desk.own(active), await desk.peer(active), await desk.peer(held)
    room = _room(active)
    controller = Call(desk.calls.new_id(), active.line, own.uid, outbound=True, created=desk.clock())
    active.settled = held.settled = False
    left = held.uid if held.uid != own.uid else ""
    desk.calls.move(held, "")
    try:
        await _gather(desk, room, own, one)
        await _gather(desk, room, other)
        await desk.until(lambda: all(leg.room == room or leg.gone for leg in (own, one, other)), "not all came to the conference")
    except CommandFailed:
        desk.calls.move(held, left or own.uid)
        raise
    finally:
        active.settled = held.settled = True
    if own.gone or one.gone or other.gone:
        desk.calls.move(held, left or own.uid)
        raise CommandFailed("one of the parties has hung up in this moment")
    _settle_conference(desk, Conference(controller, room), [(active, one.uid), (held, other.uid)])


def _settle_conference(desk: Desk, conference: Conference, members: list[tuple[Call, str]]) -> None:
    """All are in the room: the own leg becomes the controller, the calls become its members."""
    now, controller = desk.clock(), conference.controller
    controller.type, controller.conference = CallType.CONFERENCE_CONTROLLER, conference
    controller.talked, controller.connected = True, now
    desk.calls.add(controller)
    facts = desk.calls.refresh(controller, now)
    for call, peer in members:
        desk.calls.move(call, "")
        desk.calls.enlist(call, conference, peer)
        facts += desk.calls.refresh(call, now)
    for other in (call for _call, peer in members for call in desk.calls.on_leg(peer)):
        facts += desk.calls.refresh(other, now)  # they see the controller now
    ids = tuple(call.id for call, _peer in members)
    desk.tell([*facts, ConferenceCreated(controller.line.uri, controller.id, ids)])


async def _add_party(desk: Desk, running: Conference, call: Call) -> None:
    if call.state not in (_S.CONNECTED, _S.HOLD):
        raise CommandFailed("only a connected or held call can be added")
    if len(running.members) >= MAX_CONFERENCE_MEMBERS:
        raise CommandFailed(f"the conference has {MAX_CONFERENCE_MEMBERS + 1} parties already; drop one of them first")
    controller, peer = running.controller, await desk.peer(call)
    own, leg = desk.own(controller), desk.calls.channel(call)
    call.settled = False
    desk.calls.move(call, "")
    try:
        if own.room:
            await _gather(desk, running.room, peer)
        else:
            await _gather(desk, running.room, own, peer)
        await desk.until(lambda: peer.gone or (own.room and peer.room), "the party did not come to the conference")
    finally:
        call.settled = True
    if peer.gone:
        desk.tell(desk.calls.end(call, _NONE, by_other=True))
        return
    if leg is not None and leg is not own and not leg.gone:
        await desk.ask("Hangup", ("Channel", leg.name), ("Cause", str(_NORMAL)))
    now = desk.clock()
    desk.calls.enlist(call, running, peer.uid)
    facts = [*desk.calls.refresh(call, now), *desk.calls.refresh(controller, now)]
    for other in desk.calls.on_leg(peer.uid):
        facts += desk.calls.refresh(other, now)
    desk.tell([*facts, ConferencePartyAdded(controller.line.uri, controller.id, call.id)])


async def _gather(desk: Desk, room: str, one: Channel, other: Channel | None = None) -> None:
    """Send channels to a conference room."""
    context = desk.options.conference_context
    await desk.move(one, context, room, and_also=(other, context, room) if other is not None else None)


def _room(call: Call) -> str:
    """The name of a new room: letters and digits, so that the dialplan takes it."""
    return "c" + "".join(sign for sign in call.id if sign.isalnum())

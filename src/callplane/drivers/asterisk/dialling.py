"""Commands that begin calls: make a call (alone, or to ask back), pick one up, call back. Knows the desk and phones."""

from __future__ import annotations

from callplane.drivers import commands as c
from callplane.drivers.asterisk import holding
from callplane.drivers.asterisk.call_records import Call
from callplane.drivers.asterisk.calls import LIFTED, UID_PREFIX
from callplane.drivers.asterisk.channels import Channel
from callplane.drivers.asterisk.desk import Desk
from callplane.drivers.asterisk.lines import Line
from callplane.drivers.asterisk.phones import AUTO_ANSWER, connected_line
from callplane.drivers.asterisk.protocol import Field
from callplane.errors import CommandFailed
from callplane.model.call import CallState, CallType, DisconnectCause

LIFT_SECONDS = 8.0
"""How long a phone may take to lift by itself."""


async def make_call(desk: Desk, command: c.MakeCall) -> None:
    """Call a number from a line: on the leg that waits with a held call, if there is one, else on a new leg of its phone."""
    line = desk.line(command.line)
    await desk.check_number(line, command.number)
    held = None
    if command.consultation_of:
        held = desk.call(command.line, command.consultation_of)
        await holding.hold(desk, held)
    held = held or next((call for call in desk.calls.of_line(line) if call.parked or call.state is CallState.HOLD), None)
    leg = desk.calls.channel(held) if held is not None and _waits(held) else None
    if leg is not None and not command.callback:
        call = _new(desk, command, line, leg.uid)
        await _dial_on(desk, call, leg, held if command.consultation_of else None, command)
        return
    desk.check_phone(line)
    call = _new(desk, command, line, UID_PREFIX + command.call_id.strip("{}"))
    desk.calls.add(call)
    if command.consultation_of and held is not None:
        desk.calls.consult(call, held)
    try:
        await _originate(desk, call, lifts=line.ways.auto_answer and not command.callback)
    except BaseException:
        desk.calls.drop(call)
        raise
    try:
        await desk.until(lambda: call.attempted or call.id not in desk.calls.calls, "the phone was not rung")
    except CommandFailed:
        desk.tell(desk.calls.end(call, DisconnectCause.UNCONNECTED, by_other=True))


async def lift(desk: Desk, call: Call) -> None:
    """Answer a callback that rings the own phone: ring it anew, so that it lifts by itself."""
    own = desk.own(call)
    if not call.dialled:
        raise CommandFailed("another program rings this phone: somebody must lift it")
    if own.uid.endswith(LIFTED):
        raise CommandFailed("the phone does not obey the auto-answer headers: somebody must lift it")
    desk.calls.move(call, own.uid + LIFTED)

    def over() -> bool:
        leg = desk.calls.channel(call)
        return call.id not in desk.calls.calls or (leg is not None and leg.up)

    try:
        await desk.hang_up(own)
        await desk.until(lambda: own.gone, "the phone still rings")
        await _originate(desk, call, lifts=True)
        await desk.until(over, "the phone did not lift: it may not obey the auto-answer headers", LIFT_SECONDS)
    except CommandFailed:
        if desk.calls.channel(call) is None:
            desk.tell(desk.calls.end(call, DisconnectCause.UNCONNECTED, by_other=True))
        raise
    if call.id not in desk.calls.calls:
        raise CommandFailed("the call could not be answered: the phone did not lift")


def _waits(held: Call) -> bool:
    """Whether the own leg of a held call is free to dial: the driver holds it, or it controls a conference that it has left."""
    return bool(held.parked) or (held.is_controller and held.line.ways.hold == "driver")


def _new(desk: Desk, command: c.MakeCall, line: Line, uid: str) -> Call:
    return Call(
        command.call_id,
        line,
        uid,
        outbound=True,
        created=desk.clock(),
        type=CallType.CALLBACK if command.callback else CallType.NORMAL,
        dialled=command.number,
        made=True,
        hidden=command.hide_caller_id,
        attempted=False,
    )


async def _originate(desk: Desk, call: Call, *, lifts: bool) -> None:
    """Ring the own phone, which lifts by itself or not, and let it dial."""
    party = desk.lines.with_extension(call.dialled)
    fields: list[Field] = [
        ("Channel", call.line.device),
        ("Context", desk.options.context),
        ("Exten", call.dialled),
        ("Priority", "1"),
        ("Timeout", str(int(desk.options.ring_seconds * 1000))),
        ("Async", "true"),
        ("ChannelId", call.uid),
        *connected_line(call.dialled, party.name if party is not None else ""),
        *(AUTO_ANSWER if lifts else ()),
    ]
    if call.hidden:
        fields.append(("Variable", "CALLERID(pres)=prohib"))
    await desk.do("Originate", *fields)


async def _dial_on(desk: Desk, call: Call, leg: Channel, held: Call | None, command: c.MakeCall) -> None:
    """Dial on the leg that waits: the phone has one call for Asterisk, and several for us."""
    if command.hide_caller_id:
        await desk.do("Setvar", ("Channel", leg.name), ("Variable", "CALLERID(pres)"), ("Value", "prohib"))
    leg.dial_status, leg.application, leg.redirecting, leg.alerting, leg.reached = "", "", "", False, None
    await desk.move(leg, desk.options.context, command.number)
    if leg.gone:
        raise CommandFailed("the phone has hung up in this moment")
    desk.calls.add(call)
    if held is not None:
        desk.calls.consult(call, held)
    desk.refresh(call)


async def pick_up(desk: Desk, command: c.Pickup) -> None:
    """Answer a call that rings on another line."""
    line = desk.line(command.line)
    ringing = desk.call(command.ringing_line, command.ringing_id)
    target = desk.own(ringing)
    if ringing.state is not CallState.OFFERING or ringing.told is None:
        raise CommandFailed("the call does not ring any more")
    desk.check_phone(line)
    caller = ringing.told.remote
    call = Call(command.call_id, line, UID_PREFIX + command.call_id.strip("{}"), outbound=False, created=desk.clock(), made=True)
    call.redirecting = ringing.line.party
    desk.calls.add(call)
    desk.calls.trackers.join(call.id, ringing.id)
    fields: list[Field] = [
        ("Channel", line.device),
        ("Application", "PickupChan"),
        ("Data", f"{target.name},p"),
        ("Timeout", str(int(desk.options.ring_seconds * 1000))),
        ("Async", "true"),
        ("ChannelId", call.uid),
        *connected_line(target.connected_number or caller.number, target.connected_name),
        *(AUTO_ANSWER if line.ways.auto_answer else ()),
    ]
    try:
        await desk.do("Originate", *fields)
        await desk.until(lambda: call.told is not None or call.id not in desk.calls.calls, "the phone was not rung")
    except BaseException:
        desk.calls.drop(call)
        raise
    if call.id not in desk.calls.calls:
        raise CommandFailed("the call could not be picked up: it has ended, or the phone cannot be reached")


async def give_up(desk: Desk, call: Call) -> None:
    """A consultation that reaches nobody: its leg goes back to the held call."""
    held, own = call.consults, desk.calls.channel(call)
    if held is None or held.id not in desk.calls.calls:
        return
    if own is not None and call.state is not CallState.BUSY:
        return
    if own is not None and held.uid == call.uid:
        await desk.move(own, desk.options.wait_context, "s")
        desk.tell(desk.calls.end(call, DisconnectCause.BUSY, by_other=True))
    elif own is not None:
        await desk.hang_up(own)
        await desk.until(lambda: call.id not in desk.calls.calls, "the leg is still there")
    others = [one for one in desk.calls.of_line(call.line) if one is not held and not one.member]
    if held.state is CallState.HOLD and held.uid and not others:
        await holding.retrieve(desk, held)

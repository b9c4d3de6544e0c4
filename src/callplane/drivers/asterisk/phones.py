"""How a phone is made to answer, to hold and to go on: one way for each line, as configured. Knows the desk; no other command.

`pickup` and `driver` work with any phone. `talk` sends NOTIFY with `Event: talk` or `hold` into the call, and must only be used
with phones that are known to obey: one that answers 481 ends the call. `http` asks the phone itself, at addresses of one's own.
"""

from __future__ import annotations

import logging
from contextlib import suppress

import aiohttp

from callplane.drivers.asterisk.call_records import Call
from callplane.drivers.asterisk.channels import DOWN, Channel
from callplane.drivers.asterisk.desk import Desk
from callplane.drivers.asterisk.protocol import Field
from callplane.errors import CommandFailed
from callplane.model.call import CallState

log = logging.getLogger(__name__)

HTTP_SECONDS = 4.0
RINGING_SECONDS = 1.0
AUTO_ANSWER: tuple[Field, ...] = (
    ("Variable", "PJSIP_HEADER(add,Call-Info)=<sip:callplane>;answer-after=0"),
    ("Variable", "PJSIP_HEADER(add,Alert-Info)=<http://callplane>;info=alert-autoanswer;delay=0"),
)
"""What makes phones lift by themselves: most obey one of these two headers."""


def instrument(purpose: str, call: Call) -> str:
    """The Uniqueid of a channel that is no call of its own."""
    return f"callplane-{purpose}-{call.id.strip('{}')}"


async def answer(desk: Desk, call: Call) -> None:
    """Answer an offered call in the way of its line. One that calls back has its other party still to come."""
    own = desk.own(call)
    way = call.line.ways.answer
    with suppress(CommandFailed):  # the call is offered before its phone rings; some phones never say that they do
        await desk.until(lambda: own.state != DOWN or own.gone, "it did not ring", RINGING_SECONDS)
    if way == "talk":
        await _notify(desk, own, "talk")
        await desk.until(lambda: own.up or own.gone, "the phone did not answer: it may not obey NOTIFY talk")
    elif way == "http":
        await _ask_phone(call, own, "answer")
        await desk.until(lambda: own.up or own.gone, "the phone did not answer")
    else:
        await _pick_up_own(desk, call, own)
    if call.state not in (CallState.CONNECTED, CallState.HOLD) and not (call.outbound and own.up):
        raise CommandFailed("the call could not be answered: the caller has hung up, or the phone did not lift")


async def _pick_up_own(desk: Desk, call: Call, own: Channel) -> None:
    """Ring the own phone once more, so that it lifts by itself, and let it pick up its own call."""
    uid = instrument("answer", call)
    desk.calls.reserve(uid)
    desk.tracker.answering[uid] = call
    over: list[bool] = []

    def done() -> bool:
        channel = desk.calls.board.channels.get(uid)
        over.append(channel is not None)
        gone = channel is None and any(over)
        return call.uid == uid or own.gone or gone or uid not in desk.tracker.answering

    try:
        await desk.do(
            "Originate",
            ("Channel", call.line.device),
            ("Application", "PickupChan"),
            ("Data", f"{own.name},p"),
            ("Timeout", "8000"),
            ("Async", "true"),
            ("ChannelId", uid),
            *connected_line(own.connected_number, own.connected_name),
            *AUTO_ANSWER,
        )
        await desk.until(done, "the phone did not lift: it may not obey the auto-answer headers", 8.0)
        await desk.until(lambda: call.state is not CallState.OFFERING or call.id not in desk.calls.calls, "nothing was connected")
    finally:
        desk.tracker.answering.pop(uid, None)


async def hold(desk: Desk, call: Call, own: Channel, event: str) -> None:
    """Let the phone itself hold a call (event hold), or go on with it (event talk)."""
    if call.line.ways.hold == "http":
        await _ask_phone(call, own, "hold" if event == "hold" else "retrieve")
    else:
        await _notify(desk, own, event)
    want = event == "hold"
    await desk.until(lambda: own.held is want or own.gone, "the phone did not do it: it may not obey")
    if own.gone:
        raise CommandFailed("the phone ended the call when it was asked; set another way to hold for this line")


async def _notify(desk: Desk, own: Channel, event: str) -> None:
    await desk.do("PJSIPNotify", ("Channel", own.name), ("Variable", f"Event={event}"))


async def _ask_phone(call: Call, own: Channel, operation: str) -> None:
    url = call.line.ways.urls[operation].replace("{extension}", call.line.extension).replace("{call}", own.uid)
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=HTTP_SECONDS)) as session,
            session.get(url, allow_redirects=False) as reply,
        ):
            if reply.status >= 300:
                raise CommandFailed(f"the phone of extension {call.line.extension} refused to {operation} (HTTP {reply.status})")
    except (aiohttp.ClientError, TimeoutError) as error:
        log.warning("phone of %s does not answer at %s: %s", call.line.extension, url, error)
        raise CommandFailed(f"the phone of extension {call.line.extension} does not answer: check its address") from None


def connected_line(number: str, name: str) -> tuple[Field, ...]:
    """What the own phone shows while it rings."""
    fields: list[Field] = [("Variable", f"CONNECTEDLINE(num)={number}")] if number else []
    safe = "".join(sign for sign in name if sign.isalnum() or sign in " .-+'")
    return (*fields, *((("Variable", f"CONNECTEDLINE(name)={safe}"),) if safe else ()))

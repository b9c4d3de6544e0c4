"""Calls from phone to phone, as the phones and the monitors see them."""

from __future__ import annotations

import pytest
from tests.drivers.exchange.sip.pbx import Pbx, account, line

from callplane.drivers import commands as c
from callplane.drivers.exchange.sip.studio import CODECS
from callplane.media.rtp import build
from callplane.sip.sdp import EVENTS, PCMU, Audio, Direction
from callplane.testing.sip_phone import PhoneCall, SipPhone


async def connected(caller: SipPhone, callee: SipPhone) -> tuple[PhoneCall, PhoneCall]:
    """Two phones in a call."""
    there = len(callee.calls) + 1
    call = caller.call(callee.extension)
    taken = await callee.rings(there)
    await call.until("180")
    taken.answer()
    await call.until("active")
    await taken.until("active")
    return call, taken


def place(call: PhoneCall) -> tuple[str, int] | None:
    """Where a phone's sound goes."""
    return (call.target.host, call.target.port) if call.target else None


def own(phone: SipPhone) -> tuple[str, int]:
    return phone.rtp_host, phone.rtp_port


@pytest.mark.parametrize(("first", "second"), [("UDP", "UDP"), ("TCP", "UDP"), ("UDP", "TCP")])
async def test_a_call_is_answered_and_hung_up(pbx: Pbx, first: str, second: str) -> None:
    alice, bob = await pbx.phone("101", first), await pbx.phone("102", second)
    call, taken = await connected(alice, bob)
    assert (place(call), place(taken)) == (own(bob), own(alice)), "sound goes from phone to phone"
    assert taken.call.invite.sender.name == "Phone 101"
    assert taken.call.invite.sender.uri.user == "101"
    call.hang_up()
    await taken.until("ended")
    await pbx.until("101")
    assert pbx.told == {
        "101": ["DIALING", "RINGBACK", "CONNECTED", "CLEARED"],
        "102": ["OFFERING", "CONNECTED", "DISCONNECTED"],
    }


async def test_the_called_side_may_hang_up(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    call, taken = await connected(alice, bob)
    taken.hang_up()
    await call.until("ended")
    assert pbx.told["101"][-1] == "DISCONNECTED"


async def test_a_caller_may_give_up(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    call = alice.call("102")
    taken = await bob.rings()
    await call.until("180")
    call.hang_up()
    await taken.until("ended")
    await pbx.until("102")
    assert taken.ending is not None
    assert taken.ending.status == 487


@pytest.mark.parametrize(
    ("answer", "status", "told"), [(486, 486, "BUSY"), (603, 603, "DISCONNECTED"), (500, 480, "DISCONNECTED")]
)
async def test_a_phone_may_refuse(pbx: Pbx, answer: int, status: int, told: str) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    bob.on_ring = lambda call: call.reject(answer)
    call = alice.call("102")
    await call.until("ended")
    await pbx.until("101")
    assert call.ending is not None
    assert call.ending.status == status
    assert told in pbx.told["101"]


async def test_who_is_not_answered_is_told_so(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    call = alice.call("102")
    await bob.rings()
    await call.until("180")
    pbx.skip(180)
    await call.until("ended")
    assert call.ending is not None
    assert call.ending.status == 480


async def test_a_program_may_refuse(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    call = alice.call("102")
    await bob.rings()
    await pbx.execute(c.Drop(line("102"), pbx.call("102").call_id))
    await call.until("ended")
    assert call.ending is not None
    assert call.ending.status == 603


async def test_all_phones_of_an_extension_ring_and_the_first_gets_the_call(pbx: Pbx) -> None:
    pbx.accounts["mobile"] = account("mobile", "102")
    alice, desk = await pbx.phone("101"), await pbx.phone("102")
    mobile = await pbx.phone("mobile")
    call = alice.call("102")
    first, second = await desk.rings(), await mobile.rings()
    second.answer()
    await call.until("active")
    await first.until("ended")
    assert place(call) == own(mobile)
    assert pbx.told["102"] == ["OFFERING", "CONNECTED"]


async def test_numbers_that_lead_nowhere(pbx: Pbx) -> None:
    alice = await pbx.phone("101")
    for number, status in (("199", 404), ("102", 480), ("101", 486), ("0123451", 486), ("0123453", 404)):
        call = alice.call(number)
        await call.until("ended")
        assert call.ending is not None
        assert (number, call.ending.status) == (number, status)
        await pbx.until("101")


async def test_the_outside_world_answers_and_is_heard(pbx: Pbx) -> None:
    alice = await pbx.phone("101")
    call = alice.call("0123450")
    await call.until("180")
    pbx.skip(1.0)
    await call.until("active")
    await pbx.until("101", "CONNECTED")
    assert pbx.call("101").remote.number == "+498151123450"
    source = place(call)
    assert source is not None
    await alice.until(lambda: alice.packets[source] > 3, "no sound")
    call.press("5")
    await call.until("INFO 200")
    parties = pbx.driver._switch.outside()
    assert parties[0].heard == "5"
    call.hang_up()
    await pbx.until("101")


async def test_keys_come_as_telephone_events_too(pbx: Pbx) -> None:
    alice = await pbx.phone("101")
    call = alice.call("0123450")
    await call.until("180")
    pbx.skip(1.0)
    await call.until("active")
    target = place(call)
    assert target is not None
    packet = build(EVENTS.type, 1, 160, 7, bytes((5, 10, 0, 160)), marker=True)
    alice._rtp.sendto(packet, target)
    await pbx.until_so(lambda: pbx.driver._switch.outside()[0].heard == "5")


async def test_a_number_may_be_withheld(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    alice.call("102", headers=(("privacy", "id"),))
    taken = await bob.rings()
    assert taken.call.invite.sender.uri.user == "anonymous"
    assert pbx.call("102").remote.number == ""
    assert pbx.call("102").caller_id_blocked


async def test_a_phone_that_holds_lets_the_other_hear_music(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    call, taken = await connected(alice, bob)
    call.hold()
    await call.until("agreed")
    await pbx.until("101", "HOLD")
    await taken.until("offer")
    assert taken.target is not None
    assert taken.target.direction is Direction.SENDONLY
    source = place(taken)
    assert source is not None
    await bob.until(lambda: bob.packets[source] > 3, "no music")
    call.resume()
    await pbx.until("101", "CONNECTED")
    await taken.until(lambda: place(taken) == own(alice))
    assert place(call) == own(bob)


async def test_an_invite_without_offer_gets_one(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    bob.on_ring = PhoneCall.answer
    call = alice.call("102", sdp=False)
    await call.until("active")
    taken = await bob.rings()
    await taken.until(lambda: place(taken) == own(alice))
    assert place(call) == own(bob)


async def test_phones_without_a_common_codec_meet_in_the_relay(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    alice.codecs, bob.codecs = CODECS[:1], (PCMU,)
    bob.on_ring = PhoneCall.answer
    call = alice.call("102")
    await call.until("active")
    taken = await bob.rings()
    await taken.until("active")
    await taken.until(lambda: place(taken) not in (own(alice), None))
    assert isinstance(call.target, Audio)
    assert place(call) != own(bob)


async def test_a_phone_behind_a_nat_is_heard_through_the_relay(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    alice.rtp_host = "10.99.99.99"
    bob.on_ring = PhoneCall.answer
    call = alice.call("102")
    await call.until("active")
    taken = await bob.rings()
    await taken.until("active")
    await taken.until(lambda: place(taken) not in (("10.99.99.99", alice.rtp_port), None))
    target = place(call)
    assert target is not None
    assert target != own(bob)
    alice._rtp.sendto(build(8, 1, 160, 7, bytes(160)), target)
    await bob.until(lambda: bool(bob.packets), "no sound")


async def test_the_phone_of_a_line_is_shown_by_its_status(pbx: Pbx) -> None:
    assert pbx.lines[line("101")].status.name == "NO_PHONE"
    alice = await pbx.phone("101")
    assert pbx.lines[line("101")].status.name == "OPEN"
    await alice.register(0)
    assert pbx.lines[line("101")].status.name == "NO_PHONE"

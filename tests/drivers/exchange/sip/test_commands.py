"""What programs order on lines with SIP phones, as phones and monitors see it."""

from __future__ import annotations

import wave

import pytest
from tests.drivers.exchange.sip.pbx import Pbx, account, line
from tests.drivers.exchange.sip.test_phone_calls import connected, own, place

from callplane.drivers import commands as c
from callplane.errors import CommandFailed, NotCapable
from callplane.model.line import Capability, Forward, ForwardMode
from callplane.sip.sdp import Direction
from callplane.testing.sip_phone import PhoneCall, SipPhone


async def made(pbx: Pbx, caller: SipPhone, callee: SipPhone, call_id: str = "{made}") -> tuple[PhoneCall, PhoneCall]:
    """A call that a program made from one phone to another; both were lifted."""
    mine, theirs = len(caller.calls) + 1, len(callee.calls) + 1
    await pbx.execute(c.MakeCall(line(caller.extension), call_id, callee.extension))
    first = await caller.rings(mine)
    first.answer()
    second = await callee.rings(theirs)
    second.answer()
    await first.until(lambda: place(first) == own(callee))
    await second.until(lambda: place(second) == own(caller))
    return first, second


async def test_the_own_phone_rings_first_and_is_asked_to_answer_by_itself(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    await pbx.execute(c.MakeCall(line("101"), "{made}", "102"))
    own_call = await alice.rings()
    assert own_call.call.invite.headers.get("call-info") == "<sip:callplane>;answer-after=0"
    assert own_call.call.invite.sender.uri.user == "102", "the phone shows whom it is going to call"
    assert pbx.states("101") == ["DIALING"]
    assert bob.calls == []
    own_call.answer()
    taken = await bob.rings()
    await pbx.until("101", "RINGBACK")
    source = place(own_call)
    assert source is not None
    await alice.until(lambda: alice.packets[source] > 3, "no ringing tone")
    taken.answer()
    await pbx.until("101", "CONNECTED")
    await own_call.until(lambda: place(own_call) == own(bob))
    await pbx.execute(c.Drop(line("101"), "{made}"))
    await own_call.until("ended")
    await taken.until("ended")
    assert pbx.told["101"] == ["DIALING", "RINGBACK", "CONNECTED", "CLEARED"]


async def test_an_own_phone_that_is_not_lifted_ends_the_call(pbx: Pbx) -> None:
    alice, _ = await pbx.phone("101"), await pbx.phone("102")
    await pbx.execute(c.MakeCall(line("101"), "{made}", "102"))
    call = await alice.rings()
    await alice.request("OPTIONS")  # its 180 has arrived, too
    pbx.skip(61)
    await call.until("ended")
    await pbx.until("101")
    alice.on_ring = lambda call: call.reject(603)
    await pbx.execute(c.MakeCall(line("101"), "{again}", "102"))
    await alice.rings(2)
    await pbx.until("101")
    assert pbx.told["101"][-1] == "DISCONNECTED"


async def test_a_phone_that_can_talk_is_answered(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102", talks=True)
    assert pbx.lines[line("102")].capabilities & Capability.ANSWER
    assert not pbx.lines[line("101")].capabilities & Capability.ANSWER
    call = alice.call("102")
    taken = await bob.rings()
    await call.until("180")
    await pbx.execute(c.Answer(line("102"), pbx.call("102").call_id))
    await taken.until("NOTIFY")
    await call.until("active")
    await pbx.until("102", "CONNECTED")


async def test_a_phone_that_answers_by_itself_is_called_anew(pbx: Pbx) -> None:
    pbx.accounts["102"] = account("102", auto_answer=True)
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    assert pbx.lines[line("102")].capabilities & Capability.ANSWER
    call = alice.call("102")
    first = await bob.rings()
    await call.until("180")
    await pbx.execute(c.Answer(line("102"), pbx.call("102").call_id))
    second = await bob.rings(2)
    await first.until("ended")
    assert "answer-after=0" in second.call.invite.headers.get("call-info")
    second.answer()
    await call.until("active")


async def test_a_phone_that_cannot_be_made_to_answer_is_left_alone(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    alice.call("102")
    await bob.rings()
    with pytest.raises(NotCapable):
        await pbx.execute(c.Answer(line("102"), pbx.call("102").call_id))


async def test_hold_and_retrieve(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    call, taken = await made(pbx, alice, bob)
    await pbx.execute(c.Hold(line("101"), "{made}"))
    await taken.until(lambda: place(taken) != own(alice))
    assert taken.target is not None
    assert taken.target.direction is Direction.SENDONLY
    await call.until(lambda: call.target is not None and call.target.direction is Direction.INACTIVE)
    assert pbx.states("101") == ["HOLD"]
    await pbx.execute(c.Retrieve(line("101"), "{made}"))
    await taken.until(lambda: place(taken) == own(alice))
    await call.until(lambda: place(call) == own(bob) and call.target is not None and call.target.direction is Direction.SENDRECV)


async def consulting(pbx: Pbx) -> tuple[SipPhone, SipPhone, SipPhone]:
    """101 has 102 on hold and talks with 103, all by program, with one call on her phone."""
    alice, bob, carol = await pbx.phone("101"), await pbx.phone("102"), await pbx.phone("103")
    await made(pbx, alice, bob, "{first}")
    await pbx.execute(c.MakeCall(line("101"), "{second}", "103"))
    asked = await carol.rings()
    asked.answer()
    await alice.calls[0].until(lambda: place(alice.calls[0]) == own(carol))
    await asked.until(lambda: place(asked) == own(alice))
    assert pbx.states("101") == ["HOLD", "CONNECTED"]
    assert len(alice.calls) == 1, "her phone goes on with its one call"
    return alice, bob, carol


async def test_swap(pbx: Pbx) -> None:
    alice, bob, carol = await consulting(pbx)
    await pbx.execute(c.SwapHold(line("101"), "{first}", "{second}"))
    await alice.calls[0].until(lambda: place(alice.calls[0]) == own(bob))
    await bob.calls[0].until(lambda: place(bob.calls[0]) == own(alice))
    await carol.calls[0].until(lambda: place(carol.calls[0]) not in (own(alice), None))
    assert pbx.states("101") == ["CONNECTED", "HOLD"]


async def test_merge(pbx: Pbx) -> None:
    alice, bob, carol = await consulting(pbx)
    await pbx.execute(c.Merge(line("101"), "{second}", "{first}"))
    await alice.calls[0].until("ended")
    await bob.calls[0].until(lambda: place(bob.calls[0]) == own(carol))
    await carol.calls[0].until(lambda: place(carol.calls[0]) == own(bob))
    await pbx.until("101")
    assert pbx.call("102").remote.number == "+49815136856103"


async def test_conference(pbx: Pbx) -> None:
    alice, bob, carol = await consulting(pbx)
    await pbx.execute(c.Conference(line("101"), "{second}", "{first}"))
    places = {own(alice), own(bob), own(carol)}
    for phone in (alice, bob, carol):
        call = phone.calls[0]
        await call.until(lambda call=call: place(call) not in places)  # type: ignore[misc]
        source = place(call)
        assert source is not None
        await phone.until(lambda phone=phone, source=source: phone.packets[source] > 3, "no mix")  # type: ignore[misc]
    assert len({place(phone.calls[0]) for phone in (alice, bob, carol)}) == 3
    bob.calls[0].hang_up()
    await alice.calls[0].until(lambda: place(alice.calls[0]) == own(carol))
    await pbx.until("101", "CONNECTED")
    alice.calls[0].hang_up()
    await carol.calls[0].until("ended")
    await pbx.until("101")


async def test_the_other_call_comes_back_when_one_ends(pbx: Pbx) -> None:
    alice, bob, carol = await consulting(pbx)
    carol.calls[0].hang_up()
    await pbx.until("101", "HOLD")
    await pbx.execute(c.Retrieve(line("101"), "{first}"))
    await alice.calls[0].until(lambda: place(alice.calls[0]) == own(bob))


async def test_a_phone_that_was_put_down_rings_again_for_the_call_on_hold(pbx: Pbx) -> None:
    alice, bob, carol = await consulting(pbx)
    alice.calls[0].hang_up()
    await carol.calls[0].until("ended")
    await pbx.until("101", "HOLD")
    await pbx.execute(c.Retrieve(line("101"), "{first}"))
    again = await alice.rings(2)
    again.answer()
    await again.until(lambda: place(again) == own(bob))
    await bob.calls[0].until(lambda: place(bob.calls[0]) == own(alice))


async def test_redirect_a_ringing_call(pbx: Pbx) -> None:
    alice, bob, carol = await pbx.phone("101"), await pbx.phone("102"), await pbx.phone("103")
    call = alice.call("102")
    taken = await bob.rings()
    await pbx.execute(c.Redirect(line("102"), pbx.call("102").call_id, "103"))
    await taken.until("ended")
    other = await carol.rings()
    other.answer()
    await call.until("active")
    assert place(call) == own(carol)


async def test_blind_transfer_by_program(pbx: Pbx) -> None:
    alice, bob, carol = await pbx.phone("101"), await pbx.phone("102"), await pbx.phone("103")
    call, taken = await connected(alice, bob)
    await pbx.execute(c.BlindTransfer(line("102"), pbx.call("102").call_id, "103"))
    await taken.until("ended")
    other = await carol.rings()
    other.answer()
    await call.until(lambda: place(call) == own(carol))
    await other.until(lambda: place(other) == own(alice))


async def test_pick_up(pbx: Pbx) -> None:
    alice, bob, carol = await pbx.phone("101"), await pbx.phone("102"), await pbx.phone("103")
    call = alice.call("102")
    taken = await bob.rings()
    ringing = pbx.call("102").call_id
    await pbx.execute(c.Pickup(line("103"), "{picked}", line("102"), ringing))
    picked = await carol.rings()
    await taken.until("ended")
    assert "answer-after=0" in picked.call.invite.headers.get("call-info")
    picked.answer()
    await call.until("active")
    await pbx.until("103", "CONNECTED")
    assert place(call) == own(carol)


async def test_forwards(pbx: Pbx) -> None:
    alice, bob, carol = await pbx.phone("101"), await pbx.phone("102"), await pbx.phone("103")
    for number, mode in enumerate((ForwardMode.IMMEDIATE, ForwardMode.NO_ANSWER, ForwardMode.BUSY), start=1):
        await pbx.execute(c.RemoveForward(line("102")))
        await pbx.execute(c.SetForward(line("102"), Forward(mode, "+49815136856103", 5)))
        bob.on_ring = PhoneCall.ring if mode is ForwardMode.NO_ANSWER else PhoneCall.reject
        call = alice.call("102")
        if mode is ForwardMode.NO_ANSWER:
            await bob.rings()
            pbx.skip(5)
        taken = await carol.rings(number)
        assert taken.call.invite.headers.get("diversion").startswith("<sip:+49815136856102@")
        taken.answer()
        await call.until("active")
        call.hang_up()
        await pbx.until("103")


async def test_do_not_disturb(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    await pbx.execute(c.SetDoNotDisturb(line("102"), on=True))
    call = alice.call("102")
    await call.until("ended")
    assert call.ending is not None
    assert call.ending.status == 486
    assert bob.calls == []


async def test_callback(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    await pbx.execute(c.SetDoNotDisturb(line("102"), on=True))
    await pbx.execute(c.MakeCall(line("101"), "{made}", "102"))
    first = await alice.rings()
    first.answer()
    await pbx.until("101", "BUSY")
    await pbx.execute(c.CompleteCall(line("101"), "{made}"))
    await first.until("ended")
    await pbx.execute(c.SetDoNotDisturb(line("102"), on=False))
    second = await alice.rings(2)
    second.answer()
    taken = await bob.rings()
    taken.answer()
    await second.until(lambda: place(second) == own(bob))


async def test_digits_reach_a_phone(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    _, taken = await made(pbx, alice, bob)
    await pbx.execute(c.SendDigits(line("101"), "{made}", "4#"))
    await taken.until(lambda: len(taken.requests) == 2)
    assert [request.body.split(b"\r\n")[0] for request in taken.requests] == [b"Signal=4", b"Signal=#"]


async def test_a_recording_holds_both_phones(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    call, taken = await made(pbx, alice, bob)
    await pbx.execute(c.StartRecording(line("101"), "{made}"))
    await call.until(lambda: place(call) != own(bob))
    await taken.until(lambda: place(taken) != own(alice))
    assert pbx.call("102").recording.name == "RECORDED"
    await pbx.execute(c.StopRecording(line("101"), "{made}"))
    stored = await pbx.recorded()
    with wave.open(str(pbx.directory / stored.file)) as file:
        assert (file.getnchannels(), file.getframerate()) == (2, 8000)
    await call.until(lambda: place(call) == own(bob))


async def test_a_line_without_phone_cannot_call(pbx: Pbx) -> None:
    with pytest.raises(CommandFailed):
        await pbx.execute(c.MakeCall(line("101"), "{made}", "102"))

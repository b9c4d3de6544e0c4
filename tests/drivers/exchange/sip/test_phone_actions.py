"""What people do on SIP phones besides calling: transfer, redirect, conference, keys, another phone; and phones that vanish."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.drivers.exchange.sip.pbx import Pbx, account, line
from tests.drivers.exchange.sip.test_phone_calls import connected, own, place

from callplane.drivers import commands as c
from callplane.drivers.exchange.sip import remembered
from callplane.model.call import CallState
from callplane.testing.sip_phone import PhoneCall


async def test_blind_transfer(pbx: Pbx) -> None:
    alice, bob, carol = await pbx.phone("101"), await pbx.phone("102"), await pbx.phone("103")
    call, taken = await connected(alice, bob)
    call.hold()
    await pbx.until("101", "HOLD")
    call.refer("103")
    await call.until("ended")
    assert call.heard[-3:] == ["REFER 202", "NOTIFY", "ended"]
    assert call.requests[-1].body == b"SIP/2.0 200 OK\r\n"
    asked = await carol.rings()
    await pbx.until("102", "RINGBACK")
    asked.answer()
    await taken.until(lambda: place(taken) == own(carol))
    await asked.until(lambda: place(asked) == own(bob))
    assert pbx.told["101"][-1] == "CLEARED REDIRECTED_BY_OWNER"


async def test_a_transfer_that_leads_nowhere_leaves_the_call(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    call, _ = await connected(alice, bob)
    call.refer("199")
    await call.until("REFER 603")
    assert pbx.states("101") == ["CONNECTED"]


async def test_attended_transfer(pbx: Pbx) -> None:
    alice, bob, carol = await pbx.phone("101"), await pbx.phone("102"), await pbx.phone("103")
    first, taken = await connected(alice, bob)
    first.hold()
    await pbx.until("101", "HOLD")
    second, asked = await connected(alice, carol)
    assert pbx.call("101", 1).type.name == "CONSULTATION"
    second.hold()
    await pbx.until("101", "HOLD", "HOLD")
    first.refer_to(second)
    await first.until("ended")
    await second.until("ended")
    await taken.until(lambda: place(taken) == own(carol))
    await asked.until(lambda: place(asked) == own(bob))
    await pbx.until("101")
    assert pbx.call("103").remote.number == "+49815136856102"


async def test_transfer_to_a_party_that_still_rings(pbx: Pbx) -> None:
    alice, bob, carol = await pbx.phone("101"), await pbx.phone("102"), await pbx.phone("103")
    first, taken = await connected(alice, bob)
    first.hold()
    await pbx.until("101", "HOLD")
    second = alice.call("103")
    asked = await carol.rings()
    await second.until("180")
    second.call.dialog = second.call._early
    first.refer_to(second)
    await first.until("ended")
    await pbx.until("102", "RINGBACK")
    asked.answer()
    await taken.until(lambda: place(taken) == own(carol))


async def test_a_phone_that_rings_redirects(pbx: Pbx) -> None:
    alice, bob, carol = await pbx.phone("101"), await pbx.phone("102"), await pbx.phone("103")
    bob.on_ring = lambda call: call.reject(302, ("contact", "<sip:103@callplane>"))
    call = alice.call("102")
    asked = await carol.rings()
    asked.answer()
    await call.until("active")
    assert place(call) == own(carol)
    assert pbx.call("103").redirecting is not None


async def test_a_phone_in_two_calls_at_once_makes_a_conference(pbx: Pbx) -> None:
    alice, bob, carol = await pbx.phone("101"), await pbx.phone("102"), await pbx.phone("103")
    first, taken = await connected(alice, bob)
    first.hold()
    await pbx.until("101", "HOLD")
    _, asked = await connected(alice, carol)
    first.resume()
    await pbx.until("101", "CONFERENCED", "CONFERENCED", "CONNECTED")
    await taken.until(lambda: place(taken) not in (own(alice), own(carol)))
    await asked.until(lambda: place(asked) not in (own(alice), own(bob)))
    taken.hang_up()
    await pbx.until("101", "CONNECTED")


async def test_keys_reach_the_other_phone(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    call, taken = await connected(alice, bob)
    call.press("7")
    await taken.until("INFO")
    assert taken.requests[0].body.startswith(b"Signal=7")
    call.call.request("INFO", ("content-type", "text/plain"), body=b"x", on_response=call._answered("INFO"))
    await call.until("INFO 415")
    call.call.request("INFO", ("content-type", "application/dtmf-relay"), body=b"x", on_response=call._answered("INFO"))
    await call.until("INFO 400")


async def test_another_phone_of_the_extension_goes_on_with_a_call(pbx: Pbx) -> None:
    pbx.accounts["mobile"] = account("mobile", "102")
    alice, desk, mobile = await pbx.phone("101"), await pbx.phone("102"), await pbx.phone("mobile")
    call, taken = await connected(alice, desk)
    dialog = taken.call.dialog
    assert dialog is not None
    replaces = ("replaces", f"{dialog.call_id};to-tag={dialog.remote.tag};from-tag={dialog.local.tag}")
    new = mobile.call("102", headers=(replaces,))
    await new.until("active")
    await taken.until("ended")
    await call.until(lambda: place(call) == own(mobile))
    assert pbx.states("102") == ["CONNECTED"]
    stranger = alice.call("102", headers=(("replaces", "nothing;to-tag=1;from-tag=2"),))
    await stranger.until("ended")
    assert stranger.ending is not None
    assert stranger.ending.status == 481


async def test_what_a_phone_plays_before_it_answers_is_heard(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    bob.on_ring = lambda call: call.call.ring(183, call.sdp())
    call = alice.call("102")
    await call.until("183")
    assert place(call) == own(bob)
    (await bob.rings()).answer()
    await call.until("active")
    assert place(call) == own(bob)


async def test_a_phone_that_vanishes_loses_its_calls(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102", "TCP")
    call, _ = await connected(alice, bob)
    for connection in bob._transport._connections.values():
        connection.close()
    await call.until("ended")
    await pbx.until("102")
    assert pbx.lines[line("102")].status.name == "NO_PHONE"


async def test_a_phone_that_does_not_answer_has_vanished(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    call, _ = await connected(alice, bob)
    bob.agent.receive = lambda data, flow, now: None  # type: ignore[method-assign]
    for _ in range(8):
        pbx.skip(10)
        await alice.request("OPTIONS")  # what it was asked meanwhile is answered, too
    await call.until("ended")
    assert pbx.lines[line("102")].status.name == "NO_PHONE"
    assert pbx.lines[line("101")].status.name == "OPEN"


async def test_a_phone_that_was_kicked_registers_anew(pbx: Pbx) -> None:
    await pbx.phone("101")
    pbx.accounts["101"] = account("101", serial=1)
    await pbx.driver.refresh()
    assert pbx.lines[line("101")].status.name == "NO_PHONE"


async def test_phones_are_there_after_a_restart_of_the_server(pbx: Pbx, tmp_path: Path) -> None:
    alice, _, _ = await pbx.phone("101"), await pbx.phone("102", "TCP"), await pbx.phone("103")
    file = tmp_path / remembered.FILE
    await pbx.until_so(lambda: len(remembered.read(file, 0.0)) == 3)
    async with AsyncExitStack() as stack:
        again = Pbx(tmp_path, stack)
        again.accounts["103"] = account("103", serial=1)
        await again.start()
        assert [again.lines[line(number)].status.name for number in ("101", "102", "103")] == ["OPEN", "NO_PHONE", "NO_PHONE"]
        bob = await again.phone("102")
        call = bob.call("101")
        (await alice.rings()).answer()
        await call.until("active")
    file.write_text("nonsense", encoding="utf-8")
    assert remembered.read(file, 0.0) == []


async def test_a_call_that_waits(pbx: Pbx) -> None:
    alice, bob, carol = await pbx.phone("101"), await pbx.phone("102"), await pbx.phone("103")
    _, taken = await connected(alice, bob)
    third = carol.call("102")
    waiting = await bob.rings(2)
    taken.hold()
    await pbx.until("102", "HOLD", "OFFERING")
    waiting.answer()
    await third.until("active")
    await pbx.until("102", "HOLD", "CONNECTED")
    fourth = (await pbx.phone("104")).call("102")
    await fourth.until("ended")
    assert fourth.ending is not None
    assert fourth.ending.status == 486


async def test_a_restart_of_the_exchange_ends_all_calls(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    call, taken = await connected(alice, bob)

    def restart(now: float) -> tuple[()]:
        pbx.driver._switch.restart(now)
        return ()

    pbx.driver.act(restart)
    await call.until("ended")
    await taken.until("ended")


async def test_hold_by_a_program_and_by_the_phone(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    bob.on_ring = PhoneCall.answer
    call = alice.call("102")
    await call.until("active")
    await pbx.until("101", "CONNECTED")
    await pbx.execute(c.Hold(line("101"), pbx.call("101").call_id))
    await call.until("agreed")
    call.resume()
    await pbx.until("101", "CONNECTED")
    await call.until(lambda: place(call) == own(bob))


@pytest.mark.parametrize("by_phone", [False, True])
async def test_a_refreshed_session_changes_nothing(pbx: Pbx, by_phone: bool) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    bob.on_ring = PhoneCall.answer
    call = alice.call("102")
    await call.until("active")
    await pbx.until("101", "CONNECTED")
    call.refresh()
    await call.until(lambda: call.heard.count("agreed") == 1)
    assert pbx.call("101").state is CallState.CONNECTED
    if by_phone:
        call.hold()
    else:
        await pbx.execute(c.Hold(line("101"), pbx.call("101").call_id))
    await pbx.until("101", "HOLD")
    await call.until(lambda: call.heard.count("agreed") + call.heard.count("offer") >= 2 and not call.call.busy)
    agreed = call.heard.count("agreed")
    call.refresh()
    await call.until(lambda: call.heard.count("agreed") == agreed + 1)
    assert pbx.call("101").state is CallState.HOLD
    call.resume()
    await pbx.until("101", "CONNECTED")

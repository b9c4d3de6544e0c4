"""A phone offers anew in the moment in which the exchange does so too: neither hears wrong things for long."""

from __future__ import annotations

from tests.drivers.exchange.sip.pbx import Pbx, line
from tests.drivers.exchange.sip.test_phone_calls import connected, own, place

from callplane.drivers import commands as c
from callplane.sip.sdp import Direction
from callplane.testing.sip_phone import PhoneCall


async def record(pbx: Pbx) -> None:
    await pbx.execute(c.StartRecording(line("101"), pbx.call("101").call_id))


async def refused(call: PhoneCall) -> None:
    await call.until("refused 491")
    assert "offer" not in call.heard


async def test_the_exchange_tries_again_soon_in_a_call_that_the_phone_has_placed(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    call, _ = await connected(alice, bob)
    call.resume()
    await record(pbx)
    pbx.skip(0.2)
    await call.until(lambda: place(call) != own(bob))
    assert "refused 491" not in call.heard, "the phone, which made the Call-ID, waits longer"


async def test_the_phone_that_tries_again_first_gets_what_is_wanted(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    _, taken = await connected(alice, bob)
    taken.resume()
    await record(pbx)
    await refused(taken)
    taken.resume()
    await taken.until("agreed")
    assert place(taken) != own(alice)
    pbx.skip(5)
    taken.press("1")
    await taken.until("INFO 200")
    assert "offer" not in taken.heard, "nothing is left to be said"


async def test_a_hold_that_crosses_is_not_undone_by_the_phone(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    _, taken = await connected(alice, bob)
    taken.resume()
    await pbx.execute(c.Hold(line("102"), pbx.call("102").call_id))
    await refused(taken)
    taken.resume()
    await taken.until("agreed")
    assert taken.target is not None
    assert taken.target.direction is Direction.INACTIVE
    assert pbx.states("102") == ["HOLD"]

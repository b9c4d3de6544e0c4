"""Whom a phone is told to show, from the answer on and whenever its other party becomes another one."""

from __future__ import annotations

from tests.drivers.exchange.sip.pbx import Pbx, line
from tests.drivers.exchange.sip.test_commands import consulting, made
from tests.drivers.exchange.sip.test_phone_calls import connected

from callplane.drivers import commands as c
from callplane.model.line import Forward, ForwardMode
from callplane.testing.sip_phone import SipPhone

ANONYMOUS = '"Anonymous" <sip:anonymous@anonymous.invalid>'


async def shows(phone: SipPhone, extension: str) -> None:
    await phone.until(lambda: phone.shown == f'"Phone {extension}" <sip:{extension}@callplane>', f"{extension}; {phone.shown}")


async def test_a_caller_sees_who_answers(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    await connected(alice, bob)
    await shows(alice, "102")
    assert bob.shown == "", "it has known that since it rang"
    assert "offer" not in bob.calls[0].heard


async def test_a_caller_sees_to_whom_he_was_forwarded(pbx: Pbx) -> None:
    alice, bob, carol = await pbx.phone("101"), await pbx.phone("102"), await pbx.phone("103")
    await pbx.execute(c.SetForward(line("102"), Forward(ForwardMode.IMMEDIATE, "+49815136856103")))
    alice.call("102")
    taken = await carol.rings()
    taken.answer()
    await shows(alice, "103")
    assert bob.calls == []


async def test_both_see_each_other_after_a_merge(pbx: Pbx) -> None:
    alice, bob, carol = await consulting(pbx)
    await shows(alice, "103")
    await pbx.execute(c.SwapHold(line("101"), "{first}", "{second}"))
    await shows(alice, "102")
    await pbx.execute(c.Merge(line("101"), "{first}", "{second}"))
    await shows(bob, "103")
    await shows(carol, "102")


async def test_who_is_picked_up_or_sent_on_sees_by_whom(pbx: Pbx) -> None:
    alice, bob, carol = await pbx.phone("101"), await pbx.phone("102"), await pbx.phone("103")
    alice.call("102")
    await bob.rings()
    await pbx.execute(c.Pickup(line("103"), "{picked}", line("102"), pbx.call("102").call_id))
    picked = await carol.rings()
    picked.answer()
    await shows(alice, "103")
    await pbx.execute(c.BlindTransfer(line("103"), "{picked}", "102"))
    again = await bob.rings(2)
    again.answer()
    await shows(alice, "102")


async def test_it_is_told_where_the_sound_stays_as_it_was(pbx: Pbx) -> None:
    alice, bob, carol = await pbx.phone("101"), await pbx.phone("102"), await pbx.phone("103")
    await made(pbx, alice, bob)
    await pbx.execute(c.StartRecording(line("101"), "{made}"))
    await pbx.execute(c.BlindTransfer(line("102"), pbx.call("102").call_id, "103"))
    taken = await carol.rings()
    taken.answer()
    await shows(alice, "103")


async def test_a_withheld_number_stays_so(pbx: Pbx) -> None:
    alice, bob, carol = await pbx.phone("101"), await pbx.phone("102"), await pbx.phone("103")
    alice.call("102", headers=(("privacy", "id"),))
    taken = await bob.rings()
    taken.answer()
    await pbx.until("102", "CONNECTED")
    first = pbx.call("102").call_id
    await pbx.execute(c.MakeCall(line("102"), "{second}", "103"))
    asked = await carol.rings()
    asked.answer()
    await pbx.until("102", "HOLD", "CONNECTED")
    await shows(bob, "103")
    await pbx.execute(c.Merge(line("102"), "{second}", first))
    await carol.until(lambda: carol.shown == ANONYMOUS)
    await shows(alice, "103")

"""Calls between real phones, as their users make them, and what everybody sees and hears of them."""

from __future__ import annotations

from tests.components.sip.hearing import hears_only
from tests.components.sip.house import House

from callplane.client import ForwardMode
from callplane.model.call import CallState, DisconnectCause
from callplane.model.changes import ChangeReason

S, R = CallState, ChangeReason


async def test_a_phone_registers_and_makes_its_line_work(house: House) -> None:
    async with house.baresip("103"):
        assert house.registered("103") == 1
        async with house.pjsua("103"):
            assert house.registered("103") == 2


async def test_two_phones_call_talk_and_hang_up(house: House) -> None:
    alice, bob = await house.person("alice", "101"), await house.person("bob", "102")
    async with house.baresip("101", tone=440) as one, house.pjsua("102", tone=700) as two:
        await one.dial("102")
        ringing = await two.rings()
        made = await alice.call("101", S.RINGBACK)
        offered = await bob.call("102", S.OFFERING)
        assert (made.bOutbound, made.u8sRemoteNumberSC[-3:], offered.u8sRemoteNumberSC[-3:]) == (True, "102", "101")
        await two.answer(ringing)
        await alice.reaches(made.u8sConnectionID, S.CONNECTED)
        await bob.reaches(offered.u8sConnectionID, S.CONNECTED)
        await hears_only(one.sounds, 700, 440)
        await hears_only(two.sounds, 440, 700)
        await one.hang_up()
        await two.ends(ringing)
        await alice.gone(made.u8sConnectionID)
        await bob.gone(offered.u8sConnectionID)
        assert alice.reasons(made.u8sConnectionID) == [R.DIALING, R.RINGBACK, R.CONNECTED, R.DESTROYED]
        assert bob.reasons(offered.u8sConnectionID) == [R.OFFERING, R.CONNECTED, R.DISCONNECTED, R.DESTROYED]


async def test_a_caller_gives_up(house: House) -> None:
    bob = await house.person("bob", "102")
    async with house.baresip("101") as one, house.pjsua("102") as two:
        await one.dial("102")
        ringing = await two.rings()
        offered = await bob.call("102", S.OFFERING)
        await one.hang_up()
        await two.ends(ringing)
        await bob.gone(offered.u8sConnectionID)


async def test_a_called_person_rejects_or_is_busy(house: House) -> None:
    alice = await house.person("alice", "101")
    async with house.pjsua("101") as one, house.pjsua("102") as two:
        for code, seen in ((486, S.BUSY), (603, S.DISCONNECTED)):
            before, heard = len(two.events), len(one.events)
            call = await one.dial(house.uri("102"))
            ringing = await two.rings(before)
            made = await alice.call("101", S.RINGBACK)
            await two.answer(ringing, code)
            await alice.gone(made.u8sConnectionID)
            assert seen in alice.states(made.u8sConnectionID)
            await two.tells("state", before, call=ringing, state="DISCONNECTED")
            ended = await one.tells("state", heard, call=call, state="DISCONNECTED")
            assert ended["code"] == code


async def test_nobody_answers_and_the_call_goes_elsewhere(house: House) -> None:
    alice, carol = await house.person("alice", "101"), await house.person("carol", "103")
    bob = await house.person("bob", "102")
    await bob.client.set_forward("102", "103", mode=ForwardMode.eFORWARDMODENOANSW)
    async with house.baresip("101") as one, house.pjsua("102") as two:
        await one.dial("102")
        ringing = await two.rings()
        made = await alice.call("101", S.RINGBACK)
        house.pass_time(30)
        await two.ends(ringing)
        await carol.call("103", S.OFFERING)
        assert alice.calls("101")[made.u8sConnectionID].iCallState == S.RINGBACK
        await one.hang_up()


async def test_numbers_outside_and_none(house: House) -> None:
    alice = await house.person("alice", "101")
    async with house.pjsua("101") as one:
        call = await one.dial(house.uri("089123450"))
        made = await alice.call("101", S.RINGBACK)
        house.pass_time(1.5)
        await one.talks(call)
        await hears_only(one.sounds, 480, 440)
        await one.do("hang up", call=call)
        await alice.gone(made.u8sConnectionID)
        call = await one.dial(house.uri("199"))
        assert (await one.ends(call))["code"] == 404
        assert alice.last(made.u8sConnectionID).iDisconnectedReason == DisconnectCause.NONE

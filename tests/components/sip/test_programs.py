"""Programs that command real phones: make calls, hold, join, transfer, send digits, record; proven by what is heard."""

from __future__ import annotations

from contextlib import AsyncExitStack

from tests.components.sip.hearing import hears_only
from tests.components.sip.house import House
from tests.components.sip.test_in_calls import three
from tests.media.sound import channels, power

from callplane.model.call import CallState
from callplane.store.demo import line_of

S = CallState


async def test_a_program_makes_a_call(house: House) -> None:
    alice, bob = await house.person("alice", "101"), await house.person("bob", "102")
    async with house.pjsua("101", tone=440) as one, house.pjsua("102", tone=700) as two:
        made = (await alice.client.make_call(line_of("101").uri, "102")).u8sConnectionID
        own = await one.rings()
        assert not bob.calls("102")
        await one.answer(own)
        ringing = await two.rings()
        await alice.reaches(made, S.RINGBACK)
        await two.answer(ringing)
        await alice.reaches(made, S.CONNECTED)
        await bob.call("102", S.CONNECTED)
        await hears_only(one.sounds, 700, 440)
        await hears_only(two.sounds, 440, 700)
        await alice.client.drop_call(made)
        await one.ends(own)
        await two.ends(ringing)


async def test_programs_hold_swap_and_transfer(house: House) -> None:
    async with AsyncExitStack() as stack:
        (one, two, three_), (alice, bob, carol) = await three(house, stack)
        first = (await alice.client.make_call(line_of("101").uri, "102")).u8sConnectionID
        await one.answer(await one.rings())
        await two.answer(await two.rings())
        await alice.reaches(first, S.CONNECTED)
        await hears_only(two.sounds, 440, 700)
        second = (await alice.client.make_call(line_of("101").uri, "103")).u8sConnectionID
        await three_.answer(await three_.rings())
        await alice.reaches(second, S.CONNECTED)
        assert alice.calls("101")[first].iCallState == S.HOLD
        await hears_only(one.sounds, 1000, 700)
        await hears_only(three_.sounds, 440, 700)
        await alice.client.swap_hold(first)
        await alice.reaches(first, S.CONNECTED)
        await hears_only(one.sounds, 700, 1000)
        await hears_only(two.sounds, 440, 1000)
        await alice.client.merge_calls(first, second)
        await alice.gone(first, second)
        await bob.call("102", S.CONNECTED, remote="103")
        await carol.call("103", S.CONNECTED, remote="102")
        await hears_only(two.sounds, 1000, 440)
        await hears_only(three_.sounds, 700, 440)


async def test_a_conference_is_heard_by_all_and_recorded(house: House) -> None:
    async with AsyncExitStack() as stack:
        (one, two, three_), (alice, bob, carol) = await three(house, stack)
        first = (await alice.client.make_call(line_of("101").uri, "102")).u8sConnectionID
        await one.answer(await one.rings())
        await two.answer(await two.rings())
        await alice.reaches(first, S.CONNECTED)
        second = (await alice.client.make_call(line_of("101").uri, "103")).u8sConnectionID
        await three_.answer(await three_.rings())
        await alice.reaches(second, S.CONNECTED)
        await alice.client.conference(second, first)
        await alice.reaches(first, S.CONFERENCED)
        await alice.reaches(second, S.CONFERENCED)
        await hears_only(one.sounds, 700, 440)
        await hears_only(one.sounds, 1000, 440)
        await hears_only(two.sounds, 440, 700)
        await hears_only(two.sounds, 1000, 700)
        await hears_only(three_.sounds, 700, 1000)
        assert (await bob.call("102", S.CONNECTED)).u8sTrackerID == (await carol.call("103", S.CONNECTED)).u8sTrackerID
        controller = next(call for call in alice.calls("101").values() if call.bConferenceCtlr).u8sConnectionID
        await alice.client.start_call_recording(controller)
        await house.time_passes(1.5)
        await alice.client.stop_call_recording(controller)
        left, right = channels(await house.recording())
        middle = slice(len(left) // 2, len(left) // 2 + 4000)
        assert power(left[middle], 440) > 1000 > max(power(left[middle], 700), power(left[middle], 1000))
        assert min(power(right[middle], 700), power(right[middle], 1000)) > 1000 > power(right[middle], 440)


async def test_what_is_recorded_has_each_party_on_its_side(house: House) -> None:
    alice, bob = await house.person("alice", "101"), await house.person("bob", "102")
    async with house.pjsua("101", tone=440) as one, house.pjsua("102", tone=700) as two:
        made = (await alice.client.make_call(line_of("101").uri, "102")).u8sConnectionID
        await one.answer(await one.rings())
        await two.answer(await two.rings())
        await alice.reaches(made, S.CONNECTED)
        await alice.client.start_call_recording(made)
        await hears_only(one.sounds, 700, 440)
        await hears_only(two.sounds, 440, 700)
        await house.time_passes(1.5)
        await alice.client.stop_call_recording(made)
        left, right = channels(await house.recording())
        middle = slice(len(left) // 2, len(left) // 2 + 4000)
        assert power(left[middle], 440) > 1000 > power(left[middle], 700)
        assert power(right[middle], 700) > 1000 > power(right[middle], 440)
        assert bob.calls("102")


async def test_a_program_sends_digits(house: House) -> None:
    alice = await house.person("alice", "101")
    async with house.pjsua("101") as one, house.pjsua("102") as two:
        made = (await alice.client.make_call(line_of("101").uri, "102")).u8sConnectionID
        await one.answer(await one.rings())
        ringing = await two.rings()
        await two.answer(ringing)
        await alice.reaches(made, S.CONNECTED)
        await alice.client.dial_digits(made, "31")
        await two.tells("digit", call=ringing, digit="3")
        await two.tells("digit", call=ringing, digit="1")
